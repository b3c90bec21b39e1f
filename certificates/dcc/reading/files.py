"""From the bytes that came to the one XML that is the certificate."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from certificates.dcc.reading.attachments import Attachment, attachments
from certificates.dcc.reading.faults import Rejected, rejected
from certificates.dcc.reading.texts import DCC, clean
from certificates.signing.safe import parse_xml
from common.errors import DomainError, TooLarge

MOST_BYTES = 20 * 2**20
PDF = b"%PDF-"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD = 1024
_NAMED = 5


class Found(NamedTuple):
    """The XML, what it came in ("xml" or "pdf"), and its name where it was attached."""

    xml: bytes
    kind: str
    attachment: str = ""


def find(data: bytes) -> Found:
    """The certificate's XML. Raises Rejected or TooLarge, each cause with a code of its own."""
    if len(data) > MOST_BYTES:
        message = _("Tệp quá lớn: tối đa %(most)s MB.") % {"most": MOST_BYTES // 2**20}
        raise TooLarge(message)
    if not data.strip():
        raise rejected("empty", _("Tệp trống."))
    if PDF in data[:_HEAD]:
        chosen = _chosen(attachments(data))
        return Found(chosen.data, "pdf", chosen.name)
    if not _looks_like_xml(data):
        raise rejected("not_xml_or_pdf", _("Tệp không phải XML cũng không phải PDF."))
    return Found(data, "xml")


def _looks_like_xml(data: bytes) -> bool:
    return data.startswith(_MARKS) or data.lstrip()[:1] == b"<"


def _chosen(files: list[Attachment]) -> Attachment:
    """The one attachment that is a digital certificate."""
    candidates = [each for each in files if _looks_like_xml(each.data)]
    good, broken = [], list[DomainError]()
    for each in candidates:
        try:
            if is_dcc(each.data):
                good.append(each)
        except DomainError as error:
            broken.append(error)
    if len(good) == 1:
        return good[0]
    if good:
        names = ", ".join(clean(each.name) for each in good[:_NAMED])
        message = _("Tệp PDF có %(count)s DCC đính kèm, nên không biết tờ nào: %(names)s.")
        said = message % {"count": len(good), "names": names}
        raise rejected("several_dcc", said, found=names, allowed="1")
    if broken:
        raise broken[0]
    raise _none(files)


def _none(files: list[Attachment]) -> Rejected:
    if not files:
        return rejected("pdf_without_files", _("Tệp PDF không có tệp đính kèm nào."))
    names = ", ".join(clean(each.name) for each in files[:_NAMED])
    message = _("Trong các tệp đính kèm của PDF không có DCC: %(names)s.") % {"names": names}
    return rejected("pdf_without_dcc", message, found=names)


def is_dcc(data: bytes) -> bool:
    """Whether the root element is that of a digital calibration certificate."""
    return bool(parse_xml(data).tag == f"{DCC}digitalCalibrationCertificate")
