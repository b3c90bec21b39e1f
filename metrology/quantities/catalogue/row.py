"""One line of the catalogue."""

from fractions import Fraction
from typing import Literal, NamedTuple

Kind = Literal["ratio", "interval", "difference", "scale", "count"]


class Row(NamedTuple):
    """A unit as written in the tables.

    `factor` and `offset` give value in the coherent unit = value × factor + offset. `pint` is the
    oracle's expression or None where pint has none or a wrong one; `dsi` the D-SI form or None.
    """

    code: str
    symbol: str
    name_vi: str
    name_en: str
    factor: str | Fraction
    pint: str | None = None
    dsi: str | None = None
    aliases: tuple[str, ...] = ()
    kind: Kind = "ratio"
    offset: str | Fraction = "0"
