"""A figure as it was said: frozen in a closed report, or told by another house's file."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from common.templatetags.show import words as in_language
from reports.periodic.saying import number
from reports.shown import text
from reports.states import FigureKind


@dataclass(frozen=True)
class Said:
    """One figure as a closed report or a file says it."""

    said: Mapping[str, Any]

    @property
    def code(self) -> str:
        """The indicator's code."""
        return str(self.said["code"])

    @property
    def name(self) -> str:
        """In the reader's language."""
        return in_language(self.said["name"])

    @property
    def definition(self) -> str:
        """In the reader's language."""
        return in_language(self.said["definition"])

    @property
    def version(self) -> str:
        """Of the definition."""
        return str(self.said["version"])

    @property
    def unit(self) -> str:
        """The code of the unit of measure."""
        return str(self.said["unit"])

    @property
    def kind(self) -> str:
        """How the figure came to be."""
        return str(self.said["kind"])

    @property
    def label(self) -> str:
        """The same in words, where it is not simply counted."""
        return "" if self.kind == FigureKind.COMPUTED else str(FigureKind(self.kind).label)

    @property
    def basis(self) -> str:
        """Base and VAT treatment of money."""
        return ", ".join(each for key in ("base", "vat") if (each := in_language(self.said[key])))

    @property
    def shown(self) -> str:
        """As printed."""
        if self.value is None and self.words:
            return self.words
        return text(self.value, self.unit)

    @property
    def words(self) -> str:
        """What is told where nothing is counted."""
        return str(self.said["words"])

    @cached_property
    def value(self) -> int | Fraction | None:
        """The number."""
        return number(self.said["value"])

    @cached_property
    def numerator(self) -> int | Fraction | None:
        """Of a ratio or a mean."""
        return number(self.said["numerator"])

    @cached_property
    def denominator(self) -> int | Fraction | None:
        """Of a ratio or a mean."""
        return number(self.said["denominator"])
