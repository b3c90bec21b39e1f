"""An indicator by its code: of the registry, or saved by a unit."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Centre
from common.errors import Fault, InvalidInput
from planning.measures import is_code
from reports.indicators.choices import all_choices, nearest
from reports.indicators.registry import ALIASES, INDICATORS
from reports.indicators.saved import as_indicator, in_force, saved_rows, version_of
from reports.indicators.shapes import Indicator


def find_indicator(code: str, centre: Centre, on: date) -> Indicator:
    """The indicator of this code as it holds for a unit on a day; InvalidInput where none does."""
    return find_all([code], centre, on)[code]


def find_all(
    codes: Iterable[str], centre: Centre, on: date, field: str = "codes"
) -> dict[str, Indicator]:
    """The same of many, by the codes asked, in one query at most (none without saved ones).

    A fault names the `field` that the codes came in.
    """
    wanted = list(dict.fromkeys(codes))
    found = {
        code: INDICATORS[ALIASES.get(code, code)]
        for code in wanted
        if ALIASES.get(code, code) in INDICATORS
    }
    missing = [code for code in wanted if code not in found and is_code(code)]
    if missing:
        rows = saved_rows(missing)
        for row in in_force(rows, centre, on):
            found[row.code] = as_indicator(row, version_of(row, rows))
    for code in wanted:
        if code not in found:
            raise _unknown(code, field)
    return {code: found[code] for code in wanted}


def definition_on(code: str, centre: Centre, day: date) -> Indicator:
    """What the code counts for a unit on a day, in the words of what the unit had chosen then."""
    one = find_indicator(code, centre, day)
    return one.chosen(nearest(all_choices(), centre, day)) if one.says else one


def definitions(code: str, centre: Centre, first: date, second: date) -> tuple[Indicator, ...]:
    """The definition, or both where it changed between the two days; the earlier one first.

    One that did not exist yet on the earlier day is left out.
    """
    now = definition_on(code, centre, second)
    try:
        then = definition_on(code, centre, first)
    except InvalidInput:
        return (now,)
    return (now,) if _meaning(then) == _meaning(now) else (then, now)


def _meaning(one: Indicator) -> tuple[str, ...]:
    said = (one.definition, one.base, one.vat, one.unit, one.by_date)
    return (str(one.saved), str(one.version), *(str(part) for part in said))


def _unknown(code: str, field: str) -> InvalidInput:
    message = _("Không có chỉ tiêu “%(key)s”.") % {"key": code[:60]}
    allowed = ", ".join(INDICATORS)
    return InvalidInput(Fault(field, message, code="unknown", found=code[:60], allowed=allowed))
