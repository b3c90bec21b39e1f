"""What a file says, for a page: in the reader's language, with the reader's decimal mark."""

import re
from typing import Any, NamedTuple

from django.utils.dateparse import parse_datetime

from certificates.dcc.reading.cells import Grid, grid, text_of, verdicts
from certificates.dcc.reading.shapes import Certificate, Thing
from certificates.dcc.reading.telling import value_of
from certificates.dcc.reading.texts import joined
from certificates.foreign.forms import day
from certificates.foreign.mapping import tables
from common.templatetags.show import digits

_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]+(?:[Ee][+-]?[0-9]+)?")


class ShownTable(NamedTuple):
    """A table with its name and cells."""

    id: str
    name: str
    status: str
    grid: Grid


def shown_tables(content: Certificate) -> list[ShownTable]:
    """Every table of a certificate."""
    return [
        ShownTable(each["id"], text_of(each["name"]), each["status"], _local(grid(each)))
        for each in tables(content).values()
    ]


def _local(found: Grid) -> Grid:
    return Grid(found.heads, [[_cell(cell) for cell in row] for row in found.rows])


def _cell(text: str) -> str:
    return digits(text) if _NUMBER.fullmatch(text) else text


def facts(content: Certificate) -> dict[str, Any]:
    """What the file says, in the reader's language."""
    laboratory, results = content["laboratory"], content["results"]
    return {
        "laboratory": text_of(laboratory["name"]),
        "code": laboratory["code"],
        "address": laboratory["address"],
        "customer": text_of(content["customer"]["name"]),
        "items": [_item(item) for item in content["items"]],
        "begun": day(content["dates"]["begun"]),
        "ended": day(content["dates"]["ended"]),
        "issued": day(content["dates"]["issued"]),
        "signed_at": parse_datetime(content["signature"]["at"])
        if content["signature"]["at"]
        else None,
        "standards": [
            _item(thing) for result in content["results"] for thing in result["equipment"]
        ],
        "conditions": [
            (text_of(condition["name"]), "; ".join(value_of(each, digits) for each in columns))
            for result in results
            for condition in result["conditions"]
            if (columns := condition["columns"])
        ],
        "statements": [
            (
                text_of(said["text"]) or text_of(said["name"]),
                said["norms"],
                "".join(verdicts(said["conformity"].split())),
            )
            for said in content["statements"]
        ],
    }


def _item(thing: Thing) -> dict[str, Any]:
    return {
        "what": joined((text_of(thing["name"]), text_of(thing["maker"]), thing["model"])),
        "numbers": [each["value"] for each in thing["identifications"]],
        "paper": thing.get("paper"),
    }
