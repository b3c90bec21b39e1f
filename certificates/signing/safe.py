"""The one door by which XML from outside becomes a tree, with refusals in sentences."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.signing.bare import LARGEST, BadXml, tree
from common.errors import DomainError, Fault, InvalidInput, TooLarge

_SENTENCES = {
    "empty": gettext_lazy("Tệp trống."),
    "xml_dtd": gettext_lazy("Tệp XML có khai báo DTD, nên không được đọc."),
    "xml_entities": gettext_lazy("Tệp XML khai báo thực thể (entity), nên không được đọc."),
    "xml_external_dtd": gettext_lazy("Tệp XML trỏ tới một DTD bên ngoài, nên không được đọc."),
    "xml_too_complex": gettext_lazy("Tệp XML có quá nhiều phần tử, nên không được đọc."),
}


def parse_xml(data: bytes, *, whole: bool = False, largest: int = LARGEST) -> Any:
    """The root element (lxml) of `data`.

    Comments and processing instructions are left out, since they would cut a text in two;
    `whole` keeps them, for whoever computes digests. Refuses, each with its own code:
    `too_large`, `empty`, `xml_entities`, `xml_external_dtd`, `xml_dtd`, `xml_too_complex`,
    `xml_malformed` (the line and the column are in `found`).
    """
    try:
        return tree(data, whole=whole, largest=largest)
    except BadXml as error:
        raise refusal(error) from error


def refusal(error: BadXml) -> DomainError:
    """The same in the reader's language."""
    if error.code == "too_large":
        words = {"most": int(error.allowed) // 2**20}
        return TooLarge(_("Tệp XML quá lớn: tối đa %(most)s MB.") % words, code=error.code)
    if error.code == "xml_malformed":
        line, _colon, column = error.found.partition(":")
        place = {"line": line, "column": column}
        sentence = _("Tệp XML hỏng: dòng %(line)s, cột %(column)s.") % place
    else:
        sentence = str(_SENTENCES[error.code])
    fault = Fault("file", sentence, code=error.code, found=error.found, allowed=error.allowed)
    return InvalidInput(fault, message=sentence)
