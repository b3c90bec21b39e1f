"""Work done: instruments and samples performed, counted by the day of the work."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from calibration.models import Job
from calibration.states import Outcome, Service
from contracts.queries import end_of
from contracts.states import Strand
from reports.indicators.choices import Choices
from reports.indicators.labels import JOB
from reports.indicators.question import Question
from reports.indicators.registry import indicator
from reports.indicators.shapes import Found, Section, counted

PERFORMED_ON = _("ngày thực hiện")


@dataclass(frozen=True)
class Done:
    """One piece of approved work under a contract. `thing` is None for a sample."""

    job: int
    centre_id: int
    thing: int | None
    service: str
    outcome: str
    strand: str


def approved_work(asked: Question) -> list[Done]:
    """Approved work of contract items performed in the period, in one query."""
    rows = Job.objects.performed(asked.start, asked.until).filter(
        centre__path__startswith=asked.centre.path, contract_item__isnull=False
    )
    if asked.known_on is not None:
        rows = rows.filter(approved_at__lt=end_of(asked.known_on))
    strand = "contract_item__line__contract__strand"
    found = rows.order_by("performed_on", "pk").values_list(
        "pk", "centre_id", "instrument_id", "service", "outcome", strand
    )
    return [Done(*row) for row in found]


def things(asked: Question, strand: str = Strand.SERVICE) -> list[Done]:
    """Instruments performed of one strand, or of "all", as the unit counts them.

    By thing, an instrument counts once in the period: with its last performance.
    """
    rows = [
        done
        for done in asked.rows(approved_work)
        if done.thing is not None and strand in (done.strand, "all")
    ]
    if asked.choices.instruments_by == "item":
        return rows
    return list({done.thing: done for done in rows}.values())


def _jobs(rows: Iterable[Done]) -> Found:
    return counted(done.job for done in rows)


_WORDS = {
    "unit": "instrument",
    "model": JOB,
    "section": Section.SERVICE,
    "strand": "service",
    "by_date": PERFORMED_ON,
}


def _by_thing(choices: Choices) -> dict[str, Any]:
    if choices.instruments_by == "item":
        return {}
    return {
        "definition": _(
            "Phương tiện đo của hợp đồng dịch vụ có ngày thực hiện trong kỳ và kết quả đã duyệt; "
            "mỗi hiện vật đếm một lần trong kỳ; không đạt cũng là đã thực hiện."
        )
    }


@indicator(
    "instruments",
    name=_("Phương tiện đo đã thực hiện"),
    definition=_(
        "Lượt phương tiện đo của hợp đồng dịch vụ có ngày thực hiện trong kỳ và kết quả đã "
        "duyệt; không đạt cũng là đã thực hiện."
    ),
    says=_by_thing,
    **_WORDS,
)
def instruments(asked: Question) -> Found:
    """As the unit counts them."""
    return _jobs(things(asked))


@indicator(
    "instruments_verification",
    name=_("Phương tiện đo đã kiểm định"),
    definition=_("Phần kiểm định của số phương tiện đo đã thực hiện."),
    **_WORDS,
)
def verified(asked: Question) -> Found:
    """Those verified."""
    return _jobs(done for done in things(asked) if done.service == Service.VERIFICATION)


@indicator(
    "instruments_calibration",
    name=_("Phương tiện đo đã hiệu chuẩn"),
    definition=_("Phần hiệu chuẩn của số phương tiện đo đã thực hiện."),
    **_WORDS,
)
def calibrated(asked: Question) -> Found:
    """Those calibrated."""
    return _jobs(done for done in things(asked) if done.service == Service.CALIBRATION)


@indicator(
    "instruments_failed",
    name=_("Phương tiện đo không đạt"),
    definition=_("Phần có kết luận không đạt của số phương tiện đo đã thực hiện."),
    **_WORDS,
)
def failed(asked: Question) -> Found:
    """Those that failed."""
    return _jobs(done for done in things(asked) if done.outcome == Outcome.FAIL)


@indicator(
    "samples",
    name=_("Mẫu thử nghiệm"),
    definition=_(
        "Mẫu của hợp đồng dịch vụ có ngày thực hiện trong kỳ và kết quả đã duyệt; không cộng "
        "vào phương tiện đo."
    ),
    **{**_WORDS, "unit": "sample"},
)
def samples(asked: Question) -> Found:
    """Samples performed."""
    rows = asked.rows(approved_work)
    return _jobs(d for d in rows if d.thing is None and d.strand == Strand.SERVICE)
