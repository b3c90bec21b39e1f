"""Reading JSON strictly: each value is asked for by name and type, each fault has its path."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Fault, Faults, InvalidInput
from metrology.errors import MetrologyError
from metrology.quantities.readings import require_canonical

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
MOST_ITEMS = 500  # of any list: what a person writes has fewer
FREE = frozenset({"note", "confidence", "source"})  # for people, allowed on every object


def bad_json(reason: str) -> InvalidInput:
    """The fault of a text that is no JSON at all."""
    return InvalidInput(Fault("", _("Không phải là JSON: %s") % reason, code="bad_json"))


class Node:
    """One value of the JSON with its path. Asking for something wrong notes a fault."""

    def __init__(self, value: Any, path: str, faults: Faults) -> None:
        self.value = value
        self.path = path
        self.faults = faults

    def fault(self, message: Any, *, code: str = "invalid", allowed: str = "") -> None:
        """Note a fault here."""
        shown = "" if self.value is None else str(self.value)[:80]
        self.faults.add(self.path, message, code=code, found=shown, allowed=allowed)

    def at(self, key: str | int) -> "Node":
        """The value under `key`; None where there is none."""
        path = f"{self.path}.{key}" if self.path else str(key)
        if isinstance(self.value, Mapping):
            return Node(self.value.get(key), path, self.faults)
        return Node(None, path, self.faults)

    @property
    def given(self) -> bool:
        """Whether something stands here."""
        return self.value is not None

    def object(self, *, must: Collection[str], may: Collection[str] = ()) -> bool:
        """Whether it is an object with these keys and no others."""
        if not isinstance(self.value, Mapping):
            self.fault(_("Cần một đối tượng JSON."), code="not_an_object")
            return False
        for key in must:
            if self.value.get(key) is None:
                self.at(key).fault(_("Thiếu mục này."), code="required")
        allowed = {*must, *may, *FREE}
        for key in self.value:
            if key not in allowed:
                self.at(key).fault(
                    _("Không có mục tên này."),
                    code="unknown_name",
                    allowed=", ".join(sorted(allowed)),
                )
        return all(self.value.get(key) is not None for key in must)

    def items(self, *, least: int = 0, most: int = MOST_ITEMS) -> list["Node"]:
        """The elements of a list; absent counts as empty."""
        found = [] if self.value is None else self.value
        if not isinstance(found, list):
            self.fault(_("Cần một danh sách."), code="not_a_list")
            return []
        if len(found) < least:
            self.fault(_("Danh sách còn trống."), code="required")
        if len(found) > most:
            self.fault(_("Danh sách quá dài."), code="too_many", allowed=f"≤ {most}")
            return []
        return [Node(each, f"{self.path}.{i}", self.faults) for i, each in enumerate(found)]

    def text(self, default: str = "") -> str:
        """A text."""
        if self.value is None:
            return default
        if not isinstance(self.value, str):
            self.fault(_("Cần một chuỗi ký tự."), code="not_text")
            return default
        return self.value

    def one_of(self, allowed: Collection[str], default: str = "") -> str:
        """One of the words in `allowed`."""
        found = self.text(default)
        if found not in allowed:
            self.fault(_("Không thuộc danh sách."), code="unknown_name", allowed=", ".join(allowed))
        return found

    def key(self) -> str:
        """A name that formulas can use."""
        found = self.text()
        if not _KEY.fullmatch(found):
            self.fault(_("Tên chỉ gồm chữ cái, chữ số, gạch dưới."), code="bad_name")
        return found

    def flag(self, *, default: bool) -> bool:
        """True or false."""
        if self.value is None:
            return default
        if not isinstance(self.value, bool):
            self.fault(_("Cần true hoặc false."), code="not_yes_or_no")
            return default
        return self.value

    def whole(self, *, default: int, least: int, most: int) -> int:
        """A whole number within bounds."""
        if self.value is None:
            return default
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.fault(_("Cần một số nguyên."), code="not_a_number")
            return default
        if not least <= self.value <= most:
            self.fault(_("Ngoài phạm vi."), code="out_of_range", allowed=f"{least}…{most}")
        return self.value

    def decimal(self) -> Decimal | None:
        """An exact number, written as text: a JSON number would be a float."""
        if self.value is None:
            return None
        try:
            require_canonical(self.text("x"))
        except MetrologyError:
            self.fault(
                _("Cần một số viết trong dấu nháy, dấu chấm thập phân."), code="not_a_number"
            )
            return None
        return Decimal(str(self.value))

    def words(self) -> dict[str, str]:
        """A text in both languages."""
        if not self.object(must=("vi", "en")):
            return {"vi": "", "en": ""}
        return {"vi": self.at("vi").text(), "en": self.at("en").text()}

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(each.text() for each in self.items())
