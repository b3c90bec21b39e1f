"""Activities and entered figures for tests, by the services."""

import io
import zipfile
from typing import Any

from accounts.models import Centre
from accounts.permissions import Role
from common.sheets import Table, write_book
from planning.models import Activity, EnteredFigure
from planning.numbers import Number
from planning.services.activities import add_activity
from planning.services.entered import FigureFacts, enter_figure
from tests.factories import people
from tests.factories.people import NOW, TODAY

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def activity(centre: Centre, *, by: Any = None, again: bool = False, **facts: Any) -> Activity:
    """A paper at home, unless told otherwise."""
    usual: dict[str, Any] = {"kind": "paper", "title": "Đo lường laser", "done_on": TODAY}
    if facts.get("kind", "paper") == "paper":
        usual["venue"] = "journal_home"
    return add_activity(
        centre=centre,
        by=by or people.person(Role.MANAGER, centre),
        at=NOW,
        again=again,
        **{**usual, **facts},
    )


def figure(
    centre: Centre, value: int | Number | None = 50, *, by: Any = None, **facts: Any
) -> EnteredFigure:
    """Students guided, about 50, with a named paper, unless told otherwise."""
    number = Number(value) if isinstance(value, int) else value
    usual: dict[str, Any] = {
        "indicator": "students", "period": "2026", "kind": "approximate", "basis": "Báo cáo 12/BC",
    }  # fmt: skip
    files = facts.pop("files", ())
    return enter_figure(
        centre=centre,
        facts=FigureFacts(**{**usual, "value": number, **facts}),
        files=files,
        by=by or people.person(Role.MANAGER, centre),
        at=NOW,
    )


def docx(*, macros: bool = False) -> bytes:
    """The least that a document of Word is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("word/document.xml", "<w:document/>")
        if macros:
            book.writestr("word/vbaProject.bin", "x")
    return out.getvalue()


def book(heads: list[str], *rows: list[Any]) -> bytes:
    """A workbook of one sheet."""
    return write_book([Table("Sheet1", heads, rows)])
