"""What is said beside the numbers: notes, traceability, scope, decision rule, validity, units."""

import re
from collections.abc import Mapping
from typing import Any

from certificates.dcc.writing import said
from certificates.dcc.writing.book import Book
from certificates.dcc.writing.core import PLACE
from certificates.dcc.writing.elements import Text, both, clean, dcc, joined, one_line, plain, rich
from certificates.dcc.writing.parties import contact
from certificates.dcc.writing.results import conformity
from certificates.dcc.writing.version import LANGUAGES
from certificates.statement import wording
from common.pairs import Pair

_ISO = "ISO/IEC 17025:2017"
# A rule's words end in the clause they come from: "(ILAC-G8:09/2019, 4.2.1)".
_CLAUSE = re.compile(r"\((ILAC[^,()]*), ([^;()]*)")
# Which clause of ISO/IEC 17025:2017 a note serves.
_CLAUSES = (
    (wording.ONLY_THIS_ITEM, "7.8.2.1 l"),
    (wording.WHOLE_ONLY, "7.8.2.1"),
    (wording.SUPPLIED, "7.8.2.2"),
)


def statements(parent: Any, book: Book) -> None:
    """Add `statements`; what they are about has been written, so its references are known."""
    made = dcc(parent, "statements")
    _kind(made, book.said)
    _notes(made, book.said)
    _traceable(made, book)
    _scope(made, book)
    _decision(made, book)
    _validity(made, book.said)
    _revision(made, book.said)
    _place(made, book)
    _others(made, book.said)
    _units(made, book)


def _statement(parent: Any, *, kind: str = "", to: str = "", own: str = "") -> Any:
    return dcc(parent, "statement", id=own, refId=to, refType=kind)


def _said(parent: Any, text: Text | None, name: Text | None = None) -> Any | None:
    """Add a statement that only says something, under a name of its own."""
    if not any(both(text).values()):
        return None
    made = _statement(parent)
    rich(made, "declaration", text, name)
    return made


def _kind(parent: Any, told: Mapping[str, Any]) -> None:
    """What kind of document it is: the schema knows only calibration certificates."""
    _said(parent, told["title"], said.KIND)
    _said(parent, told.get("regime"), said.REGIME)


def _notes(parent: Any, told: Mapping[str, Any]) -> None:
    added = (told.get("template") or {}).get("content") or {}
    for note in (*(told.get("notes") or ()), *(added.get("notes") or ())):
        clause = next((clause for known, clause in _CLAUSES if note == known), "")
        made = _said(parent, note)
        if clause and made is not None:
            _norm(made, _ISO, clause)


def _norm(statement: Any, norm: str, reference: str) -> None:
    """Put norm and reference where the schema wants them: before what is declared."""
    declaration = statement[-1]
    dcc(statement, "norm", norm)
    dcc(statement, "reference", reference)
    statement.append(declaration)


def _traceable(parent: Any, book: Book) -> None:
    if book.said.get("traceability"):
        own = "toSI" if "toSI" in book.referred else ""
        made = _statement(parent, kind="basic_metrologicallyTraceableToSI", own=own)
        dcc(made, "traceable", "true")
        dcc(made, "norm", _ISO)
        dcc(made, "reference", "7.8.4.1 c")
        rich(made, "declaration", book.said["traceability"])


def _scope(parent: Any, book: Book) -> None:
    """Which values are inside the accredited scope, and what is not under it at all."""
    accreditation = book.said.get("accreditation") or {}
    if "inCMC" in book.referred:
        made = _statement(parent, kind="basic_isInCMC", own="inCMC")
        plain(made, "reference", accreditation.get("number"))
        rich(made, "declaration", said.IN_SCOPE)
    _said(parent, joined(accreditation.get("texts") or ()), said.OFF_SCOPE)


def _decision(parent: Any, book: Book) -> None:
    told = book.said.get("decision")
    overall = conformity(book.said)
    if told and not told.get("rule"):
        _said(parent, told["text"])
    if told and told.get("rule"):
        if overall:
            book.refer("decisionRule")
        own = "decisionRule" if "decisionRule" in book.referred else ""
        made = _statement(parent, kind="basic_decisionRule", own=own)
        plain(made, "convention", told["rule"])
        for norm, reference in _CLAUSE.findall(both(told["text"])["en"])[:1]:
            dcc(made, "norm", norm)
            dcc(made, "reference", reference)
        rich(made, "declaration", told["text"], said.DECISION_RULE)
    if overall:
        ruled = "decisionRule" if told and told.get("rule") else ""
        made = _statement(parent, kind="basic_conformity", to=ruled)
        plain(made, "norm", (book.said.get("method") or {}).get("number"))
        text = (told or {}).get("said") or book.said["conclusion"]["text"]
        rich(made, "declaration", text, said.OVERALL)
        dcc(made, "conformity", overall)


def _validity(parent: Any, told: Mapping[str, Any]) -> None:
    """Until when a verification holds; of a calibration only the interval that was agreed."""
    until = told.get("valid_until") or {}
    if until.get("on"):
        made = _statement(parent)
        rich(made, "declaration", until.get("rule") or until["on"], said.VALID_UNTIL)
        dcc(made, "date", until["on"])
    interval = told.get("interval")
    if interval:
        who = told["customer"]
        made = _statement(parent, kind="basic_recalibration")
        dcc(made, "norm", _ISO)
        dcc(made, "reference", "7.8.4.3")
        agreed = joined([said.AGREED_INTERVAL, interval["agreed"]], ": ")
        rich(made, "declaration", agreed)
        dcc(made, "date", interval["on"])
        contact(made, "respAuthority", who["name"], address=who.get("address"))


def _revision(parent: Any, told: Mapping[str, Any]) -> None:
    """ISO/IEC 17025:2017, 7.8.8.2: what was changed, and why."""
    former = told.get("replaces")
    if not former:
        return
    made = _statement(parent, kind="basic_revision")
    dcc(made, "norm", _ISO)
    dcc(made, "reference", "7.8.8")
    why = joined([said.REASON, former["reason"]], ": ")
    changes = [_change(one) for one in former.get("changes") or ()]
    rich(made, "declaration", joined([former["text"], why, *changes]), said.CHANGED)


def _change(one: Mapping[str, Any]) -> Pair:
    label = both(one["label"])
    before, after = both(one.get("before")), both(one.get("after"))
    return {
        lang: f"{label[lang]}: {before[lang] or '–'} → {after[lang] or '–'}" for lang in LANGUAGES
    }


def _place(parent: Any, book: Book) -> None:
    place = book.said["place"]
    detail = clean(str(place.get("detail") or ""))
    if detail:
        made = _statement(parent, to=PLACE)
        rich(made, "declaration", joined([place["where"], detail], ": "), said.PLACE)
        rich(dcc(made, "location"), "further", detail)


def _others(parent: Any, told: Mapping[str, Any]) -> None:
    centre = told["centre"]
    adjustment = told.get("adjustment") or {}
    _said(parent, joined([adjustment.get("text"), adjustment.get("note")]), said.ADJUSTMENT)
    _said(parent, (told.get("paper_record") or {}).get("text"), said.PAPER_RECORD)
    _said(parent, centre.get("above"), said.AUTHORITY_ABOVE)
    _said(parent, centre.get("designation"), said.DESIGNATION)
    _said(parent, told["customer"].get("tax_code"), said.TAX_CODE)
    address = one_line(told.get("check_url") or "")
    if address:
        made = _statement(parent)
        dcc(made, "link", address)
        rich(made, "declaration", said.CHECK_PAGE)


def _units(parent: Any, book: Book) -> None:
    """Every unit outside the SI that stands in the document, once."""
    for label, definition in sorted(book.foreign.items()):
        made = _statement(parent)
        dcc(made, "nonSIDefinition", definition)
        dcc(made, "nonSIUnit", label)
