"""What a digital certificate passes before it is signed: the schema, our rules, PTB's rules.

Inside the transaction that issues: the schema and `own_rules`, a few milliseconds and no Saxon.
In the task that makes the files: the schema and the Schematron, on the very bytes to be signed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.dcc import own_rules, schemas, schematron
from certificates.dcc.paths import local, path_of
from certificates.signing.safe import parse_xml
from common.errors import Fault, InvalidInput

_SENTENCES: Mapping[str, Any] = {
    "dcc_methods": gettext_lazy("Thiếu phương pháp đã dùng (%(allowed)s)."),
    "dcc_conditions": gettext_lazy("Thiếu điều kiện ảnh hưởng (%(allowed)s)."),
    "dcc_language_twice": gettext_lazy("Ngôn ngữ “%(found)s” được khai báo hai lần."),
    "dcc_language": gettext_lazy(
        "Một đoạn chữ có các ngôn ngữ %(found)s; mỗi ngôn ngữ %(allowed)s phải có đúng một lần."
    ),
    "dcc_reference": gettext_lazy("refId “%(found)s” không trỏ tới id nào."),
    "dcc_release": gettext_lazy("Số phiên bản “%(found)s” không có dạng %(allowed)s."),
    "dcc_days": gettext_lazy("Ngày kết thúc %(found)s trước ngày bắt đầu."),
    "dcc_iso": gettext_lazy("“%(found)s” không có trong %(allowed)s."),
    "dcc_spacing": gettext_lazy(
        "Các phần tử của danh sách “%(found)s” phải cách nhau đúng một dấu cách."
    ),
    "dcc_count": gettext_lazy("Danh sách có %(found)s phần tử; được phép: %(allowed)s."),
    "dcc_unit_twice": gettext_lazy("Đơn vị %(found)s được định nghĩa hai lần."),
    "dcc_unit_undefined": gettext_lazy("“%(found)s” thiếu %(allowed)s đi kèm."),
    "dcc_unit_alone": gettext_lazy("Đơn vị ngoài SI %(found)s không có giá trị SI đi kèm."),
    "dcc_unit_undeclared": gettext_lazy("Đơn vị ngoài SI %(found)s chưa được định nghĩa."),
    "dcc_unit": gettext_lazy("“%(found)s” không phải là cách viết đơn vị của D-SI."),
    "dcc_relative": gettext_lazy(
        "Độ không đảm bảo đo tương đối không đi cùng dạng mới của độ không đảm bảo đo."
    ),
    "dcc_signer": gettext_lazy("Phải có đúng một người ký chính, đang có %(found)s."),
}
# What libxml2 says is there, and what may be: of an element, a pattern, an enumeration.
_FOUND = (re.compile(r"value '([^']*)'"), re.compile(r"'([^']*)'"))
_ALLOWED = (
    re.compile(r"Expected is (?:one of )?\( (.*) \)"),
    re.compile(r"pattern '(.*)'\.$"),
    re.compile(r"element of the set \{(.*)\}"),
    re.compile(r"atomic type '(.*)'\.$"),
)
_NAMESPACE = re.compile(r"\{[^}]*\}")


def schema_faults(xml: bytes | Any, version: str = "") -> list[Fault]:
    """What the schema finds: bytes, or an lxml root read by `parse_xml`.

    `version` is that of the file unless it is said. Raises what `parse_xml` raises, and
    `UnknownSchemaError`.
    """
    root = _root(xml)
    checked = schemas.schema(version or root.get("schemaVersion", ""))
    if checked.validate(root):
        return []
    return [_of_schema(root, entry) for entry in checked.error_log]


def own_faults(xml: bytes | Any) -> list[Fault]:
    """What our own rules find, in the reader's language."""
    return [
        Fault(
            each.path,
            _SENTENCES[each.code] % {"found": each.found, "allowed": each.allowed},
            code=each.code,
            found=each.found,
            allowed=each.allowed,
        )
        for each in own_rules.broken(_root(xml))
    ]


def schematron_faults(xml: bytes | Any) -> list[Fault]:
    """What PTB's Schematron finds with the role of an error; its sentences are English."""
    return [
        Fault(each.path, each.said, code="dcc_schematron") for each in schematron.broken(_root(xml))
    ]


def insist(xml: bytes, *, schematron: bool) -> None:
    """Refuse a certificate of ours that breaks a rule: `InvalidInput` with one fault for each.

    With `schematron` PTB's rules are run instead of ours, which repeat them.
    """
    root = _root(xml)
    faults = schema_faults(root, schemas.NEWEST)
    if not faults:
        faults = schematron_faults(root) if schematron else own_faults(root)
    if faults:
        raise InvalidInput(
            *faults,
            message=_("Giấy chứng nhận điện tử (DCC) không đạt kiểm tra: %(first)s (%(path)s)")
            % {"first": faults[0].message, "path": faults[0].field},
        )


def _root(xml: bytes | Any) -> Any:
    return parse_xml(xml) if isinstance(xml, bytes) else xml


def _at(root: Any, path: str | None) -> Any:
    """What stands at the path that libxml2 gives, in the prefixes of the file."""
    from lxml import etree

    prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        return root.getroottree().xpath(path, namespaces=prefixes) if path else []
    except etree.XPathError:
        return []  # a prefix declared further down


def _of_schema(root: Any, entry: Any) -> Fault:
    found = _at(root, entry.path)
    said = _NAMESPACE.sub("", entry.message)
    return Fault(
        path_of(found[0]) if found else local(root.tag),
        _("Dòng %(line)s không theo lược đồ: %(said)s") % {"line": entry.line, "said": said},
        code="dcc_schema",
        found=_first(_FOUND, said),
        allowed=_first(_ALLOWED, said),
    )


def _first(patterns: Sequence[re.Pattern[str]], said: str) -> str:
    return next((found[1] for one in patterns if (found := one.search(said))), "")
