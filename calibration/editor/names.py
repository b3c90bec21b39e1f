"""The names that may be used at each place of a form, with what they mean."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from calibration.editor.content import kind_of
from calibration.editor.keys import free_key
from calibration.editor.options import ATTRIBUTES
from calibration.editor.schema_tables import POINTS
from calibration.editor.tree import find

FUNCTIONS = ("mean()", "stdev()", "max()", "min()", "len()", "abs()", "sqrt()")


class Name(NamedTuple):
    """One name and what it is."""

    name: str
    meaning: str


class Names:
    """The lists of names of one form; `table` is the place of the table that is edited."""

    def __init__(self, tree: Mapping[str, Any], table: str = "") -> None:
        self.tree = tree
        self.table: Mapping[str, Any] = find(tree, table) or {} if table else {}

    def lists(self) -> dict[str, list[Name]]:
        """Every list by the word that boxes ask for it with."""
        fields = self.fields()
        points = [*fields, *_rows(self.table.get("parameters"))]
        limit = [*points, *self.values(), *self.columns("reference", "nominal")]
        row = [
            *limit,
            *self.columns("reading", "check", "text", "computed"),
            *_standard(),
            *self.across(),
        ]
        judging = [*row, *_judging()]
        functions = [Name(each, _("hàm")) for each in FUNCTIONS]
        return {
            "fields": fields,
            "own_fields": list(_rows(self.tree.get("fields"))),
            "table_fields": [*_rows(self.tree.get("fields"), "type", "table")],
            "attributes": [Name(key, str(label)) for key, label in ATTRIBUTES.items()],
            "slots": list(_rows(self.tree.get("standards"))),
            "slot": [
                Name("mpe_standard", _("giới hạn sai số của chuẩn")),
                Name("mpe", _("giới hạn nhỏ nhất trong bảng đo")),
                *fields,
            ],
            "tables": list(_rows(self.tree.get("tables"))),
            "points": points,
            "limit": [*limit, Name("abs()", _("hàm"))],
            "columns": [*row, *functions],
            "row": [*row, *functions],
            "judging": [*judging, Name("U", _("U của điểm đo")), *functions],
            "budget": [*judging, *functions],
            "references": [
                *self.columns("reference", "nominal"),
                *_rows(self.table.get("parameters")),
            ],
            "observed": self.columns("reading", "check", "text"),
            "computed": self.columns("computed"),
        }

    def fields(self) -> list[Name]:
        """Facts of the instrument, constants, and what is known of the job."""
        return [
            *(name for name in _rows(self.tree.get("fields"))),
            *_rows(self.tree.get("constants")),
            Name("regime", _("chế độ kiểm định: 'initial', 'periodic', 'after_repair'")),
            Name("service", _("dịch vụ: 'verification', 'calibration', 'testing'")),
        ]

    def columns(self, *roles: str) -> list[Name]:
        """Columns of the table that have one of these roles."""
        rows = self.table.get("columns")
        keyed = zip(_rows(rows), rows or [], strict=False)
        return [name for name, row in keyed if (row.get("role") or "reading") in roles]

    def values(self) -> list[Name]:
        """Values that the points bring along."""
        points = self.table.get("points") or {}
        if kind_of(POINTS, points) != "rows":
            return []
        texts = [str(row.get("values", "")) for row in points.get("rows") or []]
        names = [line.partition("=")[0].strip() for text in texts for line in text.splitlines()]
        return [Name(name, _("giá trị riêng của điểm")) for name in dict.fromkeys(names) if name]

    def across(self) -> list[Name]:
        """All readings of another table."""
        return [
            Name(
                f"{table.name}_{column.name}",
                _("mọi giá trị của bảng “%(table)s”") % {"table": table.meaning},
            )
            for table, row in zip(
                _rows(self.tree.get("tables")), self.tree.get("tables") or [], strict=False
            )
            if row is not self.table
            for column in _rows(row.get("columns"))
        ]


def _standard() -> list[Name]:
    return [
        Name("U_std", _("U của chuẩn tại điểm đo")),
        Name("k_std", _("k của U ấy")),
        Name("dev_std", _("độ lệch của chuẩn, không dấu")),
        Name("corr_std", _("số hiệu chính của chuẩn, có dấu")),
    ]


def _judging() -> list[Name]:
    return [
        Name("mpe", _("giới hạn chấp nhận")),
        Name("limit", _("giới hạn trước khi trừ dải bảo vệ")),
    ]


def _rows(rows: Any, only: str = "", value: str = "") -> Iterator[Name]:
    """The keys of rows with their labels; a blank key is made from the label."""
    taken: set[str] = {str(row.get("key")) for row in _dicts(rows) if row.get("key")}
    for row in _dicts(rows):
        label = row.get("label") or row.get("title") or {}
        words = label.get("vi", "") if isinstance(label, dict) else str(label)
        key = str(row.get("key") or "").strip() or (free_key(words, taken) if words else "")
        taken.add(key)
        if key and (not only or row.get(only) == value):
            yield Name(key, words)


def _dicts(rows: Any) -> Sequence[Mapping[str, Any]]:
    return [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []
