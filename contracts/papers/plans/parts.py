"""What a paper is made of: parts in order, with text that names facts as templates of Word do.

A text is a Jinja template (“Hôm nay, {{ dated_on|long_day }}”), a condition and a list are Jinja
expressions. The same plan becomes our template of Word and the blocks of the PDF.
"""

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Head:
    """The centre at the left with the paper's number, the national heading at the right."""

    numbered: bool = True


@dataclass(frozen=True)
class Title:
    """The kind of paper, and what it is about."""

    text: str
    subject: str = ""


@dataclass(frozen=True)
class Para:
    """A paragraph. `style` is a word of both layouts."""

    text: str
    style: Literal["body", "basis", "center", "note", "bold", "item"] = "body"


@dataclass(frozen=True)
class Heading:
    """The head of an article or a section."""

    text: str


@dataclass(frozen=True)
class Party:
    """One side: a label, and its facts where they are known. `who` is a fact of parties."""

    who: Literal["centre", "customer"]
    label: str


@dataclass(frozen=True)
class Column:
    """A column of a table; `cell` is text about `row`, `width` a share of the table."""

    title: str
    cell: str
    width: float
    align: Align = "left"


@dataclass(frozen=True)
class Sum:
    """A line below a table: words over all columns but the last, an amount in the last."""

    label: str
    amount: str
    strong: bool = False
    each: str = ""  # a list, one line for each of it as `row`


@dataclass(frozen=True)
class Table:
    """One line for each `row` of a list."""

    rows: str
    columns: tuple[Column, ...]
    sums: tuple[Sum, ...] = ()


@dataclass(frozen=True)
class Each:
    """A paragraph for each `row` of a list."""

    rows: str
    text: str
    style: Literal["body", "basis", "item", "note"] = "item"


@dataclass(frozen=True)
class If:
    """Parts that stand only where a condition holds."""

    condition: str
    parts: tuple["Part", ...]
    otherwise: tuple["Part", ...] = ()


@dataclass(frozen=True)
class Signer:
    """Who signs: the side or the office, a hint, the name printed below."""

    title: str
    name: str = ""
    hint: str = "(Ký, ghi rõ họ tên)"


@dataclass(frozen=True)
class Signatures:
    """Signatures beside each other."""

    signers: tuple[Signer, ...]


@dataclass(frozen=True)
class NewPage:
    """What follows begins a page: an annex; with `wide` the page lies."""


Part = (
    Head | Title | Para | Heading | Party | Table | Each | If | Signatures | NewPage
)  # fmt: skip
Plan = tuple[Part, ...]
