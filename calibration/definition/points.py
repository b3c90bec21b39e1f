"""Where a table measures: the four ways of choosing points, and the values of rows written out."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from calibration.definition.parts import Field, Lookup, PointRow, Points
from calibration.definition.reading import formula, maybe
from calibration.reading_json import Node
from metrology.quantities.units import UNITS

WAYS = ("fractions_of_span", "expressions", "labels", "rows")


def value_names(table: Node, fields: Sequence[Field]) -> set[str]:
    """The names that rows written out, or looked up, bring into the formulas of their table."""
    places = [table.at("points"), *(each.at("points") for each in table.at("alternatives").items())]
    names: set[str] = set()
    for place in places:
        for row in place.at("rows").items():
            found = row.at("values").value
            names |= set(found) if isinstance(found, Mapping) else set()
        for field in (
            table_field(place.at("lookup").at("field"), fields),
            table_field(place.at("each"), fields),
        ):
            names |= {column.key for column in field.columns} if field else set()
    return names


def read_points(
    node: Node, names: Collection[str], fields: Sequence[Field], slots: Sequence[str]
) -> Points:
    """The points of one table."""
    node.object(must=(), may=(*WAYS, "round_to", "limit_changes", "lookup", "each"))
    lines = table_field(node.at("each"), fields)
    if node.at("each").given and lines is None:
        _not_a_table(node.at("each"))
    of_line = {column.key for column in lines.columns} if lines else set()
    if sum(node.at(way).given for way in WAYS) != 1:
        node.fault(_("Cần đúng một cách chọn điểm."), allowed=", ".join(WAYS))
    if node.at("fractions_of_span").given and not {"range_min", "range_max"} <= set(names):
        node.at("fractions_of_span").fault(_("Cần hai mục range_min và range_max."))
    fractions = [each.decimal() for each in node.at("fractions_of_span").items()]
    return Points(
        fractions=tuple(each for each in fractions if each is not None),
        expressions=tuple(formula(each, names) for each in node.at("expressions").items()),
        labels=tuple(each.words() for each in node.at("labels").items()),
        rows=tuple(_row(each, {*names, *of_line}, slots) for each in node.at("rows").items()),
        each=lines.key if lines else "",
        lookup=_lookup(node.at("lookup"), fields),
        round_to=node.at("round_to").one_of(names) if node.at("round_to").given else "",
        limit_changes=node.at("limit_changes").flag(default=False),
    )


def _row(node: Node, names: Collection[str], slots: Sequence[str]) -> PointRow:
    may = ("label", "reference", "unit", "standard", "when", "repeat", "values")
    node.object(must=(), may=may)
    given = node.at("values")
    if given.given and not isinstance(given.value, Mapping):
        given.fault(_("Cần một đối tượng JSON."), code="not_an_object")
    keys = list(given.value) if isinstance(given.value, Mapping) else []
    values = {key: formula(given.at(key), names) for key in keys}
    return PointRow(
        label=node.at("label").words() if node.at("label").given else None,
        reference=maybe(node.at("reference"), {*names, *keys}),
        unit=node.at("unit").one_of({*UNITS, *names, *keys}) if node.at("unit").given else "",
        standard=node.at("standard").one_of(slots) if node.at("standard").given else "",
        when=maybe(node.at("when"), {*names, *keys}),
        repeat=node.at("repeat").whole(default=0, least=1, most=100),
        values=values,
    )


def table_field(node: Node, fields: Sequence[Field]) -> Field | None:
    """The table of the instrument that is named here."""
    return next((f for f in fields if f.type == "table" and f.key == node.value), None)


def _not_a_table(node: Node) -> None:
    node.fault(_("Không mục nào của phương tiện đo là bảng mang tên này."), code="unknown_name")


def _lookup(node: Node, fields: Sequence[Field]) -> Lookup | None:
    if not node.given or not node.object(must=("field", "on")):
        return None
    field = table_field(node.at("field"), fields)
    if field is None:
        _not_a_table(node.at("field"))
        return None
    known = [column.key for column in field.columns]
    return Lookup(field.key, tuple(each.one_of(known) for each in node.at("on").items(least=1)))
