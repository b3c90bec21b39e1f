"""Who may do it where: the officer's card, the centre's scope, the approval of the type."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from calibration.authority.coverage import day_words, lines_words
from calibration.authority.powers import (
    Asked,
    Held,
    Powers,
    cards_of,
    held,
    legal_kind,
    scopes_of,
)
from calibration.authority.scope import found_words
from calibration.checks.blocks import Block, quality
from calibration.models import Job
from calibration.states import ScopeKind, Service
from common.templatetags.show import either


def authority_blocks(job: Job, who: Any, day: date, powers: Powers) -> list[Block]:
    """What the law asks of a job that `who` does on `day`; without `who` no card is asked for.

    Accreditation is voluntary and never blocks; see `calibration.authority.scope`.
    """
    if job.instrument is None:
        return []
    asked = Asked.of(job, day)
    blocks = []
    if job.service == Service.VERIFICATION:
        if who is not None:
            blocks += _card(asked, who, powers)
        blocks += _approval(asked)
    return blocks + _scope(asked, powers)


def _card(asked: Asked, who: Any, powers: Powers) -> list[Block]:
    """An officer verifies with a card for the type (TT 24/2013, Art. 29–37)."""
    kind = either(asked.thing.type)
    cards = [
        card
        for card in cards_of(who, asked.path, powers)
        if asked.thing.type_id in {each.pk for each in card.types.all()}
    ]
    if any(card.holds_on(asked.day) for card in cards):
        return []
    until = _("có thẻ còn hiệu lực cho loại này")
    if not cards:
        what = _("%(name)s không có thẻ kiểm định viên cho “%(type)s”.")
        return [Block("card_missing", what % {"name": who, "type": kind}, until, quality(), "card")]
    ended = [card for card in cards if card.ended_by(asked.day)]
    if ended:
        card = max(ended, key=lambda each: each.valid_to or asked.day)
        what = _("Thẻ kiểm định viên %(number)s của %(name)s hết hạn ngày %(day)s.")
        end, code = card.valid_to, "card_expired"
    else:
        card = min(cards, key=lambda each: each.valid_from)
        what = _("Thẻ kiểm định viên %(number)s của %(name)s có giá trị từ ngày %(day)s.")
        end, code = card.valid_from, "card_not_begun"
    said = what % {"number": card.number, "name": who, "day": day_words(end)}
    return [Block(code, said, until, quality(), "card")]


def _approval(asked: Asked) -> list[Block]:
    """Group 2, column A: no verification without an approved type (TT 24/2013, Art. 36)."""
    thing = asked.thing
    if not thing.type.needs_type_approval or thing.type_approval.strip():
        return []
    what = _("“%(type)s” phải phê duyệt mẫu: phương tiện đo thiếu số phê duyệt mẫu.") % {
        "type": either(thing.type)
    }
    until = _("số phê duyệt mẫu được ghi cho phương tiện đo")
    who = _("cán bộ hợp đồng hoặc kỹ thuật viên")
    return [Block("type_approval_missing", what, until, who, "instrument.type_approval")]


def _scope(asked: Asked, powers: Powers) -> list[Block]:
    """Designation for verification, registration for the rest (decision 0016)."""
    kind = legal_kind(asked.service)
    if kind == ScopeKind.REGISTRATION and not scopes_of(kind, asked.path, powers):
        return []
    found = held(kind, asked, powers)
    if not found.missing:
        return []
    name = _NAMES[kind]()
    names = {"name": name, "type": either(asked.thing.type)}
    until = _("%(name)s còn hiệu lực có loại này") % names
    if found.missing == "range":
        until = _("%(name)s gồm phạm vi này, hoặc phạm vi của phương tiện đo được sửa cho đúng")
        until %= names
    return [
        Block(
            f"{kind}_{_CODES[found.missing]}",
            _said(asked, found, names),
            until,
            quality(),
            str(kind),
        )
    ]


_NAMES: Mapping[str, Callable[[], str]] = {
    ScopeKind.DESIGNATION: lambda: pgettext("phạm vi", "quyết định chỉ định"),
    ScopeKind.REGISTRATION: lambda: pgettext("phạm vi", "đăng ký hoạt động"),
}
_CODES = {
    "type": "missing", "ended": "expired", "not_begun": "not_begun", "range": "range",
}  # fmt: skip


def _said(asked: Asked, found: Held, names: dict[str, Any]) -> str:
    if found.scope is None:
        return _("Trung tâm không có %(name)s cho “%(type)s”.") % names
    names = {**names, "number": found.scope.number}
    if found.missing == "range":
        return _("Số %(number)s (%(name)s) chỉ gồm %(allowed)s; phương tiện đo có %(found)s.") % {
            **names,
            "allowed": lines_words(found.lines),
            "found": found_words(asked),
        }
    if found.missing == "ended":
        day = day_words(found.scope.valid_to)
        what = _("Số %(number)s (%(name)s) cho “%(type)s” hết hạn ngày %(day)s.")
    else:
        day = day_words(found.scope.valid_from)
        what = _("Số %(number)s (%(name)s) cho “%(type)s” có giá trị từ ngày %(day)s.")
    return what % {**names, "day": day}
