"""Between the form's texts and the measurement's JSON, both ways, with a fault for each field."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from calibration.workbench.numbers import (
    decimal_comma,
    read_number,
    read_series,
    read_share,
    write_number,
    write_series,
)
from calibration.workbench.typed import (
    KINDS,
    OPTIONAL,
    OWN_DOF,
    ComponentRow,
    CorrelationRow,
    InputRow,
    OutputRow,
    Typed,
)
from calibration.workbench.wrongs import Wrong, wrong
from metrology.errors import Code, MetrologyError
from metrology.quantities.unit_terms import parse_unit_term
from metrology.uncertainty.measurement import FROM_OBSERVATIONS
from metrology.uncertainty.specifications import parse_specification

# Fields of a specification, and what each part is called on a data sheet.
_BASES = {"range": "range", "span": "span", "step": "resolution"}
_SHEET = (("relative_of_reading", "rdg"), ("relative_of_range", "range"),
          ("relative_of_span", "span"))  # fmt: skip


class Reader:
    """Reads a form; `data` is the measurement's JSON, `wrongs` what could not be read."""

    def __init__(self, typed: Typed) -> None:
        self.wrongs: list[Wrong] = []
        self.data: dict[str, Any] = {
            "inputs": [self._input(each, f"inputs.{i}") for i, each in enumerate(typed.inputs)],
            "outputs": [_output(each) for each in typed.outputs],
        }
        if typed.correlations:
            self.data["correlations"] = [
                self._correlation(each, f"correlations.{i}")
                for i, each in enumerate(typed.correlations)
            ]

    def number(self, text: str, place: str) -> str:
        """Digits, or "0" with a fault."""
        found: str = self._try(read_number, text, place, "0")
        return found

    def _try(self, read: Callable[[str], Any], text: str, place: str, other: Any) -> Any:
        try:
            return read(text)
        except MetrologyError as error:
            self.wrongs.append(wrong(place, error))
            return other

    def _input(self, row: InputRow, place: str) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": row.name.strip(),
            "value": self.number(row.value, f"{place}.value"),
            "unit": row.unit.strip(),
        }
        data["components"] = [
            self._component(each, f"{place}.components.{i}", data)
            for i, each in enumerate(row.components)
        ]
        if row.description.strip():
            data["description"] = row.description.strip()
        return data

    def _component(self, row: ComponentRow, place: str, own: Mapping[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = {"distribution": row.distribution}
        if "sheet" in row.shown:
            data["specification"] = self._specification(row, place, own)
        else:
            for name in row.shown:
                data[name] = self._parameter(name, row.given.get(name, ""), f"{place}.{name}")
        if row.dof.strip() and row.distribution not in OWN_DOF:
            data["dof"] = self.number(row.dof, f"{place}.dof")
        if row.source.strip():
            data["source"] = row.source.strip()
        return data

    def _parameter(self, name: str, text: str, place: str) -> Any:
        if name == "observations":
            return self._try(read_series, text, place, ["0", "0"])
        if name == "p":
            return self._try(read_share, text, place, "0")
        return self.number(text, place)

    def _specification(
        self, row: ComponentRow, place: str, own: Mapping[str, Any]
    ) -> dict[str, Any]:
        def read(text: str) -> dict[str, Any]:
            sheet = parse_specification(text, decimal_comma=decimal_comma())
            unit = parse_unit_term(own["unit"]).unit
            if unit is None:
                raise MetrologyError(Code.MISSING_UNIT, found=text, allowed="–")
            found = {name: float(size) for name, size in sheet.structured(unit).items()}
            return found | ({"reading": own["value"]} if "reading" in sheet.needs else {})

        data: dict[str, Any] = self._try(
            read, row.given.get("sheet", ""), f"{place}.sheet", {"absolute": "0"}
        )
        for name, base in _BASES.items():
            if text := row.given.get(name, "").strip():
                data[base] = self.number(text, f"{place}.{name}")
        return data

    def _correlation(self, row: CorrelationRow, place: str) -> dict[str, Any]:
        r = FROM_OBSERVATIONS if row.observed else self.number(row.r, f"{place}.r")
        return {"a": row.a.strip(), "b": row.b.strip(), "r": r}


# Signs of papers for those of the formula language.
_SIGNS = (("\N{MINUS SIGN}", "-"), ("\N{EN DASH}", "-"), ("·", "*"), ("⋅", "*"), ("×", "*"),
          ("\N{DIVISION SIGN}", "/"), ("^", "**"), ("²", "**2"), ("³", "**3"))  # fmt: skip


def _output(row: OutputRow) -> dict[str, Any]:
    model = row.model.strip()
    for sign, ours in _SIGNS:
        model = model.replace(sign, ours)
    return {"name": row.name.strip(), "unit": row.unit.strip(), "model": model}


def fill(data: Mapping[str, Any]) -> Typed:
    """The form that says a measurement; `data` has been read by `checking` before."""
    rows = data.get("correlations") or []
    asked = data.get("monte_carlo") or {}
    typed = Typed(
        [_typed_input(each) for each in data["inputs"]],
        [OutputRow(o["name"], o["unit"], o["model"]) for o in data["outputs"]],
        [_typed_correlation(each) for each in rows],
        rule=str(data.get("rule") or Typed.rule),
        p=write_number(data.get("p")),
    )
    typed.draws = str(asked.get("draws", typed.draws))
    typed.seed = str(asked.get("seed", typed.seed))
    typed.simulated_p = write_number(asked.get("p"))
    typed.monte_carlo = "1" if asked else ""
    return typed


def _typed_input(data: Mapping[str, Any]) -> InputRow:
    components = [_typed_component(c, data["unit"]) for c in data.get("components", [])]
    return InputRow(
        data["name"],
        write_number(data["value"]),
        data["unit"],
        str(data.get("description") or ""),
        components,
    )


def _typed_component(data: Mapping[str, Any], unit: str) -> ComponentRow:
    row = ComponentRow(
        kind=_kind(data),
        dof=write_number(data.get("dof")),
        source=str(data.get("source") or ""),
    )
    if "specification" in data:
        row.given = _sheet(data["specification"], unit)
    for name in row.shown:
        if name in data:
            write = write_series if name == "observations" else write_number
            row.given[name] = write(data[name])
    return row


def _kind(data: Mapping[str, Any]) -> str:
    for kind, (distribution, names) in KINDS.items():
        if distribution != data["distribution"]:
            continue
        wanted = {"specification"} if "sheet" in names else set(names) - OPTIONAL
        if wanted <= set(data):
            return kind
    raise KeyError(data["distribution"])


def _sheet(given: Mapping[str, Any], unit: str) -> dict[str, str]:
    """A specification's fields as the text of a data sheet."""
    parts = [
        f"{write_number(float(Decimal(repr(float(given[name]))) * 100))} % {word}"
        for name, word in _SHEET
        if given.get(name)
    ]
    if given.get("digits"):
        parts.append(f"{write_number(given['digits'])} dgt")
    if given.get("absolute"):
        parts.append(f"{write_number(given['absolute'])} {unit}")
    found = {"sheet": " + ".join(parts)}
    return found | {name: write_number(given.get(base)) for name, base in _BASES.items()}


def _typed_correlation(data: Mapping[str, Any]) -> CorrelationRow:
    observed = data["r"] == FROM_OBSERVATIONS
    return CorrelationRow(
        data["a"], data["b"], "" if observed else write_number(data["r"]), "1" if observed else ""
    )
