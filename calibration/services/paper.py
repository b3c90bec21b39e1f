"""The results of work on paper: keyed in whole, replaced whole until the job is approved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.record import Said, record_many
from calibration.centres import ancestors
from calibration.checks import insist, paper_standards
from calibration.models import Job, PaperResult, PaperSheet
from calibration.paper_rows import Asked, PaperRow, as_data, read_air, read_rows
from calibration.states import JobState
from common.canonical import canonical
from common.errors import Faults, Refused
from common.text import nfc
from instruments.models import StandardCalibration

_TEXTS = {"method_number": 80, "method_title": 200}


@dataclass(frozen=True)
class PaperResults:
    """What the paper of one job says; `standards` are ids of calibration events.

    `temperature` and `humidity` (°C, %RH): one number, or two from low to high.
    """

    job_id: int
    rows: Sequence[PaperRow] = ()
    method_number: str = ""
    method_title: str = ""
    temperature: str = ""
    humidity: str = ""
    standards: Sequence[int] = ()


def keep_paper_results(*, by: Any, at: datetime, decimal_comma: bool = False, **facts: Any) -> Job:
    """Keep the results of one paper worksheet in place of what was there; see `PaperResults`."""
    kept = keep_many_paper_results(
        papers=[PaperResults(**facts)], by=by, at=at, decimal_comma=decimal_comma
    )
    return kept[0]


@transaction.atomic
def keep_many_paper_results(
    *, papers: Sequence[PaperResults], by: Any, at: datetime, decimal_comma: bool = False
) -> list[Job]:
    """Keep many in few queries, all or none; each has its own event with what was there before."""
    jobs = _locked([paper.job_id for paper in papers])
    events = _events_of(papers)
    faults = Faults()
    read = []
    for i, paper in enumerate(papers):
        job = jobs[paper.job_id]
        _refuse_late(job)
        one = Faults()
        asked = Asked(job.service, job.conformity, decimal_comma)
        read.append((job, _read(paper, asked, one), _standards(paper, job, events, one)))
        prefix = f"papers.{i}." if len(papers) > 1 else ""
        for each in one.found:
            faults.add(f"{prefix}{each.field}", each.message, code=each.code, found=each.found,
                       allowed=each.allowed)  # fmt: skip
    faults.raise_if_any()
    insist(list(dict.fromkeys(
        block for job, _paper, used in read for block in paper_standards(used, _day(job))
    )))  # fmt: skip
    told = _told(read)  # before the rows are gone
    _replace(read)
    for chain in sorted(told):
        record_many(told[chain], by=by, at=at, chain=chain)
    return [job for job, _paper, _used in read]


Read = tuple[Job, PaperResults, list[StandardCalibration]]


def _locked(ids: Sequence[int]) -> dict[int, Job]:
    rows = Job.objects.select_for_update(of=("self",), no_key=True).select_related(
        "centre", "instrument__type", "paper_sheet"
    )
    whole = rows.prefetch_related("paper_results", "paper_sheet__standards")
    found: dict[int, Job] = {}
    for start in range(0, len(ids), 500):
        found |= {job.pk: job for job in whole.filter(pk__in=ids[start : start + 500])}
    return found


def _events_of(papers: Sequence[PaperResults]) -> dict[int, StandardCalibration]:
    wanted = {pk for paper in papers for pk in paper.standards}
    rows = StandardCalibration.objects.select_related("standard__centre", "corrected_by")
    return {row.pk: row for row in rows.filter(pk__in=wanted).prefetch_related("doubts")}


def _refuse_late(job: Job) -> None:
    if not job.paper_record:
        raise Refused(_("Phiếu này không phải biên bản giấy."), code="not_on_paper")
    if job.state != JobState.MEASURED:
        message = _("Kết quả trên giấy chỉ nhập và sửa được trước khi duyệt.")
        raise Refused(message, code="wrong_state")


def _day(job: Job) -> date:
    assert job.performed_on is not None  # of every job that was recorded on paper
    return job.performed_on


def _read(paper: PaperResults, asked: Asked, faults: Faults) -> PaperResults:
    texts = {name: nfc(getattr(paper, name)) for name in _TEXTS}
    for name, most in _TEXTS.items():
        if len(texts[name]) > most:
            faults.add(name, _("Quá dài."), code="too_long", found=str(len(texts[name])),
                       allowed=str(most))  # fmt: skip
    air = {
        name: read_air(name, getattr(paper, name), asked, faults)
        for name in ("temperature", "humidity")
    }
    rows = read_rows(paper.rows, asked, faults)
    return PaperResults(paper.job_id, rows, **texts, **air, standards=paper.standards)


def _standards(
    paper: PaperResults, job: Job, events: Mapping[int, StandardCalibration], faults: Faults
) -> list[StandardCalibration]:
    near = ancestors(job.centre.path)
    found = []
    for i, pk in enumerate(dict.fromkeys(paper.standards)):
        event = events.get(pk)
        if event is None or event.standard.centre.code not in near:
            faults.add(f"standards.{i}", _("Không thuộc danh sách."), found=str(pk))
        else:
            found.append(event)
    return found


def _replace(read: Iterable[Read]) -> None:
    read = list(read)
    jobs = [job for job, _paper, _used in read]
    PaperResult.objects.filter(job__in=jobs).delete()
    PaperSheet.objects.filter(job__in=jobs).delete()
    PaperResult.objects.bulk_create(
        (
            PaperResult(job=job, position=position, **as_data(row))
            for job, paper, _used in read
            for position, row in enumerate(paper.rows, start=1)
        ),
        batch_size=500,
    )
    made = PaperSheet.objects.bulk_create(
        (
            PaperSheet(
                job=job, method_number=paper.method_number, method_title=paper.method_title,
                temperature=paper.temperature, humidity=paper.humidity,
            )
            for job, paper, _used in read
        ),
        batch_size=500,
    )  # fmt: skip
    link = PaperSheet.standards.through
    link.objects.bulk_create(
        (
            link(papersheet_id=sheet.pk, standardcalibration_id=event.pk)
            for sheet, (_job, _paper, used) in zip(made, read, strict=True)
            for event in used
        ),
        batch_size=500,
    )


def _told(read: Sequence[Read]) -> dict[str, list[Said]]:
    """The event of each job, chain by chain: what was there and what is there now."""
    by_chain: dict[str, list[Said]] = {}
    for job, paper, used in read:
        changes = {
            "results": (_text(_before(job)), _text([as_data(row) for row in paper.rows])),
            "paper": (_text(_sheet_before(job)), _text(_sheet(paper, used))),
        }
        said = Said(job, "job.paper_results", changes)
        by_chain.setdefault(job.centre.code, []).append(said)
    return by_chain


def _text(value: Any) -> str | None:
    return canonical(value) if value else None


def _before(job: Job) -> list[dict[str, str]]:
    return [as_data(row) for row in job.paper_results.all()]


def _sheet_before(job: Job) -> dict[str, Any]:
    sheet = getattr(job, "paper_sheet", None)
    return {} if sheet is None else _sheet(sheet, sheet.standards.all())


def _sheet(paper: Any, used: Iterable[StandardCalibration]) -> dict[str, Any]:
    names = ("method_number", "method_title", "temperature", "humidity")
    told: dict[str, Any] = {name: text for name in names if (text := getattr(paper, name))}
    events = sorted(event.pk for event in used)
    return told | ({"standards": events} if events else {})
