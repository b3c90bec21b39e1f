"""Changes to people and customers, each with its event."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.merging.live import require_live
from accounts.models import Centre, Contact, Customer, Membership, Site, User
from accounts.permissions import Role
from accounts.tax_code import clean_tax_code
from audit.record import record
from common.errors import Fault, Faults, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs

name_verbs(
    {
        "customer.register": gettext_lazy("ghi khách hàng"),
        "customer.change": gettext_lazy("sửa khách hàng"),
        "site.add": gettext_lazy("thêm đơn vị sử dụng"),
        "contact.add": gettext_lazy("thêm người liên hệ"),
        "person.add": gettext_lazy("thêm người"),
        "role.grant": gettext_lazy("giao vai trò"),
        "role.end": gettext_lazy("kết thúc vai trò"),
    }
)


def checked_tax_code(text: str) -> str:
    """The tax code as stored, "" for none. Raises InvalidInput (field "tax_code")."""
    if not text.strip():
        return ""
    try:
        return clean_tax_code(text)
    except ValueError as error:
        message = _(
            "Mã số thuế “%(found)s” không đúng: cần 10 số có số kiểm tra, hoặc 13 số "
            "của chi nhánh, 12 số định danh, 7 số đơn vị ngân sách."
        ) % {"found": text}
        raise InvalidInput(Fault("tax_code", message, code="tax_code", found=text)) from error


CUSTOMER_FACTS = (
    "name",
    "tax_code",
    "budget_code",
    "address",
    "phone",
    "email",
    "bank_account",
    "bank_name",
    "representative",
    "representative_title",
)
_PHONE = re.compile(r"\+?[0-9][0-9 .()/-]{5,28}")
_BUDGET_CODE = re.compile(r"[0-9]{7}")


def _checked(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts as they are stored. Raises InvalidInput naming each wrong one."""
    kept = {name: nfc(value) for name, value in facts.items()}
    faults = Faults()
    if "name" in kept and not kept["name"]:
        faults.add("name", _("Còn để trống."), code="blank")
    try:
        if "tax_code" in kept:
            kept["tax_code"] = checked_tax_code(kept["tax_code"])
    except InvalidInput as error:
        faults.found += error.faults
    for name, value in kept.items():
        check_shape(faults, Customer, name, value)
    faults.raise_if_any()
    return kept


def check_shape(faults: Faults, model: type[Model], name: str, value: str) -> None:
    """Add what is wrong with the length or the form of one fact of a customer or its parts."""
    most = model._meta.get_field(name).max_length or 0  # type: ignore[union-attr]
    if len(value) > most and name != "tax_code":
        message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
        faults.add(name, message, code="too_long", found=value, allowed=str(most))
    elif name == "budget_code" and value and not _BUDGET_CODE.fullmatch(value):
        faults.add(name, _("Mã đơn vị quan hệ ngân sách có 7 số."), code="budget_code", found=value)
    elif name == "phone" and value and not _PHONE.fullmatch(value):
        faults.add(name, _("Không phải là số điện thoại."), code="phone", found=value)
    elif name == "email" and value:
        try:
            validate_email(value)
        except ValidationError:
            faults.add(name, _("Không phải là địa chỉ e-mail."), code="email", found=value)


@transaction.atomic
def register_customer(
    *, centre: Centre, name: str, by: Any, at: datetime, **facts: str
) -> Customer:
    """A new customer of a centre. `facts` are any of CUSTOMER_FACTS.

    What is wrong is named field by field; a tax code that is there already names its customer.
    """
    facts = _checked({"name": name, **facts})
    _refuse_known_tax_code(centre, facts.get("tax_code", ""), None)
    made = Customer.objects.create(centre=centre, **facts)
    record(
        subject=made,
        verb="customer.register",
        by=by,
        at=at,
        chain=centre.code,
        changes={"name": (None, made.name)},
    )
    return made


@transaction.atomic
def change_customer(*, customer_id: int, by: Any, at: datetime, **facts: str) -> Customer:
    """Change any of CUSTOMER_FACTS; what changed goes into the event."""
    customer = Customer.objects.select_for_update(no_key=True).get(pk=customer_id)
    require_live(customer, field="")
    facts = _checked(facts)
    if "tax_code" in facts:
        _refuse_known_tax_code(customer.centre, facts["tax_code"], customer)
    before = {name: getattr(customer, name) for name in facts}
    for name, value in facts.items():
        setattr(customer, name, value)
    customer.save()
    changes = {
        n: (old, getattr(customer, n)) for n, old in before.items() if old != getattr(customer, n)
    }
    if changes:
        record(
            subject=customer,
            verb="customer.change",
            by=by,
            at=at,
            chain=customer.centre.code,
            changes=changes,
        )
    return customer


def _refuse_known_tax_code(centre: Centre, code: str, own: Customer | None) -> None:
    if not code:
        return
    twin = (
        Customer.objects.current()
        .filter(centre=centre, tax_code=code)
        .exclude(pk=own.pk if own else 0)
        .first()
    )
    if twin is not None:
        message = _("Mã số thuế này đã có ở khách hàng “%(name)s”.") % {"name": twin.name}
        raise InvalidInput(Fault("tax_code", message, code="known", found=code))


@transaction.atomic
def add_site(*, customer: Customer, name: str, by: Any, at: datetime, address: str = "") -> Site:
    """A place where the customer's instruments are used."""
    require_live(customer, lock=True, field="")
    if Site.objects.filter(customer=customer, name=nfc(name)).exists():
        raise InvalidInput(Fault("name", _("Đơn vị sử dụng này đã có."), code="known", found=name))
    site = Site.objects.create(customer=customer, name=name, address=address)
    record(
        subject=customer,
        verb="site.add",
        by=by,
        at=at,
        chain=customer.centre.code,
        changes={"site": (None, site.name)},
    )
    return site


@transaction.atomic
def add_contact(
    *,
    customer: Customer,
    full_name: str,
    by: Any,
    at: datetime,
    email: str = "",
    phone: str = "",
    position: str = "",
    user: User | None = None,
) -> Contact:
    """A person of the customer; with `user` they see the customer's rows when signed in."""
    require_live(customer, lock=True, field="")
    contact = Contact.objects.create(
        customer=customer,
        full_name=full_name,
        email=email,
        phone=phone,
        position=position,
        user=user,
    )
    record(
        subject=customer,
        verb="contact.add",
        by=by,
        at=at,
        chain=customer.centre.code,
        changes={"contact": (None, contact.full_name)},
    )
    return contact


@transaction.atomic
def add_person(
    *, centre: Centre, email: str, full_name: str, by: Any, at: datetime, password: str = ""
) -> User:
    """A new person known by e-mail. Without a password they set one by the reset page."""
    if User.objects.filter(email=email.strip().lower()).exists():
        raise InvalidInput(
            Fault("email", _("Địa chỉ e-mail này đã có tài khoản."), code="known", found=email)
        )
    if password:
        try:
            validate_password(password)
        except ValidationError as error:
            raise InvalidInput(Fault("password", " ".join(error.messages))) from error
    made = User.objects.make(email=email.strip(), full_name=full_name, password=password or None)
    record(
        subject=made,
        verb="person.add",
        by=by,
        at=at,
        chain=centre.code,
        changes={"email": (None, made.email)},
    )
    return made


@transaction.atomic
def grant_role(
    *, user: User, centre: Centre, role: str, by: Any, at: datetime, valid_from: date
) -> Membership:
    """Give a role in a centre from a day on."""
    if role not in Role.values or role == Role.CLIENT:
        allowed = ", ".join(r for r in Role.values if r != Role.CLIENT)
        raise InvalidInput(Fault("role", _("Không có vai trò này."), found=role, allowed=allowed))
    open_already = Membership.objects.filter(user=user, centre=centre, role=role, valid_to=None)
    if open_already.exists():
        raise Refused(_("Người này đang giữ vai trò đó rồi."), code="known")
    made = Membership.objects.create(user=user, centre=centre, role=role, valid_from=valid_from)
    record(
        subject=user,
        verb="role.grant",
        by=by,
        at=at,
        chain=centre.code,
        changes={"role": (None, role), "valid_from": (None, valid_from)},
    )
    return made


@transaction.atomic
def end_role(*, membership_id: int, by: Any, at: datetime, on: date, why: str) -> Membership:
    """End a role after a day. Nobody ends their own administrator role by accident."""
    row = (
        Membership.objects.select_for_update(no_key=True)
        .select_related("centre", "user")
        .get(pk=membership_id)
    )
    if not why.strip():
        raise InvalidInput(Fault("why", _("Cần ghi lý do."), code="blank"))
    if row.user_id == getattr(by, "pk", None) and row.role == Role.ADMINISTRATOR:
        raise Refused(_("Không tự kết thúc vai trò quản trị của mình được."), code="own_role")
    if row.valid_to is not None and row.valid_to <= on:
        raise Refused(_("Vai trò này đã kết thúc."), code="wrong_state")
    before, row.valid_to = row.valid_to, on
    row.save(update_fields=["valid_to"])
    record(
        subject=row.user,
        verb="role.end",
        by=by,
        at=at,
        chain=row.centre.code,
        changes={"valid_to": (before, on), "role": (row.role, row.role)},
        why=why,
    )
    return row
