"""Changes to the sites and contacts of a customer, each with its event on the customer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.merging.kinds import counted
from accounts.merging.live import require_live
from accounts.merging.moving import hanging
from accounts.models import Contact, Site
from accounts.services import check_shape
from audit.record import record
from common.errors import Fault, Faults, InvalidInput, Refused
from common.holding import hold
from common.text import nfc
from common.verbs import name_verbs

name_verbs(
    {
        "site.change": gettext_lazy("sửa đơn vị sử dụng"),
        "site.remove": gettext_lazy("xóa đơn vị sử dụng"),
        "contact.change": gettext_lazy("sửa người liên hệ"),
        "contact.remove": gettext_lazy("xóa người liên hệ"),
    }
)

Part = TypeVar("Part", Site, Contact)


def uses(part: Site | Contact) -> list[tuple[str, int]]:
    """What refers to a part, by kind in a reader's words; nothing where it can be removed."""
    return [(name, count) for name, (count,) in counted(hanging(part))]


@transaction.atomic
def change_site(*, site_id: int, by: Any, at: datetime, **facts: str) -> Site:
    """Change the name or the address of a place; a name is there once for each customer."""
    site = _held(Site, site_id)
    changed = _checked(site, facts)
    name = changed.get("name", "")
    if name and Site.objects.filter(customer=site.customer, name=name).exists():
        raise InvalidInput(Fault("name", _("Đơn vị sử dụng này đã có."), code="known", found=name))
    return _change(site, changed, "site.change", by, at)


@transaction.atomic
def change_contact(*, contact_id: int, by: Any, at: datetime, **facts: str) -> Contact:
    """Change the name, the position, the e-mail or the phone; an account stays as it is."""
    contact = _held(Contact, contact_id)
    return _change(contact, _checked(contact, facts), "contact.change", by, at)


@transaction.atomic
def remove_site(*, site_id: int, by: Any, at: datetime) -> None:
    """Remove a place to which nothing refers. Raises Refused, saying what does."""
    site = _held(Site, site_id)
    said = {"site": (site.name, None), "address": (site.address or None, None)}
    _remove(site, "site.remove", said, by, at)


@transaction.atomic
def remove_contact(*, contact_id: int, by: Any, at: datetime) -> None:
    """Remove a person of a customer; with an account they no longer see the customer's rows."""
    contact = _held(Contact, contact_id)
    said = {"contact": (contact.full_name, None), "user": (contact.user, None)}
    _remove(contact, "contact.remove", said, by, at)


def _held(model: type[Part], pk: int) -> Part:
    """The part and its customer, both held; Refused where the customer was merged."""
    try:
        part = model._default_manager.select_related("customer").get(pk=pk)
        require_live(part.customer, lock=True, field="")
        return hold(model._default_manager.select_related("customer__centre"), pk)
    except model.DoesNotExist as error:
        raise Refused(_("Dòng này vừa được người khác xóa."), code="gone") from error


def _checked(part: Site | Contact, facts: Mapping[str, str]) -> dict[str, str]:
    """What differs, as it is stored. Raises InvalidInput naming each wrong field."""
    faults = Faults()
    differing = {}
    for name, value in facts.items():
        kept = nfc(value)
        if kept == getattr(part, name):
            continue
        differing[name] = kept
        if not kept and name in {"name", "full_name"}:
            faults.add(name, _("Còn để trống."), code="blank")
        check_shape(faults, type(part), name, kept)
    faults.raise_if_any()
    return differing


def _change(part: Part, changed: Mapping[str, str], verb: str, by: Any, at: datetime) -> Part:
    if not changed:
        return part
    called = str(part)
    changes: dict[str, tuple[Any, Any]] = {
        name: (getattr(part, name), value) for name, value in changed.items()
    }
    for name, value in changed.items():
        setattr(part, name, value)
    part.save(update_fields=list(changed))
    _say(part, verb, {verb.partition(".")[0]: (called, str(part)), **changes}, by, at)
    return part


def _remove(
    part: Site | Contact, verb: str, said: Mapping[str, tuple[Any, Any]], by: Any, at: datetime
) -> None:
    _insist_unused(part)
    _say(part, verb, {name: each for name, each in said.items() if each[0] is not None}, by, at)
    try:
        with transaction.atomic():
            part.delete()
            if connection.vendor == "postgresql":  # else a row that came meanwhile is told too late
                connection.check_constraints()
    except IntegrityError as error:
        raise _in_use(str(part), _("dòng vừa được ghi")) from error


def _insist_unused(part: Site | Contact) -> None:
    if found := uses(part):
        raise _in_use(str(part), ", ".join(f"{name} ({count})" for name, count in found))


def _in_use(name: str, where: str) -> Refused:
    message = _("“%(name)s” đang được dùng ở: %(where)s. Có thể sửa, không thể xóa.") % {
        "name": name,
        "where": where,
    }
    return Refused(message, code="in_use", faults=(Fault("", message, code="in_use"),))


def _say(
    part: Site | Contact, verb: str, changes: Mapping[str, tuple[Any, Any]], by: Any, at: datetime
) -> None:
    customer = part.customer
    record(subject=customer, verb=verb, by=by, at=at, chain=customer.centre.code, changes=changes)
