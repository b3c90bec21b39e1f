"""The demo's own tables (data/*.csv): rows for the services to work with, no totals."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class ClientRow:
    """A customer with the address of 2022 (district and province of that time)."""

    code: str
    kind: str
    name: str
    tax_code: str
    address: str
    phone: str


@dataclass(frozen=True)
class ServiceRow:
    """A priced service; `type` is blank where it has no instrument."""

    code: str
    name_vi: str
    name_en: str
    kind: str
    type: str
    unit: str
    vat: str
    price_2022: int
    price_2024: int


@dataclass(frozen=True)
class LineRow:
    """A line of a contract of 2022. `after_the_quarter` of its pieces were not done in it."""

    contract: int
    service: str
    quantity: int
    discount: int
    after_the_quarter: int


@dataclass(frozen=True)
class ContractRow:
    """A contract of 2022 and how far it had come at the end of the quarter."""

    number: int
    client: str
    signed_on: date
    fate: str
    lines: tuple[LineRow, ...]


@cache
def clients() -> dict[str, ClientRow]:
    """Customers by code."""
    return {row["code"]: ClientRow(**row) for row in read("clients.csv")}


@cache
def services() -> dict[str, ServiceRow]:
    """Services by code."""
    return {
        row["code"]: ServiceRow(
            **{name: text for name, text in row.items() if not name.startswith("price")},
            price_2022=int(row["price_2022"]),
            price_2024=int(row["price_2024"]),
        )
        for row in read("services.csv")
    }


@cache
def contracts() -> tuple[ContractRow, ...]:
    """The contracts of the first quarter of 2022, in the order of their signing."""
    lines: dict[int, list[LineRow]] = {}
    for row in read("lines.csv"):
        line = LineRow(
            int(row["contract"]),
            row["service"],
            int(row["quantity"]),
            int(row["discount"]),
            int(row["after_the_quarter"]),
        )
        lines.setdefault(line.contract, []).append(line)
    return tuple(
        ContractRow(
            int(row["number"]),
            row["client"],
            date.fromisoformat(row["signed_on"]),
            row["fate"],
            tuple(lines[int(row["number"])]),
        )
        for row in read("contracts.csv")
    )


def read(name: str) -> list[dict[str, str]]:
    """The rows of a table, as they are written."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
