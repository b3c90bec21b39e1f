"""What is wrong with a measurement: the field, the sentence, and in a model the column."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Fault
from instruments.messages import sentence
from metrology.errors import Code, MetrologyError

_PLACE = re.compile(r"(?:inputs|outputs|correlations)(?:\[[0-9]+\]|\.[0-9]+)(?:\.\w+|\[[0-9]+\])*")
# What the catalogue calls them, and what people write.
_DEGREES = {"degC": "°C", "delta_degC": "Δ°C", "degF": "°F", "delta_degF": "Δ°F"}
_SPECIFICATION = re.compile(r"\.specification\b.*")
LONGEST_LIST = 600  # of what is allowed instead: two hundred names would fill the page
_LISTS = ("inputs", "outputs", "correlations")
_WHERE = ("name", "found", "part", "reason")


@dataclass(frozen=True)
class Wrong:
    """One thing wrong. `column` counts from 1 in `text`; 0 where there is no place to mark."""

    field: str
    error: MetrologyError
    text: str = ""
    column: int = 0
    gap: bool = False  # nothing stands in the field yet

    @property
    def words(self) -> str:
        """The sentence that stands beside the field, so the field need not be named in it."""
        if self.gap and self.error.code == Code.MISSING_VALUE:
            return sentence(MetrologyError(Code.BLANK))
        return sentence(_without_place(_shorter(self.error)))

    @property
    def marked(self) -> tuple[str, str, str]:
        """What stands before the place, at it and after it."""
        at = self.column - 1
        if not 0 <= at < len(self.text):
            return self.text, "", ""
        return self.text[:at], self.text[at], self.text[at + 1 :]

    def fault(self) -> Fault:
        """The same for the API, with the whole name of the place."""
        params = self.error.params
        more = {name: _cut(params.get(name, "")) for name in ("found", "allowed")}
        words = sentence(_shorter(self.error))
        if self.column:
            words = _("%(words)s Cột %(column)s.") % {"words": words, "column": self.column}
        return Fault(self.field, words, code=self.error.code, **more)


def wrong(place: str, error: MetrologyError, text: str = "") -> Wrong:
    """Make it; the error's own place counts where it names one, `place` otherwise."""
    column = error.params.get("place", "")
    found = int(column) if column.isdigit() and text else 0
    return Wrong(field_of(error) or place, error, text, found)


def field_of(error: MetrologyError) -> str:
    """The field that an error names: "inputs[2].components[0].U" is inputs.2.components.0.U."""
    for name in _WHERE:
        if match := _PLACE.search(error.params.get(name, "")):
            dotted = match[0].replace("[", ".").replace("]", "")
            return _SPECIFICATION.sub(".sheet", dotted)
    name = error.params.get("name", "") or error.params.get("found", "").partition(" = ")[0]
    return name if name in _LISTS else ""


def _shorter(error: MetrologyError) -> MetrologyError:
    """The same error with a list of what is allowed that can be read."""
    if len(error.params.get("allowed", "")) <= LONGEST_LIST:
        return error
    return MetrologyError(error.code, **error.params | {"allowed": _cut(error.params["allowed"])})


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_LIST else f"{text[:LONGEST_LIST]}…"


def _without_place(error: MetrologyError) -> MetrologyError:
    """The same error with places cut to their last word: U, not inputs[2].components[0].U."""
    params: dict[str, Any] = {
        name: _PLACE.sub(_last, text) if name in _WHERE else text
        for name, text in error.params.items()
    }
    for name in (each for each in params if each.endswith("_unit")):
        params[name] = _DEGREES.get(params[name], params[name])
    return MetrologyError(error.code, **params)


def _last(match: "re.Match[str]") -> str:
    word = match[0].rpartition(".")[2]
    return _SHORT.get(word, word)


_SHORT = {"half_width": "a", "observations": "n", "nu": "ν", "dof": "ν", "resolution": "δ"}
