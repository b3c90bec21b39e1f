"""Rounding, done once: when a result is stated.

GUM 7.2.6: U to two significant digits at most, the estimate to the same place. EA-4/02 M:2022,
6.3 and ILAC-P14:09/2020, 5.3 say the same; ISO 80000-1 annex B names the rules for ties.
"""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Literal, NamedTuple, get_args

from metrology.bounds import finite, positive
from metrology.errors import Code, MetrologyError
from metrology.quantities.readings import format_number
from metrology.wording import Wording

RoundingRule = Literal["half_even", "half_up", "up_only"]
Form = Literal["auto", "plain", "concise", "scientific", "scientific_concise", "e"]

FORMS: tuple[Form, ...] = get_args(Form)
_POWERS: frozenset[Form] = frozenset({"scientific", "scientific_concise", "e"})
_SHORT: frozenset[Form] = frozenset({"concise", "scientific_concise", "e"})

_MOST_SIGNIFICANT = 2
# EA-4/02, 6.3: where rounding would lower U by more than 5 %, the rounded-up value is used.
_LEAST_KEPT = Decimal("0.95")
# Room for the longest reading beside the smallest uncertainty, so that quantize cannot overflow.
_WIDE = Context(prec=200, Emin=-9999, Emax=9999)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_TOUCHING = frozenset("°′″")  # ISO 80000-1, 7.1.4: no space before these
_UNGROUPED = 4  # four digits in a row stay together
_THIN = "\N{NARROW NO-BREAK SPACE}"

ROUNDING_RULES: Mapping[RoundingRule, Wording] = {
    "half_even": Wording(
        "Làm tròn đến số gần nhất; khi cách đều thì lấy chữ số chẵn.",
        "Rounded to the nearest; a tie goes to the even digit.",
        "ISO 80000-1, annex B, rule A; JCGM 100:2008, 7.2.6",
    ),
    "half_up": Wording(
        "Làm tròn đến số gần nhất; khi cách đều thì lấy số có giá trị tuyệt đối lớn hơn.",
        "Rounded to the nearest; a tie goes to the larger magnitude.",
        "ISO 80000-1, annex B, rule B; JCGM 100:2008, 7.2.6",
    ),
    "up_only": Wording(
        "Độ không đảm bảo đo chỉ được làm tròn lên; giá trị đo làm tròn đến số gần nhất.",
        "The uncertainty is rounded upwards only; the value to the nearest.",
        "JCGM 100:2008, 7.2.6",
    ),
}


class Stated(NamedTuple):
    """A result ready to print, in canonical digits (see `readings.format_number`).

    `decimals` is the place both were rounded to: 3 is thousandths, 0 units, -1 tens.
    """

    value: str
    U: str
    decimals: int


def state(
    value: Decimal,
    expanded: Decimal,
    *,
    up_only: bool = False,
    floor: Decimal | None = None,
    rule: RoundingRule = "half_even",
    digits: int = 2,
) -> Stated:
    """State a value with its expanded uncertainty, both in one unit.

    U gets two significant digits (or one), the value the same decimal place (9.96 becomes 10,
    so its companion loses the decimal); zero is never written "-0". `rule` is a name of
    `ROUNDING_RULES`, `up_only` is short for the rule of that name. Where one digit would lower
    U by more than 5 % it is rounded upwards (EA-4/02, 6.3). `floor` is the CMC: the printed U
    is never below it, before or after rounding (ILAC-P14:09/2020, 5.4).

    Raises `out_of_range` when the uncertainty is not positive or `digits` is not 1 or 2,
    `unknown_name` for another rule, `not_a_number` for NaN.
    """
    finite("value", value)
    rule = "up_only" if up_only else rule
    rounded = _round_expanded(expanded, floor, rule, digits)
    place = _place(rounded, digits)
    ties = ROUND_HALF_UP if rule == "half_up" else ROUND_HALF_EVEN
    return Stated(
        value=_plain(value.quantize(place, ties, _WIDE)),
        U=_plain(rounded.quantize(place, ROUND_HALF_EVEN, _WIDE)),
        decimals=-place.adjusted(),
    )


def express(
    stated: Stated,
    *,
    unit: str = "",
    lang: str = "en",
    form: Form = "auto",
    grouped: bool = False,
) -> str:
    """Write a stated result in one of the forms of GUM 7.2.2 and 7.2.4, for "vi" or "en".

    "plain" is "(10.0580 ± 0.0027) Ω", "concise" "10.0580(27) Ω" with U in units of the last
    digit, "scientific" "(3.62 ± 0.12) × 10⁴ µV", "scientific_concise" "3.62(12) × 10⁴ µV", "e"
    "3.62(12)e4". Zeros between the last significant digit and the units digit pretend to be
    measured: "auto" is plain or, there, scientific; "concise" takes a power of ten there. `unit`
    is a symbol, `grouped` sets digits in threes (ISO 80000-1, 7.3.1).

    Raises `unknown_name` for another form.
    """
    if form not in FORMS:
        raise MetrologyError(Code.UNKNOWN_NAME, found=form, allowed=", ".join(FORMS))
    form = _settled(form, stated)
    power = _power(stated) if form in _POWERS else 0
    shown, write = _scaled(stated, power), _Writer(lang, grouped=grouped)
    body = write.concise(shown) if form in _SHORT else f"{write(shown.value)} ± {write(shown.U)}"
    if form not in _SHORT and (unit or power):
        body = f"({body})"
    return _with_unit(body + _ten_to(power, form), unit)


def relative(
    value: Decimal,
    expanded: Decimal,
    *,
    floor: Decimal | None = None,
    rule: RoundingRule = "half_even",
    digits: int = 2,
) -> Decimal:
    """Give the relative expanded uncertainty U/|value|, rounded as `state` rounds (GUM 7.2.3).

    `floor` is the CMC in the unit of the value. Raises like `state`, and `out_of_range` for a
    value of zero.
    """
    finite("value", value)
    finite("U", expanded)
    if value.is_zero():
        raise MetrologyError(Code.OUT_OF_RANGE, name="value", found="0", allowed="value ≠ 0")
    size = abs(value)
    least = None if floor is None else _WIDE.divide(floor, size)
    rounded = _round_expanded(_WIDE.divide(expanded, size), least, rule, digits)
    return rounded.quantize(_place(rounded, digits), ROUND_HALF_EVEN, _WIDE)


def express_relative(share: Decimal, *, lang: str = "en", percent: bool = False) -> str:
    """Write what `relative` gives: "U_rel = 2.7 × 10⁻⁴", or "U_rel = 0.027 %"."""
    if percent:
        return f"U_rel = {format_number(_plain(share.scaleb(2)), lang)} %"
    power = share.adjusted()
    mantissa = format_number(_plain(share.scaleb(-power)), lang)
    return f"U_rel = {mantissa}{_ten_to(power, 'scientific')}"


def _settled(form: Form, stated: Stated) -> Form:
    if stated.decimals >= 0:
        return "plain" if form == "auto" else form
    left: Mapping[Form, Form] = {"auto": "scientific", "concise": "scientific_concise"}
    return left.get(form, form)


class _Writer:
    """Canonical digits as a language writes them."""

    def __init__(self, lang: str, *, grouped: bool) -> None:
        self.lang = lang
        self.grouped = grouped

    def __call__(self, digits: str) -> str:
        shown = format_number(digits, self.lang)
        return _in_threes(shown) if self.grouped else shown

    def concise(self, stated: Stated) -> str:
        """U without its zeros: 10.0580(27); with its own point where it crosses it: 12.3(9.9)."""
        crosses = stated.decimals > 0 and Decimal(stated.U) >= 1
        digits = stated.U if crosses else stated.U.replace(".", "").lstrip("0")
        return f"{self(stated.value)}({format_number(digits, self.lang)})"


def _in_threes(shown: str) -> str:
    sign = "-" if shown.startswith("-") else ""
    whole, point, fraction = shown.removeprefix("-").replace(",", ".").partition(".")
    if len(whole) > _UNGROUPED:
        whole = f"{int(whole):,}".replace(",", _THIN)
    if len(fraction) > _UNGROUPED:
        fraction = _THIN.join(fraction[i : i + 3] for i in range(0, len(fraction), 3))
    return sign + whole + ("," if "," in shown else point) + fraction


def _power(stated: Stated) -> int:
    """The power of ten that leaves one digit before the point of the larger of value and U."""
    return max(abs(Decimal(stated.value)), Decimal(stated.U)).adjusted()


def _scaled(stated: Stated, power: int) -> Stated:
    """The same digits with the point moved; zeros that are not significant go."""
    if power == 0:
        return stated
    place = Decimal(1).scaleb(-(stated.decimals + power))
    value, expanded = (
        _plain(Decimal(text).scaleb(-power).quantize(place, ROUND_HALF_EVEN, _WIDE))
        for text in (stated.value, stated.U)
    )
    return Stated(value, expanded, stated.decimals + power)


def _ten_to(power: int, form: Form) -> str:
    if power == 0:
        return ""
    return f"e{power}" if form == "e" else f" × 10{str(power).translate(_SUPERSCRIPTS)}"


def _with_unit(text: str, unit: str) -> str:
    return text + ("" if not unit or unit in _TOUCHING else " ") + unit


def not_below(expanded: Decimal, floor: Decimal) -> Decimal:
    """Give the larger of an expanded uncertainty and the CMC, both in one unit, unrounded."""
    return max(finite("U", expanded), finite("CMC", floor))


def round_to(value: Decimal, step: Decimal, *, ties: Literal["even", "up"] = "even") -> Decimal:
    """Round to the nearest multiple of `step` (ISO 80000-1 annex B; ties by rule A or rule B).

    Rule B takes the larger magnitude, for negative values too. Raises `out_of_range` when the
    step is not positive.
    """
    finite("value", value)
    positive("step", step)
    rounding = ROUND_HALF_UP if ties == "up" else ROUND_HALF_EVEN
    multiples = _WIDE.divide(value, step).quantize(Decimal(1), rounding, _WIDE)
    return _WIDE.multiply(multiples, step)


def rounded_text(value: Decimal, step: Decimal, *, ties: Literal["even", "up"] = "even") -> str:
    """Round like `round_to` and write canonical digits: 12.251 to 0.1 is "12.3", 0 never "-0"."""
    places = max(0, -int(step.as_tuple().exponent)) if step.is_finite() else 0
    rounded = round_to(value, step, ties=ties)
    return _plain(rounded.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, _WIDE))


def _round_expanded(
    expanded: Decimal, floor: Decimal | None, rule: RoundingRule, digits: int
) -> Decimal:
    """Round U to its significant digits, never below the floor."""
    positive("U", expanded)
    if rule not in ROUNDING_RULES:
        raise MetrologyError(Code.UNKNOWN_NAME, found=rule, allowed=", ".join(ROUNDING_RULES))
    if digits not in range(1, _MOST_SIGNIFICANT + 1):
        raise MetrologyError(
            Code.OUT_OF_RANGE, name="digits", found=str(digits), allowed=f"1 … {_MOST_SIGNIFICANT}"
        )
    stated = expanded if floor is None else not_below(expanded, floor)
    ways = {"half_even": ROUND_HALF_EVEN, "half_up": ROUND_HALF_UP, "up_only": ROUND_CEILING}
    rounded = _significant(stated, digits, ways[rule])
    least = _WIDE.multiply(stated, _LEAST_KEPT)
    if rounded < (least if floor is None else max(least, floor)):
        return _significant(stated, digits, ROUND_CEILING)
    return rounded


def _place(value: Decimal, digits: int) -> Decimal:
    """Give the place of the last significant digit: 0.0585 to two digits → 0.001."""
    return Decimal(1).scaleb(value.adjusted() - digits + 1)


def _significant(expanded: Decimal, digits: int, rounding: str) -> Decimal:
    return expanded.quantize(_place(expanded, digits), rounding, _WIDE)


def _plain(rounded: Decimal) -> str:
    """Write without exponent, and zero without a sign."""
    return format(abs(rounded) if rounded.is_zero() else rounded, "f")
