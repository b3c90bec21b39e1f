"""A statement laid out: by the first layout or by the second, as it says itself."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from certificates.pdf import template
from common.canonical import sha256
from common.papers import breakable, pictured, typeset

Pictures = Callable[[str], tuple[bytes, str] | None]
TYPST: Final = Path(__file__).parents[1] / "typst"
_LONGEST_WORD: Final = 38
_NOT_PRINTED: Final = frozenset({"basis", "checklist"})


@dataclass(frozen=True)
class Layout:
    """A folder of templates; the first was made before Inter, and before templates of centres."""

    folder: str
    inter: bool = True

    @property
    def main(self) -> Path:
        """The template that begins."""
        return TYPST / self.folder / "certificate.typ"


LAYOUTS: Final[Mapping[str, Layout]] = {
    "certificate/1": Layout("1", inter=False),
    "certificate/2": Layout("2"),
}


def render(
    statement: Mapping[str, Any],
    *,
    pictures: Pictures | None = None,
    attachment: bytes | None = None,
    attachment_name: str = "",
) -> bytes:
    """The PDF/A-3b of a statement, with a data file (UTF-8, XML) inside where one is given.

    `pictures` finds a picture by its SHA-256: (bytes, media type) or None. Text reaches the
    compiler as data, never as markup; the machine's fonts change nothing; the clock inside the
    file is the moment of issue.
    """
    layout = LAYOUTS[statement["layout"]]
    inputs = _inputs(statement, layout, pictures)
    if attachment is not None:
        inputs |= {"attachment": attachment.decode(), "attachment_name": attachment_name}
    issued_at = datetime.fromisoformat(statement["dates"]["issued_at"])
    return typeset(layout.main, inputs, issued_at, inter=layout.inter)


def pages(
    statement: Mapping[str, Any], *, ppi: int = 96, pictures: Pictures | None = None
) -> list[bytes]:
    """The same pages as PNG, for a preview on the screen."""
    layout = LAYOUTS[statement["layout"]]
    return pictured(layout.main, _inputs(statement, layout, pictures), ppi)


def _inputs(
    statement: Mapping[str, Any], layout: Layout, pictures: Pictures | None
) -> dict[str, str]:
    said = {name: each for name, each in statement.items() if name not in _NOT_PRINTED}
    found: dict[str, str] = {}
    if layout.inter:
        content = template.completed(said.get("template", {}).get("content", {}), said["kind"])
        said["template"] = {"content": content}
        found = {
            name: _picture(content[name], pictures)
            for name in ("logo", "mark")
            if content.get(name)
        }
    printed = {name: breakable(each, _LONGEST_WORD) for name, each in said.items()}
    printed["check_url"] = statement["check_url"]
    found["statement"] = json.dumps(printed, ensure_ascii=False)
    return found | {"qr": qr(statement["check_url"])}


def _picture(digest: str, pictures: Pictures | None) -> str:
    """The bytes of a picture as a list of numbers: what goes to the compiler is text."""
    kept = pictures(digest) if pictures is not None else None
    if kept is None or sha256(kept[0]) != digest:
        raise LookupError(f"the picture {digest} is not kept as it was")
    return json.dumps(list(kept[0]))


def qr(address: str) -> str:
    """The QR of an address, as SVG."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, border=0)
    return out.getvalue().decode()
