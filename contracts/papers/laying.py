"""A plan with the facts put in: plain blocks that Typst sets, text as data."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from contracts.papers.plans import plan_of
from contracts.papers.plans.parts import (
    Each,
    Head,
    Heading,
    If,
    NewPage,
    Para,
    Part,
    Party,
    Plan,
    Signatures,
    Sum,
    Table,
    Title,
)
from contracts.papers.wording import environment

Facts = Mapping[str, Any]
Block = dict[str, Any]

# What is printed of a party below its name, where it is known.
PARTY_LINES: Final = (
    ("address", "Địa chỉ"),
    ("tax_code", "Mã số thuế"),
    ("budget_code", "Mã đơn vị QHNS"),
    ("phone", "Điện thoại"),
    ("email", "E-mail"),
    ("bank_account", "Tài khoản số"),
    ("bank_name", "Tại"),
    ("representative", "Đại diện"),
    ("representative_title", "Chức vụ"),
)


def blocks(facts: Facts) -> list[Block]:
    """What a paper prints, in order, by the layout that its facts name."""
    return list(_laid(plan_of(facts["kind"], facts["layout"]), facts))


@cache
def _environment() -> Any:
    return environment(autoescape=False)


@cache
def _template(text: str) -> Any:
    return _environment().from_string(text)


@cache
def _expression(text: str) -> Any:
    return _environment().compile_expression(text, undefined_to_none=False)


def _said(text: str, facts: Facts, row: Any = None) -> str:
    return str(_template(text).render({**facts, "row": row}))


def _laid(plan: Plan, facts: Facts) -> Iterator[Block]:
    for part in plan:
        if isinstance(part, If):
            holds = _expression(part.condition)(**facts)
            yield from _laid(part.parts if holds else part.otherwise, facts)
        elif isinstance(part, Each):
            for row in _expression(part.rows)(**facts):
                yield {"type": "para", "style": part.style, "text": _said(part.text, facts, row)}
        else:
            yield _block(part, facts)


def _block(part: Part, facts: Facts) -> Block:
    match part:
        case Head():
            return _head(facts, numbered=part.numbered)
        case Party():
            return _party(part, facts)
        case Table():
            return _table(part, facts)
        case Signatures():
            return _signatures(part, facts)
        case NewPage():
            return {"type": "page"}
        case _:
            return _text(part, facts)


def _text(part: Part, facts: Facts) -> Block:
    match part:
        case Title():
            subject = _said(part.subject, facts)
            return {"type": "title", "text": _said(part.text, facts), "subject": subject}
        case Para():
            return {"type": "para", "style": part.style, "text": _said(part.text, facts)}
        case Heading():
            return {"type": "heading", "text": _said(part.text, facts)}
        case _:
            raise TypeError(part)


def _signatures(part: Signatures, facts: Facts) -> Block:
    signers = [
        {"title": _said(one.title, facts), "name": _said(one.name, facts), "hint": one.hint}
        for one in part.signers
    ]
    return {"type": "signatures", "signers": signers}


def _head(facts: Facts, *, numbered: bool) -> Block:
    centre = facts["centre"]
    place = f"{centre['place']}, " if centre["place"] else ""
    day = _said("{{ dated_on|long_day }}", facts)
    dated = f"{place}{day}"
    return {
        "type": "head",
        "above": centre["above"],
        "name": centre["name"],
        "number": f"Số: {facts['number']}" if numbered else "",
        "dated": dated[:1].upper() + dated[1:] if numbered else "",
    }


def _party(part: Party, facts: Facts) -> Block:
    who = facts[part.who]
    lines = [{"label": label, "text": who[key]} for key, label in PARTY_LINES if who[key]]
    return {"type": "party", "label": part.label, "name": who["name"], "lines": lines}


def _table(part: Table, facts: Facts) -> Block:
    rows = _expression(part.rows)(**facts)
    return {
        "type": "table",
        "columns": [
            {"title": one.title, "width": one.width, "align": one.align} for one in part.columns
        ],
        "rows": [[_said(one.cell, facts, row) for one in part.columns] for row in rows],
        "sums": [line for one in part.sums for line in _sums(one, facts)],
    }


def _sums(one: Sum, facts: Facts) -> list[Block]:
    rows = _expression(one.each)(**facts) if one.each else [None]
    return [
        {
            "label": _said(one.label, facts, row),
            "amount": _said(one.amount, facts, row),
            "strong": one.strong,
        }
        for row in rows
    ]
