"""The files inside a stranger's PDF, unpacked in a process that a hostile file may end."""

import base64
from typing import NamedTuple

from django.utils.translation import gettext as _

from certificates.dcc.reading.faults import Rejected, rejected
from certificates.dcc.reading.pdf_parts import unpacked
from common.apart.running import End, Limits, NotRead, read_apart

LIMITS = Limits(memory=768 * 2**20, seconds=20, wall=40, answer=2**27)


class Attachment(NamedTuple):
    """One attached file: its name in the PDF and its bytes."""

    name: str
    data: bytes


def attachments(pdf: bytes) -> list[Attachment]:
    """Every file attached to a PDF, each once.

    Raises Rejected: `pdf_cut`, `pdf_encrypted`, `pdf_damaged`, `pdf_too_large` (unpacks to more
    than is read, or has too many files).
    """
    try:
        found = read_apart(unpacked, pdf, LIMITS)
    except NotRead as error:
        raise _problem(error.why if error.end == End.REFUSED else "pdf_too_large") from error
    return [Attachment(name[:200], base64.b64decode(data)) for name, data in found]


def _problem(code: str) -> Rejected:
    sentences = {
        "pdf_cut": _("Tệp PDF bị cắt cụt: thiếu phần cuối."),
        "pdf_encrypted": _("Tệp PDF bị khóa bằng mật khẩu nên không đọc được."),
        "pdf_too_large": _("Tệp PDF quá lớn khi mở ra, hoặc có quá nhiều tệp đính kèm."),
    }
    return rejected(code, sentences.get(code) or _("Tệp PDF hỏng."))
