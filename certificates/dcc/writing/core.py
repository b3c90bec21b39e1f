"""Which document this is: identifier, languages, days, place, what it replaces."""

from collections.abc import Mapping
from typing import Any

from certificates.dcc.writing import said
from certificates.dcc.writing.book import Book
from certificates.dcc.writing.elements import clean, dcc, plain, rich, words
from certificates.dcc.writing.equipment import identification
from certificates.dcc.writing.version import LANGUAGES, MANDATORY, VOCABULARIES
from certificates.statement import wording

PLACE = "place"


def unique_identifier(centre: Mapping[str, Any], number: str) -> str:
    """Unique in the world: country, centre, number. The centre's code stays when a VILAS ends."""
    return "_".join(one for one in (centre.get("country", ""), centre["code"], number) if one)


def vocabularies(parent: Any) -> None:
    """Add `refTypeDefinitions`: whose words our refTypes are."""
    made = dcc(parent, "refTypeDefinitions")
    for namespace, name, link in VOCABULARIES:
        one = dcc(made, "refTypeDefinition")
        words(one, "name", name)
        dcc(one, "namespace", namespace)
        dcc(one, "link", link)


def core(parent: Any, book: Book) -> None:
    """Add `coreData`."""
    told, centre = book.said, book.said["centre"]
    made = dcc(parent, "coreData")
    dcc(made, "countryCodeISO3166_1", centre.get("country") or "VN")
    for language in LANGUAGES:
        dcc(made, "usedLangCodeISO639_1", language)
    dcc(made, "mandatoryLangCodeISO639_1", MANDATORY)
    plain(made, "uniqueIdentifier", unique_identifier(centre, told["number"]))
    marks = dcc(made, "identifications")
    lab = "calibrationLaboratory"
    identification(marks, "basic_calibrationMark", lab, told["number"], said.MARK)
    for sticker in told.get("stickers") or ():
        identification(marks, "", lab, sticker, said.STICKER)
    _days(made, told["dates"])
    _place(made, book)
    dcc(made, "issueDate", told["dates"]["issued"])
    if told.get("replaces"):
        _replaced(made, centre, told["replaces"])


def _days(parent: Any, dates: Mapping[str, Any]) -> None:
    if dates.get("received"):
        dcc(parent, "receiptDate", dates["received"])
    dcc(parent, "beginPerformanceDate", dates.get("begun") or dates["performed"])
    dcc(parent, "endPerformanceDate", dates["performed"])


def _place(parent: Any, book: Book) -> None:
    """In the laboratory or at the customer's; where exactly is a statement that points here."""
    place = book.said["place"]
    on_site = place["where"] == wording.ON_SITE
    known = bool(clean(str(place.get("detail") or "")))
    made = dcc(parent, "performanceLocation", "customer" if on_site else "laboratory")
    if known:
        book.refer(PLACE)
        made.set("id", PLACE)


def _replaced(parent: Any, centre: Mapping[str, Any], former: Mapping[str, Any]) -> None:
    """ISO/IEC 17025:2017, 7.8.8: which report this one replaces."""
    identifier = unique_identifier(centre, former["number"])
    made = dcc(parent, "reportAmendedSubstituted")
    dcc(made, "typeOfChange", "substituted")
    plain(made, "replacedUniqueIdentifier", identifier)
    previous = dcc(parent, "previousReport")
    words(previous, "referral", said.FORMER)
    plain(previous, "referralID", identifier)
    digest = former.get("sha256")
    dcc(previous, "procedure", "sha256" if digest else "analogue")
    dcc(previous, "value", digest or "noValue")
    rich(previous, "description", said.FORMER_DIGEST if digest else former.get("text"))
