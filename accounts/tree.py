"""The tree of centres: adding a unit, and moving one with everything below it."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import LONGEST_PATH, Centre
from audit.record import record
from common.errors import Conflict, Fault, Faults, InvalidInput
from common.text import nfc
from common.verbs import name_verbs

LONGEST_NAME = 200  # the column
_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")

name_verbs({"centre.move": gettext_lazy("chuyển đơn vị sang cấp trên khác")})


@transaction.atomic
def add_centre(
    *, code: str, name_vi: str, parent: Centre | None, by: Any, at: datetime, name_en: str = ""
) -> Centre:
    """A new unit below `parent`, or the top of a tree of its own."""
    _insist_names(name_vi=name_vi, name_en=name_en)
    if not _CODE.fullmatch(code):
        message = _("Mã đơn vị gồm 1 đến 20 chữ không dấu, số, gạch nối.")
        raise InvalidInput(Fault("code", message, code="bad_code", found=code[:40]))
    _lock_tree()
    if parent is not None:
        parent.refresh_from_db()  # it may have moved since the caller looked
    if Centre.objects.filter(code=code).exists():
        message = _("Mã đơn vị “%(code)s” đã có.") % {"code": code}
        raise Conflict(message, code="centre_known")
    _insist_short(parent, code, longest=0)
    made = Centre.objects.create(code=code, name_vi=name_vi, name_en=name_en, parent=parent)
    record(
        subject=made,
        verb="centre.add",
        by=by,
        at=at,
        chain=made.code,
        changes={"name_vi": (None, made.name_vi), "parent": (None, _code(parent))},
    )
    return made


@transaction.atomic
def move_centre(*, centre_id: int, parent_id: int | None, by: Any, at: datetime) -> Centre:
    """The unit below another one, or at the top; the units below it come along.

    Refuses a place below itself, in words that name both.
    """
    _lock_tree()
    centre = Centre.objects.select_related("parent").get(pk=centre_id)
    above = None if parent_id is None else Centre.objects.get(pk=parent_id)
    if centre.parent_id == parent_id:
        return centre
    before, was = centre.parent, centre.path
    below = Centre.objects.filter(path__startswith=was).exclude(pk=centre.pk)
    longest = max(
        (len(path) - len(was) for path in below.values_list("path", flat=True)), default=0
    )
    _insist_short(above, centre.code, longest=longest)
    centre.parent = above
    centre.save(update_fields=["parent", "path"])  # refuses a circle
    record(
        subject=centre,
        verb="centre.move",
        by=by,
        at=at,
        chain=centre.code,
        changes={"parent": (_code(before), _code(above)), "path": (was, centre.path)},
    )
    return centre


def _insist_names(**names: str) -> None:
    faults = Faults()
    if not nfc(names["name_vi"]):
        faults.add("name_vi", _("Còn để trống."), code="blank")
    for field, name in names.items():
        if len(nfc(name)) > LONGEST_NAME:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": LONGEST_NAME}
            found, allowed = str(len(nfc(name))), str(LONGEST_NAME)
            faults.add(field, message, code="too_long", found=found, allowed=allowed)
    faults.raise_if_any()


def _lock_tree() -> None:
    """Two moves at once could make a circle that neither of them sees: one after the other."""
    list(Centre.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _insist_short(parent: Centre | None, code: str, *, longest: int) -> None:
    length = len(parent.path if parent else "/") + len(code) + 1 + longest
    if length > LONGEST_PATH:
        message = _("Cây đơn vị sâu quá: các mã từ trên xuống dài %(length)s ký tự.")
        raise InvalidInput(
            Fault(
                "parent",
                message % {"length": length},
                code="too_deep",
                found=str(length),
                allowed=str(LONGEST_PATH),
            )
        )


def _code(centre: Centre | None) -> str | None:
    return centre.code if centre else None
