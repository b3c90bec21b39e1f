"""What a block is: what forbids the work, until when, and who can mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.errors import Fault, Refused


@dataclass(frozen=True)
class Block:
    """One thing that forbids the work: what, until when, who can mend it."""

    code: str
    what: str
    until: str
    who: str
    field: str = ""

    @property
    def on_the_card(self) -> bool:
        """Whether amending the instrument's card mends it."""
        return self.field.startswith("instrument.")

    @classmethod
    def no_standard(cls, name: str, reasons: Sequence[str]) -> "Block":
        """No standard of the centre can fill a slot today."""
        what = _("Không có chuẩn nào dùng được hôm nay: %(name)s.") % {"name": name}
        whole = " ".join([what, *(reason for reason in reasons if reason)])
        return cls("standard_missing", whole, _("có chuẩn còn hiệu lực"), quality(), "standards")

    def as_fault(self) -> Fault:
        """The same as a fault of the API's error shape."""
        whole = _("%(what)s Bị chặn cho tới khi %(until)s. Người xử lý: %(who)s.")
        shown = whole % {"what": self.what, "until": self.until, "who": self.who}
        return Fault(self.field, shown, code=self.code)


def insist(blocks: Sequence[Block]) -> None:
    """Raise Refused with every block when there is one."""
    if blocks:
        raise Refused(
            _("Chưa thể làm việc này vì các kiểm tra trong ngày chưa đạt."),
            code="blocked",
            faults=tuple(block.as_fault() for block in blocks),
        )


def quality() -> str:
    """Who mends standards, procedures, cards and scopes."""
    return _("phụ trách chất lượng")


def technician() -> str:
    """Who mends what is done at the bench."""
    return _("kỹ thuật viên")


def words(label: Mapping[str, str]) -> str:
    """The reader's half of a text in two languages."""
    from common.templatetags.show import words as shown

    return shown(dict(label))
