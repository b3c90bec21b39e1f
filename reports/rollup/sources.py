"""What units reported, and what their rows say: each in a number of queries that does not grow."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from accounts.models import Centre
from common.bulk import parts
from common.period import Period
from reports.exchange.content import as_stored, has_own_target
from reports.indicators.finding import find_all
from reports.indicators.question import Question, spanning
from reports.indicators.shapes import Figure, Indicator
from reports.models import PeriodReport, ReceivedReport, UnitKey
from reports.periodic.said import Said
from reports.periodic.saying import number
from reports.rollup.shapes import Part, Row, Source
from reports.states import FigureKind, ReportKind, ReportState


@dataclass(frozen=True)
class Reported:
    """What there is of a unit for a period."""

    closed: PeriodReport | None = None
    received: ReceivedReport | None = None

    def row(self, unit: Centre, codes: Sequence[str]) -> Row:
        """Its figures: of the report closed here where there is one, else of the file."""
        return (
            _closed_row(unit, self.closed, codes) if self.closed else _file_row(unit, self, codes)
        )


def reported(units: Iterable[Centre], period: Period) -> dict[int, Reported]:
    """{unit's pk: its newest closed report or file}; those that have not reported are not in it."""
    ids = [unit.pk for unit in units]
    closed: dict[int, PeriodReport] = {}
    received: dict[int, ReceivedReport] = {}
    for part in parts(ids):
        closed |= {row.centre_id: row for row in _closed(part, period)}
        received |= {row.centre_id: row for row in _received(part, period)}
    return {
        pk: Reported(closed.get(pk), received.get(pk))
        for pk in ids
        if pk in closed or pk in received
    }


def _closed(ids: Sequence[int], period: Period) -> Any:
    rows = PeriodReport.objects.filter(
        centre__in=ids,
        period=period.code,
        kind=ReportKind.UNIT,
        state=ReportState.CLOSED,
    )
    return rows.select_related("closing").order_by("version")


def _received(ids: Sequence[int], period: Period) -> Any:
    return ReceivedReport.objects.filter(centre__in=ids, period=period.code).order_by("version")


def _closed_row(unit: Centre, report: PeriodReport, codes: Sequence[str]) -> Row:
    figures = json.loads(report.closing.statement)["figures"]
    said = {one["code"]: Said(one) for one in figures}
    return Row(
        unit=unit,
        source=Source.CLOSED,
        parts={code: _part(said[code]) for code in codes if code in said},
        version=report.version,
        cut_off=report.cut_off,
        report=report.pk,
        digest=report.closing.digest,
        targets=_targets({c: one.value for c, one in said.items()},
                         {one["code"]: one["target"] for one in figures if has_own_target(one)}),
    )  # fmt: skip


def _file_row(unit: Centre, found: Reported, codes: Sequence[str]) -> Row:
    assert found.received is not None
    content = as_stored(found.received.content)
    said = content.figures
    return Row(
        unit=unit,
        source=Source.RECEIVED,
        parts={code: _part(said[code]) for code in codes if code in said},
        version=content.version,
        cut_off=content.cut_off,
        received=found.received.pk,
        digest=found.received.digest,
        targets=_targets({c: one.value for c, one in said.items()},
                         {one["indicator"]: one for one in content.targets}),
    )  # fmt: skip


def _targets(values: Mapping[str, Any], plans: Mapping[str, Any]) -> tuple[int, int]:
    """(met, set): a target without a number is set and not met; one of nought is not counted."""
    against = {code: number(plan["against"]) for code, plan in plans.items()}
    counted = {code: plan for code, plan in against.items() if plan}
    met = sum(1 for code, plan in counted.items() if (values.get(code) or 0) >= plan)
    return met, len(counted)


def _part(said: Said) -> Part:
    return Part(
        value=said.value,
        numerator=said.numerator,
        denominator=said.denominator,
        kind=said.kind,
        words=said.words,
        version=said.version,
        base=_base(said.said["base"]["vi"], said.said["vat"]["vi"]),
        basis={name: said.said[name] for name in ("base", "vat")},
    )


def _base(*words: Any) -> str:
    return ", ".join(str(word) for word in words if word)


class _Alone(Question):
    """A question of a unit without those below it: each row is counted with one unit."""

    alone = True

    @property
    def inside(self) -> Sequence[int]:
        """The unit."""
        return (self.centre.pk,)


class _Mute(_Alone):
    """Of its rows alone: what was entered for it speaks for units that report themselves."""

    mute = True


def compute_alone(
    codes: Iterable[str],
    *,
    units: Sequence[Centre],
    period: Period,
    cut_off: date,
    mute: bool = False,
) -> dict[int, dict[str, Figure]]:
    """{unit's pk: its figures by code}, of the unit's own rows without those of units below it.

    As `compute_each`, what is needed is loaded once for all units. `mute`: entries are left out.
    """
    if not units:
        return {}
    over = spanning(units)
    asked = find_all(codes, over, cut_off)
    known: dict[str, Indicator] = {one.code: one for one in asked.values()}
    same: dict[str, Any] = {"period": period, "cut_off": cut_off, "asked": known}
    whole = Question(centre=over, **same)
    return {
        unit.pk: {code: part.figure(one.code) for code, one in asked.items()}
        for unit in units
        for part in [(_Mute if mute else _Alone)(centre=unit, whole=whole, **same)]
    }


def live_rows(
    units: Sequence[Centre],
    codes: Sequence[str],
    period: Period,
    cut_off: date,
    *,
    mute: bool = False,
) -> list[Row]:
    """A row of each unit, of what it recorded here; `mute`: without what was entered for it."""
    found = compute_alone(codes, units=units, period=period, cut_off=cut_off, mute=mute)
    with translation.override("vi"):
        return [
            Row(
                unit=unit,
                source=Source.LIVE,
                parts={code: _of_figure(one) for code, one in found[unit.pk].items()},
                cut_off=cut_off,
                own=True,
            )
            for unit in units
        ]


def _of_figure(figure: Figure) -> Part:
    words = figure.words
    return Part(
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        kind=FigureKind(figure.kind),
        words=figure.told,
        version=str(words.version),
        base=_base(words.base, words.vat),
    )


def elsewhere(units: Iterable[Centre]) -> set[int]:
    """Those of `units` that work in an installation of their own: a key of theirs is in force."""
    keys = UnitKey.objects.filter(ended_at__isnull=True).values_list("centre_id", flat=True)
    return {unit.pk for unit in units} & set(keys)
