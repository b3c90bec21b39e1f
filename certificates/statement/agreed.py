"""Which points an agreed statement of conformity leaves open (ISO/IEC 17025:2017, 7.8.6)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from certificates.statement import wording
from common.templatetags.show import words

Said = Mapping[str, Any]
_MOST_NAMED = 20


def left_open(said: Said) -> list[str]:
    """Each stated point that should be judged and is not, with what is missing; [] is a whole one.

    Where something is judged, a point without a limit is one that the agreement does not reach:
    the statement says so in words (`wording.NOT_REACHED`).
    """
    points = list(_points(said))
    judged = any(row["measured"]["verdict"] for _table, row in points)
    return [
        _named(table, row)
        for table, row in points
        if not row["measured"]["verdict"] and (row["cells"].get("limit") or not judged)
    ][:_MOST_NAMED]


def _points(said: Said) -> Iterator[tuple[Said, Said]]:
    """The rows that hold: as left where it was adjusted; an intermediate test is no point."""
    for table in said.get("tables") or ():
        if table.get("phase") != wording.AS_FOUND:
            for row in table["rows"]:
                if row["measured"].get("no_U") != wording.NO_U_OF_ITS_OWN:
                    yield table, row


def _named(table: Said, row: Said) -> str:
    measured, cells = row["measured"], row["cells"]
    point = next((cells[key] for key in ("_point", "label") if cells.get(key)), "")
    shown = _shown(point) or measured.get("reference") or str(row["row"] + 1)
    missing = _("thiếu giới hạn") if not cells.get("limit") else _("chưa kết luận")
    return f"{_shown(table['title'])}, {shown}: {missing}"


def _shown(text: Any) -> str:
    return words(dict(text)) if isinstance(text, Mapping) else str(text)
