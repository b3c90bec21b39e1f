"""A drawing from outside, rewritten from what is known to be harmless.

A drawing may hold scripts, addresses that a reader's machine would fetch, and texts in fonts that
nobody has. Shapes, groups, gradients and clips are all that a logo needs: what else would be seen
is refused by name, what drawing programs note for themselves is dropped.
"""

import re
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.signing.safe import parse_xml
from common.errors import Fault, InvalidInput

SVG: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
MOST_ELEMENTS: Final = 5_000
_SHAPES = """
svg g defs path rect circle ellipse line polyline polygon clipPath linearGradient radialGradient
stop style
"""
_UNSEEN: Final = frozenset({"title", "desc", "metadata"})
_ATTRIBUTES = """
id class style transform viewBox preserveAspectRatio version x y x1 y1 x2 y2 cx cy r rx ry fx fy fr
width height d points pathLength offset gradientUnits gradientTransform spreadMethod clipPathUnits
clip-path clip-rule color display fill fill-opacity fill-rule opacity overflow shape-rendering
stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
stroke-miterlimit stroke-opacity stroke-width visibility vector-effect paint-order
"""
SHAPES: Final = tuple(_SHAPES.split())
ATTRIBUTES: Final = frozenset(_ATTRIBUTES.split())
# What a style could fetch with, or hide it by; a reference inside the drawing may stand.
_FETCHES = re.compile(
    r"url\(\s*(?!['\"]?#)|@|\\|expression\s*\(|javascript:|-moz-binding|behavior\s*:",
    re.IGNORECASE,
)
_REASONS: Final = {
    "script": gettext_lazy("Hình SVG có đoạn mã chạy được (%s)."),
    "text": gettext_lazy("Hình SVG có chữ (%s): hãy đổi chữ thành nét rồi xuất lại."),
    "image": gettext_lazy("Hình SVG có ảnh bên trong (%s): hãy tải ảnh đó lên dạng PNG."),
}
_OTHER: Final = gettext_lazy("Hình SVG có phần tử %s: chỉ nhận nét vẽ, nhóm, dải màu và vùng cắt.")
_OUTSIDE: Final = gettext_lazy("Hình SVG trỏ ra ngoài tệp: %s")


def cleaned(data: bytes) -> bytes:
    """The drawing anew; InvalidInput on the field `file` names what may not be in it."""
    from lxml import etree

    root = parse_xml(data)
    if root.tag != f"{SVG}svg":
        raise refused("svg_not", _("Tệp này không phải là hình SVG."), str(root.tag)[:60])
    if (count := sum(1 for _each in root.iter())) > MOST_ELEMENTS:
        message = _("Hình SVG có quá nhiều nét: hãy đơn giản hình đi.")
        raise refused("svg_too_complex", message, str(count), str(MOST_ELEMENTS))
    if not root.get("viewBox") and not (root.get("width") and root.get("height")):
        raise refused("svg_no_size", _("Hình SVG phải cho biết kích thước (viewBox)."))
    made = etree.Element(root.tag, nsmap={None: SVG[1:-1]})
    _fill(made, root)
    written: bytes = etree.tostring(made, encoding="utf-8")
    return written


def _fill(made: Any, one: Any) -> None:
    """Copy what is known of an element; the reader above bounds the depth."""
    from lxml import etree

    for name, value in one.attrib.items():
        _attribute(made, str(name), str(value))
    if one.tag == f"{SVG}style":
        made.text = _style(one.text or "")
        return
    for child in one:
        name = child.tag.removeprefix(SVG)
        if name in _UNSEEN or name.startswith("{"):
            continue
        if name not in SHAPES:
            reason = _REASONS.get({"tspan": "text", "textPath": "text"}.get(name, name), _OTHER)
            raise refused("svg_element", str(reason) % name[:30], name[:30], ", ".join(SHAPES))
        _fill(etree.SubElement(made, child.tag), child)


def _attribute(made: Any, name: str, value: str) -> None:
    if name.casefold().startswith("on"):
        raise refused("svg_script", str(_REASONS["script"]) % name[:30], name[:30])
    if name in ("href", _LINK):
        if not value.startswith("#"):
            raise refused("svg_outside", str(_OUTSIDE) % value[:60], value[:60])
        made.set("href", value)
    elif name in ATTRIBUTES:
        made.set(name, _style(value))


def _style(text: str) -> str:
    if found := _FETCHES.search(text):
        shown = text[found.start() :][:60]
        raise refused("svg_outside", str(_OUTSIDE) % shown, shown)
    return text


def refused(code: str, sentence: str, found: str = "", allowed: str = "") -> InvalidInput:
    """The refusal of a picture."""
    return InvalidInput(Fault("file", sentence, code=code, found=found, allowed=allowed))
