"""The stored results, and whether they are still what the readings give."""

import json

from django.utils.translation import gettext as _

from calibration import budget_record
from calibration.evaluation import Evaluation, PointResult, evaluate
from calibration.models import Job, Result, Worksheet
from calibration.queries import work_of
from common.canonical import canonical
from common.errors import Fault, Refused

_CONTENT = tuple(
    field.attname
    for field in Result._meta.concrete_fields
    if field.name not in ("id", "worksheet", "k", "expanded", "budget")
)


def rows_for(sheet: Worksheet, evaluation: Evaluation) -> list[Result]:
    """The results to store. Points that a failure made needless stay out of the record."""
    return [_row(sheet, point) for point in evaluation.points if says_something(point)]


def insist_agreement(job: Job, sheet: Worksheet) -> None:
    """Refuse to sign results that the readings do not give (ISO/IEC 17025:2017, 7.11.3).

    They are stored at submission; whatever altered them since, or altered what they lean on, went
    past the services.
    """
    evaluation = evaluate(work_of(job, sheet, sheet.readings.all()))
    wanted = {_place(row): row for row in rows_for(sheet, evaluation)}
    stored = {_place(row): row for row in sheet.results.all()}
    places = sorted(
        place for place in wanted | stored if not _agree(stored.get(place), wanted.get(place))
    )
    faults = [Fault(place, _("Tính lại từ số chỉ cho kết quả khác."), code="results_differ")
              for place in places]  # fmt: skip
    if job.outcome != evaluation.verdict:
        faults.append(
            Fault("outcome", _("Tính lại từ số chỉ cho kết luận khác."), code="results_differ",
                  found=job.outcome, allowed=evaluation.verdict)
        )  # fmt: skip
    if faults:
        message = _("Kết quả đã lưu không khớp với số chỉ: trả lại để nộp lại, và báo quản trị.")
        raise Refused(message, code="results_differ", faults=tuple(faults))


def insist_agreement_of(job: Job) -> None:
    """`insist_agreement` for a job as it is; nothing to compare where the record is on paper."""
    sheet = Worksheet.objects.filter(job=job).first()
    if sheet is not None and not job.paper_record:
        insist_agreement(job, sheet)


def _place(row: Result) -> str:
    return f"{row.section}.{row.row}"


def _agree(stored: Result | None, wanted: Result | None) -> bool:
    """All columns to the last digit; k by its floats; budgets of the first form too."""
    if stored is None or wanted is None:
        return False
    return (
        _content(stored) == _content(wanted)
        and budget_record.near(stored.k, wanted.k)
        and budget_record.near(stored.expanded, wanted.expanded)
        and budget_record.same(json.loads(stored.budget), json.loads(wanted.budget))
    )


def _content(row: Result) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _CONTENT)


def says_something(point: PointResult) -> bool:
    """Whether anything is stated of a point; a failure makes the points after it needless."""
    return bool(point.indication or point.error or point.computed or point.verdict)


def _row(sheet: Worksheet, point: PointResult) -> Result:
    return Result(
        worksheet=sheet,
        section=point.section,
        row=point.row,
        unit=point.unit,
        error_unit=point.error_unit,
        reference=point.reference,
        indication=point.indication,
        error=point.error,
        computed=canonical(dict(point.computed)),
        limit=point.limit,
        verdict=point.verdict,
        acceptance=canonical(list(point.acceptance)),
        u=point.u,
        dof=point.dof,
        k=point.k,
        expanded=point.expanded,
        stated_error=point.stated_error,
        stated_expanded=point.stated_expanded,
        cmc=point.cmc,
        budget=canonical(dict(point.budget)),
    )
