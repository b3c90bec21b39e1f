"""An evaluation as its pages show it: numbers written, sentences in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from calibration.workbench.charts import Drawn, Histogram, histogram
from calibration.workbench.evaluating import Evaluation
from calibration.workbench.layout import DISTRIBUTIONS
from calibration.workbench.numbers import decimal_comma, grouped
from calibration.workbench.symbols import of_sensitivity, per, symbol
from common.templatetags.show import count
from metrology import figures
from metrology.decimals import Number, to_decimal
from metrology.figures import percent, whole
from metrology.montecarlo.validation import Validation
from metrology.uncertainty.budget import CONSTANT, Budget, Line
from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.propagated import Coefficients
from metrology.uncertainty.stating import Form, Stated, express, state
from metrology.wording import Wording

_DIGITS = 4
_LEAST_PLAIN = -4  # smaller results are read with a power of ten
_MOST_OF_IT = 0.8
_HALF_OF_IT = 0.5
_FEW = 3
_BAR = 100


def lang() -> str:
    """The reader's language, as `metrology` names it."""
    return "vi" if decimal_comma() else "en"


def said(words: Wording) -> str:
    """The reader's half of a wording."""
    return words.text_vi if decimal_comma() else words.text_en


def significant(value: Number, digits: int, language: str) -> str:
    """As `figures` writes it, digits in threes."""
    return grouped(figures.significant(value, digits, language))


def beside(value: Number, u: Number, language: str) -> str:
    """As `figures` writes it, digits in threes."""
    return grouped(figures.beside(value, u, language))


@dataclass(frozen=True)
class LineView:
    """One row of the budget table. `again` marks a further component of the same input."""

    input: str
    again: bool
    label: str
    source: str
    estimate: str
    unit: str
    distribution: Any
    u: str
    dof: str
    sensitivity: str
    sensitivity_unit: str
    contribution: str
    share: str
    bar: str
    minus: bool = False


@dataclass(frozen=True)
class CompareRow:
    """One way of evaluating beside the others."""

    name: Any
    value: str
    u: str
    low: str
    high: str
    clause: str


@dataclass(frozen=True)
class OutputView:
    """One output, whole."""

    name: str
    unit: str
    model: str
    stated: str
    concise: str
    value: str
    u: str
    U: str
    k: str
    p: str
    dof: str
    rule: Wording
    rule_words: str
    reason: Wording
    reason_words: str
    finding: str
    lines: tuple[LineView, ...]
    warnings: tuple[tuple[str, str], ...]
    compare: tuple[CompareRow, ...]
    compare_p: str
    chart: Histogram | None
    chart_title: str
    density_unit: str
    verdict: tuple[str, str] | None
    passed: bool
    caution: str


@dataclass(frozen=True)
class Shown:
    """The whole result."""

    outputs: tuple[OutputView, ...]
    names: tuple[str, ...]
    correlation: tuple[tuple[str, tuple[str, ...]], ...]
    simulated: str
    notes: tuple[tuple[str, str], ...]


def show(evaluation: Evaluation) -> Shown:
    """Write everything in the reader's language."""
    run = evaluation.simulation
    names = tuple(each.output for each in evaluation.budgets)
    several = len(names) > 1
    simulated = ""
    if run is not None:
        simulated = _("%(draws)s lần, số khởi tạo %(seed)s, %(generator)s, NumPy %(numpy)s") % {
            "draws": count(run.draws), "seed": run.seed,
            "generator": run.generator, "numpy": run.numpy,
        }  # fmt: skip
    return Shown(
        outputs=tuple(_output(evaluation, budget) for budget in evaluation.budgets),
        names=names,
        correlation=_matrix(names, evaluation.propagated.correlation) if several else (),
        simulated=simulated,
        notes=tuple((said(each), each.reference) for each in run.notes) if run else (),
    )


def stated_words(budget: Budget[float], language: str) -> str:
    """The stated result with k and p: what is kept, and what a list shows."""
    text = _stated(budget, language)[0]
    words = f"{budget.output} = {text}; k = {significant(budget.k, 3, language)}"
    return words + (f"; p = {probability(budget.p, language)}" if budget.p is not None else "")


def _stated(budget: Budget[float], language: str) -> tuple[str, str]:
    """The result as "(y ± U) unit" and as "y(U) unit"; without U only y."""
    unit = symbol(budget.unit)
    value, expanded = to_decimal(budget.value or 0.0), to_decimal(budget.U)
    if expanded <= 0:
        bare = f"{beside(value, 0, language)} {unit}".strip()
        return bare, bare
    stated: Stated = state(value, expanded)
    return (
        express(stated, unit=unit, lang=language, grouped=True, form=_form(stated)),
        express(stated, unit=unit, lang=language, form="concise"),
    )


def _form(stated: Stated) -> Form:
    """Plain as far as it is read at a glance, else with a power of ten.

    U to tens, (50 000 840 ± 110) nm, is what laboratories write; the form beside it,
    5,000 084(11) × 10⁷ nm, says that the last zero is a place and no digit. Beyond tens more
    than two digits of U would stand there, so a power of ten does (GUM 7.2.6).
    """
    largest = max(abs(Decimal(stated.value)), Decimal(stated.U))
    if largest.adjusted() < _LEAST_PLAIN:
        return "scientific"
    return "plain" if stated.decimals >= -1 else "auto"


def probability(p: float, language: str) -> str:
    return f"{significant(100 * p, 4, language).rstrip('0').rstrip(',.')} %"


def _output(evaluation: Evaluation, budget: Budget[float]) -> OutputView:
    language = lang()
    stated, concise = _stated(budget, language)
    verdict = evaluation.validation(budget)
    caution = verdict.caution if verdict else None
    return OutputView(
        name=budget.output,
        unit=symbol(budget.unit),
        model=budget.model,
        stated=stated,
        concise=concise,
        value=beside(budget.value or 0.0, budget.u, language),
        u=significant(budget.u, _DIGITS, language),
        U=significant(budget.U, _DIGITS, language),
        k=significant(budget.k, 3, language),
        p="–" if budget.p is None else probability(budget.p, language),
        dof=whole(budget.dof, language),
        rule=budget.rule_words,
        rule_words=said(budget.rule_words),
        reason=budget.reason_words,
        reason_words=said(budget.reason_words),
        finding=_finding(budget),
        lines=_lines(evaluation.measurement, budget, language),
        warnings=tuple((said(w.wording), w.wording.reference) for w in budget.warnings),
        compare=_compare(evaluation, budget, language),
        compare_p=probability(evaluation.p, language),
        chart=_chart(evaluation, budget, language),
        chart_title=_title(budget, verdict),
        density_unit=per(budget.unit),
        verdict=(said(verdict.wording), verdict.wording.reference) if verdict else None,
        passed=verdict is not None and verdict.passed,
        caution=said(caution) if caution else "",
    )


def _finding(budget: Budget[float]) -> str:
    """Which few contributions make most of the variance."""
    if any(each.share for each in budget.joints):  # shares are no parts of a whole there
        return ""
    ranked = sorted(budget.lines, key=lambda each: -each.share)
    total, names = 0.0, []
    for each in ranked[:_FEW]:
        if total >= _MOST_OF_IT or not each.share:
            break
        total += each.share
        names.append(each.key)
    if total < _HALF_OF_IT:  # many equal ones: no finding
        return ""
    return _("%(names)s: %(share)s phương sai của %(output)s") % {
        "names": ", ".join(names), "share": percent(total, lang()), "output": budget.output,
    }  # fmt: skip


def _lines(measurement: Measurement, budget: Budget[float], language: str) -> tuple[LineView, ...]:
    largest = max([abs(s) for s in budget.shares.values()], default=0.0) or 1.0
    rows, before = [], ""
    for line in budget.lines:
        rows.append(_line(budget, line, language, largest, again=line.input == before))
        before = line.input
    for joint in budget.joints:
        share = joint.share
        rows.append(
            LineView(
                input=joint.key,
                again=False,
                label="",
                source="",
                estimate="",
                unit="",
                distribution=_("tương quan"),
                u="",
                dof="",
                sensitivity=f"r = {significant(joint.r, 3, language)}",
                sensitivity_unit="",
                contribution="",
                share=percent(share, language),
                bar=_bar(share, largest),
                minus=share < 0,
            )
        )
    return tuple(rows)


def _line(
    budget: Budget[float], line: Line[float], language: str, largest: float, *, again: bool
) -> LineView:
    share, constant = line.share, line.distribution == CONSTANT
    return LineView(
        input=line.input,
        again=again,
        label="" if again else line.label,
        source=line.source,
        estimate="" if again else beside(line.estimate or 0.0, line.u, language),
        unit=symbol(line.unit),
        distribution=DISTRIBUTIONS.get(line.distribution, line.distribution),
        u="–" if constant else significant(line.u, _DIGITS, language),
        dof="–" if constant else whole(line.dof, language),
        sensitivity="" if again else significant(line.sensitivity, _DIGITS, language),
        sensitivity_unit=of_sensitivity(budget.unit, line.unit),
        contribution="–" if constant else significant(line.u_y, _DIGITS, language),
        share="–" if constant else percent(share, language),
        bar=_bar(share, largest),
    )


def _bar(share: float, largest: float) -> str:
    return f"{min(1.0, abs(share) / largest) * _BAR:.1f}"


def _compare(
    evaluation: Evaluation, budget: Budget[float], language: str
) -> tuple[CompareRow, ...]:
    value, u = (budget.value or 0.0), budget.u
    half = evaluation.first_order_half(budget)
    second = evaluation.propagated.result(budget.output).second
    scale = u or (second.u if second else 0.0)

    def at(number: float) -> str:
        return beside(number, scale, language)

    rows = [
        CompareRow(
            _("bậc nhất"), at(value), significant(u, _DIGITS, language), at(value - half),
            at(value + half), "JCGM 100:2008, 5.1.2",
        )
    ]  # fmt: skip
    if second is not None:
        rows.append(
            CompareRow(
                _("bậc hai"),
                at(value + second.shift),
                significant(second.u, _DIGITS, language),
                "–",
                "–",
                _("JCGM 100:2008, 5.1.2, chú thích"),
            )
        )
    if evaluation.simulation is not None:
        found = evaluation.simulation.output(budget.output)
        u_found = significant(found.u, _DIGITS, language)
        for name, interval, clause in (
            (_("Monte Carlo, khoảng đối xứng"), found.symmetric, "JCGM 101:2008, 7.6, 7.7.2"),
            (_("Monte Carlo, khoảng ngắn nhất"), found.shortest, "JCGM 101:2008, 7.6, 7.7.3"),
        ):
            rows.append(
                CompareRow(
                    name, at(found.value), u_found, at(interval.low), at(interval.high), clause
                )
            )
    return tuple(rows)


def _chart(evaluation: Evaluation, budget: Budget[float], language: str) -> Histogram | None:
    if evaluation.simulation is None:
        return None
    found = evaluation.simulation.output(budget.output)
    value, half = (budget.value or 0.0), evaluation.first_order_half(budget)
    drawn = Drawn(
        edges=found.histogram.edges,
        density=found.histogram.density,
        value=value,
        u=budget.u,
        first_order=(value - half, value + half) if half else None,
        monte_carlo=(found.symmetric.low, found.symmetric.high),
    )
    return histogram(drawn, language)


def _title(budget: Budget[float], verdict: Validation | None) -> str:
    if verdict is None:
        return ""
    if verdict.passed:
        return _("%(output)s: khoảng phủ bậc nhất đúng đến hai chữ số") % {"output": budget.output}
    return _(
        "%(output)s: khoảng phủ bậc nhất không đúng đến hai chữ số, hãy công bố kết quả Monte Carlo"
    ) % {"output": budget.output}


def _matrix(names: Sequence[str], rows: Coefficients) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (name, tuple("–" if r is None else significant(r, 3, lang()) for r in row))
        for name, row in zip(names, rows, strict=True)
    )
