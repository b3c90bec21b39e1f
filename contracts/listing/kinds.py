"""What a name in a client's list means: one of the known types, and which service."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

from calibration.states import Regime
from common.text import fold
from contracts.states import LineKind
from instruments.models import InstrumentType

_SYNONYMS = Path(__file__).resolve().parent.parent / "data" / "type_synonyms.csv"
_SUGGESTIONS = 3


def plain(text: str) -> str:
    """The key of a name: folded, letters, digits and comparisons (Qmax < 16, Qmax ≥ 16) only."""
    compared = re.sub(r"<=|≤", " le ", re.sub(r">=|≥", " ge ", text))
    compared = compared.replace("<", " lt ").replace(">", " gt ")
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(compared)).split())


def _bare(text: str) -> str:
    """The same without what stands in brackets."""
    return plain(re.sub(r"\(.*?\)|\[.*?\]", " ", text))


@cache
def _synonyms() -> tuple[tuple[str, str, bool], ...]:
    with _SYNONYMS.open(encoding="utf-8", newline="") as file:
        return tuple(
            (plain(row["name"]), row["code"], row["whole"] == "yes") for row in csv.DictReader(file)
        )


@dataclass
class TypeBook:
    """Finds a type by its code, its Vietnamese or English name, or a name of the trade."""

    whole: dict[str, InstrumentType] = field(default_factory=dict)
    begins: dict[str, InstrumentType] = field(default_factory=dict)
    _seen: dict[str, InstrumentType | None] = field(default_factory=dict)

    @classmethod
    def of(cls, types: Iterable[InstrumentType]) -> "TypeBook":
        """The book of these types."""
        book = cls()
        by_code: Mapping[str, InstrumentType] = {one.code: one for one in types}
        for one in by_code.values():
            for name in (one.code, one.name_vi, one.name_en):
                for key in {plain(name), _bare(name)} - {""}:
                    book.whole.setdefault(key, one)
                    if " " in key and name != one.code:
                        book.begins.setdefault(key, one)
        for key, code, only_whole in _synonyms():
            if code in by_code:
                book.whole.setdefault(key, by_code[code])
                if not only_whole:
                    book.begins.setdefault(key, by_code[code])
        return book

    def find(self, text: str) -> InstrumentType | None:
        """The type a name means: the whole name, else the longest known name it begins with."""
        if text not in self._seen:
            self._seen[text] = self._find(text)
        return self._seen[text]

    def whole_name(self, text: str) -> InstrumentType | None:
        """The type whose code or whole name this is; no guess from how a name begins."""
        return self.whole.get(plain(text)) or self.whole.get(_bare(text))

    def _find(self, text: str) -> InstrumentType | None:
        for key in (plain(text), _bare(text)):
            if key in self.whole:
                return self.whole[key]
        words = _bare(text).split()
        for length in range(len(words) - 1, 0, -1):
            head = " ".join(words[:length])
            if head in self.begins:
                return self.begins[head]
        return None

    def close_to(self, text: str) -> list[InstrumentType]:
        """Types whose names look alike, the closest first."""
        keys = get_close_matches(_bare(text), list(self.whole), n=8, cutoff=0.55)
        found = list({self.whole[key].pk: self.whole[key] for key in keys}.values())
        return found[:_SUGGESTIONS]


_KINDS = {
    LineKind.VERIFICATION: ("kiem dinh", "kd", "verification", "verify"),
    LineKind.CALIBRATION: ("hieu chuan", "hc", "calibration", "calibrate", "cal"),
    LineKind.TESTING: ("thu nghiem", "tn", "testing", "test"),
}
_REGIMES = {
    Regime.INITIAL: ("ban dau", "initial"),
    Regime.AFTER_REPAIR: ("sau sua chua", "after repair"),
    Regime.PERIODIC: ("dinh ky", "periodic"),
}


@lru_cache(maxsize=256)
def service_of(text: str, default: str) -> tuple[str, str] | None:
    """(kind, regime) of a service cell; a blank is the list's own kind, None is not understood."""
    key = f" {plain(text)} "
    if not key.strip():
        return default, _regime(default, None)
    kind = next((k for k, words in _KINDS.items() if _has(key, words)), None)
    regime = next((r for r, words in _REGIMES.items() if _has(key, words)), None)
    if kind is None and regime is None:
        return None
    kind = kind or LineKind.VERIFICATION  # only verification has a regime
    return str(kind), _regime(kind, regime)


def _has(key: str, words: Iterable[str]) -> bool:
    return any(f" {word} " in key for word in words)


def _regime(kind: str, regime: str | None) -> str:
    return str(regime or Regime.PERIODIC) if kind == LineKind.VERIFICATION else ""
