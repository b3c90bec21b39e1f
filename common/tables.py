"""Tables that people bring (of instruments, payments, plans): what is taken, what is mended."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from common.errors import Faults
from common.text import nfc

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
MOST_BYTES = 20 * 2**20
LONGEST_CELL = 500  # what is kept of a cell that is too long to use


def ending(file_name: str) -> str:
    """The ending by which a file is read, "" where it is none of ENDINGS."""
    return next((end for end in ENDINGS if file_name.lower().endswith(end)), "")


def file_faults(file_name: str, content: bytes, most: int = MOST_BYTES) -> Faults:
    """What keeps a file from being read at all, said of `file`; `most` in bytes, whole MiB."""
    faults = Faults()
    if not ending(file_name):
        faults.add(
            "file",
            _("Chỉ nhận tệp bảng tính."),
            code="wrong_format",
            found=file_name[-40:],
            allowed=", ".join(ENDINGS),
        )
    elif not content:
        faults.add("file", _("Tệp trống."), code="blank")
    elif len(content) > most:
        message = _("Tệp lớn hơn %(most)d MB.") % {"most": most // 2**20}
        faults.add("file", message, code="too_large", found=str(len(content)))
    return faults


def mended(
    values: Mapping[str, str], there: Mapping[str, str], known: Collection[str]
) -> dict[str, str]:
    """The cells of `values` that say something else than `there`, as they are kept.

    Raises InvalidInput by the cell's name: one that is not of `known`, one that is too long.
    """
    faults = Faults()
    for name, text in values.items():
        if name not in known:
            allowed = ", ".join(known)
            faults.add(name, _("Không có cột này."), code="unknown", found=name, allowed=allowed)
        elif len(text) > LONGEST_CELL or "\x00" in text:
            faults.add(name, _("Nhiều nhất 500 ký tự."), code="too_long")
    faults.raise_if_any()
    typed = {name: " ".join(nfc(text).split()) for name, text in values.items()}
    return {name: text for name, text in typed.items() if there.get(name, "") != text}
