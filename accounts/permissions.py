"""Who may do what: role × centre × customer, on one page, closed by default.

A role is held in a centre and reaches the units below it. A client's rights come from being a
contact of a customer, never from an e-mail address. What is not written here is refused.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in a centre. `CLIENT` is held towards a customer, not a centre."""

    TECHNICIAN = "technician", _("Kỹ thuật viên, kiểm định viên")
    APPROVER = "approver", _("Người soát lại, phê duyệt")
    CONTRACT_OFFICER = "contract_officer", _("Cán bộ hợp đồng")
    QUALITY_OFFICER = "quality_officer", _("Phụ trách chất lượng")
    MANAGER = "manager", _("Lãnh đạo")
    ADMINISTRATOR = "administrator", _("Quản trị")
    CLIENT = "client", _("Khách hàng")


class Can(StrEnum):
    """The verbs that doors ask for."""

    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"
    SEE_CUSTOMERS = "see_customers"
    MANAGE_CUSTOMERS = "manage_customers"
    SEE_INSTRUMENTS = "see_instruments"
    MANAGE_INSTRUMENTS = "manage_instruments"
    SEE_STANDARDS = "see_standards"
    MANAGE_STANDARDS = "manage_standards"
    CHECK_STANDARDS = "check_standards"
    SEE_PROCEDURES = "see_procedures"
    MANAGE_PROCEDURES = "manage_procedures"
    SEE_AUTHORITY = "see_authority"
    MANAGE_AUTHORITY = "manage_authority"
    SEE_JOBS = "see_jobs"
    ASSIGN_JOBS = "assign_jobs"
    RECORD_READINGS = "record_readings"
    REVIEW_JOBS = "review_jobs"
    SEE_CERTIFICATES = "see_certificates"
    WITHDRAW_CERTIFICATES = "withdraw_certificates"
    EXPORT_CERTIFICATES = "export_certificates"
    MANAGE_PAPERS = "manage_papers"  # templates and number patterns of certificates
    SEE_KEYS = "see_keys"
    MANAGE_KEYS = "manage_keys"
    SEE_STICKERS = "see_stickers"
    HANDLE_STICKERS = "handle_stickers"  # one's own: spoil, give back
    MANAGE_STICKERS = "manage_stickers"
    SEE_IMPACT = "see_impact"
    MANAGE_IMPACT = "manage_impact"
    SEE_CONTRACTS = "see_contracts"
    MANAGE_CONTRACTS = "manage_contracts"
    SEE_PRICES = "see_prices"
    MANAGE_PRICES = "manage_prices"
    ANSWER_QUOTATIONS = "answer_quotations"
    APPROVE_OVER_CAP = "approve_over_cap"  # an order past the cap of its framework
    RECORD_MONEY = "record_money"
    CLOSE_BOOKS = "close_books"
    HANDLE_ITEMS = "handle_items"  # receive and return customers' instruments and samples
    SEE_FIGURES = "see_figures"
    MANAGE_TARGETS = "manage_targets"
    SEE_PLANNING = "see_planning"  # science tasks, activities, the year's programme
    RECORD_PLANNING = "record_planning"
    WRITE_REPORTS = "write_reports"  # draft and review a period report
    CLOSE_REPORTS = "close_reports"  # close, reopen
    MANAGE_BLOCKS = "manage_blocks"  # emulation blocks, keys and reports of other installations
    SEE_AUDIT = "see_audit"


_EVERYONE_INSIDE = frozenset(
    {
        Can.SEE_CUSTOMERS,
        Can.SEE_INSTRUMENTS,
        Can.SEE_STANDARDS,
        Can.SEE_PROCEDURES,
        Can.SEE_AUTHORITY,
        Can.SEE_JOBS,
        Can.SEE_CERTIFICATES,
        Can.SEE_STICKERS,
        Can.SEE_PLANNING,
    }
)

GRANTS: Mapping[Role, frozenset[Can]] = {
    Role.TECHNICIAN: _EVERYONE_INSIDE
    | {
        Can.RECORD_READINGS,
        Can.MANAGE_INSTRUMENTS,
        Can.CHECK_STANDARDS,
        Can.HANDLE_STICKERS,
        Can.HANDLE_ITEMS,
        Can.RECORD_PLANNING,
    },
    Role.APPROVER: _EVERYONE_INSIDE
    | {
        Can.RECORD_READINGS,
        Can.REVIEW_JOBS,
        Can.SEE_IMPACT,
        Can.HANDLE_STICKERS,
        Can.RECORD_PLANNING,
    },
    Role.CONTRACT_OFFICER: _EVERYONE_INSIDE
    | {
        Can.MANAGE_CUSTOMERS,
        Can.MANAGE_INSTRUMENTS,
        Can.ASSIGN_JOBS,
        Can.SEE_CONTRACTS,
        Can.MANAGE_CONTRACTS,
        Can.SEE_PRICES,
        Can.MANAGE_PRICES,
        Can.RECORD_MONEY,
        Can.HANDLE_ITEMS,
        Can.SEE_FIGURES,
        Can.RECORD_PLANNING,
        Can.WRITE_REPORTS,
    },
    Role.QUALITY_OFFICER: _EVERYONE_INSIDE
    | {
        Can.MANAGE_STANDARDS,
        Can.CHECK_STANDARDS,
        Can.MANAGE_PROCEDURES,
        Can.MANAGE_AUTHORITY,
        Can.WITHDRAW_CERTIFICATES,
        Can.EXPORT_CERTIFICATES,
        Can.MANAGE_PAPERS,
        Can.SEE_KEYS,
        Can.MANAGE_STICKERS,
        Can.SEE_IMPACT,
        Can.MANAGE_IMPACT,
        Can.SEE_AUDIT,
        Can.RECORD_PLANNING,
    },
    Role.MANAGER: _EVERYONE_INSIDE
    | {
        Can.ASSIGN_JOBS,
        Can.SEE_CONTRACTS,
        Can.SEE_PRICES,
        Can.APPROVE_OVER_CAP,
        Can.CLOSE_BOOKS,
        Can.SEE_FIGURES,
        Can.MANAGE_TARGETS,
        Can.RECORD_PLANNING,
        Can.WRITE_REPORTS,
        Can.CLOSE_REPORTS,
        Can.MANAGE_BLOCKS,
        Can.EXPORT_CERTIFICATES,
        Can.SEE_IMPACT,
        Can.SEE_AUDIT,
        Can.SEE_PEOPLE,
    },
    Role.ADMINISTRATOR: frozenset(
        {
            Can.SEE_PEOPLE,
            Can.MANAGE_PEOPLE,
            Can.SEE_CUSTOMERS,
            Can.SEE_AUDIT,
            Can.SEE_KEYS,
            Can.MANAGE_KEYS,
        }
    ),
    # Towards their own customers only:
    Role.CLIENT: frozenset(
        {
            Can.SEE_INSTRUMENTS,
            Can.SEE_CERTIFICATES,
            Can.EXPORT_CERTIFICATES,
            Can.SEE_CONTRACTS,
            Can.ANSWER_QUOTATIONS,
        }
    ),
}


def roles_with(verb: Can) -> frozenset[Role]:
    """The roles that a verb is granted to."""
    return frozenset(role for role, verbs in GRANTS.items() if verb in verbs)


def grants(roles: Iterable[Role | str]) -> frozenset[Can]:
    """Every verb that any of `roles` holds."""
    held: frozenset[Can] = frozenset()
    for role in roles:
        held |= GRANTS[Role(role)]
    return held
