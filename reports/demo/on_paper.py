"""What the demo's paper worksheets say: invented, but such as these instruments and samples give.

The numbers of a job come from its serial number or the name of its sample: the same demo each
time. An error is a few steps of the reading, U as a laboratory of this kind states it.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from random import Random

from calibration.models import Job
from calibration.paper_form import holds
from calibration.services import PaperResults, PaperRow
from contracts.models import ContractItem
from instruments.models import StandardCalibration
from reports.demo.tables import read

K = "2"
SPREAD_AIR = 8  # tenths of a degree


@cache
def _sheets() -> Mapping[str, dict[str, str]]:
    return {row["service"]: row for row in read("paper_sheets.csv")}


@cache
def _points() -> Mapping[str, Sequence[dict[str, str]]]:
    rows = read("paper_points.csv")
    return {code: list(of) for code, of in groupby(rows, key=lambda row: row["service"])}


def paper_results(jobs: Sequence[Job]) -> list[PaperResults]:
    """What is keyed in of these jobs; those of services without numbers are left out."""
    services = dict(
        ContractItem.objects.filter(job__in=jobs).values_list("job_id", "line__service__code")
    )
    known = [(job, services.get(job.pk)) for job in jobs]
    used = _calibrations([job for job, _code in known])
    return [
        _results(job, code, used) for job, code in known if code is not None and code in _sheets()
    ]


def _calibrations(jobs: Sequence[Job]) -> list[StandardCalibration]:
    rows = StandardCalibration.objects.filter(
        standard__centre__in={job.centre_id for job in jobs}, standard__out_of_use=False
    )
    return list(rows.select_related("standard", "corrected_by").prefetch_related("doubts"))


def _results(job: Job, code: str, known: Sequence[StandardCalibration]) -> PaperResults:
    sheet = _sheets()[code]
    chance = Random(job.sample if job.instrument is None else job.instrument.serial)  # noqa: S311
    codes = sheet["standards"].split()
    day = job.performed_on
    used = [
        event.pk
        for event in known
        if day is not None and event.standard.code in codes and holds(event, day)
    ]
    low = Decimal(sheet["temperature"]) + Decimal(chance.randrange(SPREAD_AIR)) / 10
    high = low + Decimal(chance.randrange(SPREAD_AIR)) / 10
    return PaperResults(
        job_id=job.pk,
        rows=list(_rows(_points().get(code, ()), chance)),
        method_number=sheet["method_number"],
        method_title=sheet["method_title"],
        temperature=str(low) if low == high else f"{low} … {high}",
        humidity=sheet["humidity"],
        standards=used,
    )


def _rows(points: Sequence[dict[str, str]], chance: Random) -> Iterator[PaperRow]:
    for point in points:
        if point["reads"] == "words":
            yield PaperRow(point=point["point"], indication=point["value"])
            continue
        most = int(point["most"])
        moved = Decimal(point["step"]) * chance.randint(-most, most)
        value = Decimal(point["value"])
        given = {"point": point["point"], "unit": point["unit"], "expanded": point["expanded"]}
        if point["reads"] == "result":
            yield PaperRow(**given, k=K, indication=str(value + moved))
        elif point["reads"] == "reference":  # the instrument is set, what it truly is is measured
            yield PaperRow(**given, k=K, indication=str(value), reference=str(value - moved),
                           error=_error(moved, value))  # fmt: skip
        else:
            yield PaperRow(**given, k=K, indication=str(value + moved), reference=str(value),
                           error=_error(moved, value))  # fmt: skip


def _error(moved: Decimal, value: Decimal) -> str:
    """To the place of the value; nought has no sign."""
    text = format(moved.quantize(Decimal(1).scaleb(value.as_tuple().exponent)), "f")  # type: ignore[arg-type]
    return text.removeprefix("-") if not moved else text
