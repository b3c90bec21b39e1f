"""The two tables that a deputy director asked for: states of the contracts, the two strands."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract
from contracts.queries import StageRow
from contracts.register.stages import Stood, stood
from contracts.revenue import ALL_KINDS, Base
from contracts.states import Stage, Strand
from reports.indicators.labels import BASE_LABELS, CONTRACT, GROSS, JOB, VAT_LABELS
from reports.indicators.money import SIGNED_ON, money, newly_signed, revenue_rows
from reports.indicators.question import Question
from reports.indicators.registry import add, indicator
from reports.indicators.shapes import Amounts, Found, Section, counted
from reports.indicators.work import PERFORMED_ON, things

STAGES = (*(str(stage) for stage in Stage), "all")
STRANDS = (*(str(strand) for strand in Strand), "all")
_UNFINISHED = (Stage.SIGNED, Stage.IN_PROGRESS, Stage.PAUSED)
STRAND_PARTS = ("contracts", "instruments", "gross", "net")


def tracked(asked: Question) -> list[Stood]:
    """Every contract that existed at the cut-off and was not over before the period."""
    over = Q(liquidated_on__lt=asked.start) | Q(cancelled_on__lt=asked.start)
    rows = Contract.objects.filter(centre__path__startswith=asked.centre.path).exclude(over)
    return stood(rows, asked.cut_off)


def _by_stage(asked: Question) -> Mapping[str, Amounts]:
    """{stage, or "all": {contract: (net, gross)}}, by key."""
    found: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for one in sorted(asked.rows(tracked), key=lambda one: one.pk):
        found[one.stage][one.pk] = found["all"][one.pk] = (one.net, one.gross)
    return found


def stage_rows(asked: Question) -> Iterator[StageRow]:
    """One row for each stage, in order."""
    for stage in Stage:
        mine = asked.once(_by_stage).get(stage, {})
        nets, grosses = zip(*mine.values(), strict=True) if mine else ((), ())
        yield StageRow(stage, tuple(mine), sum(nets), sum(grosses))


def _at_stage(stage: str, part: str, asked: Question) -> Found:
    mine = asked.once(_by_stage).get(stage, {})
    if part == "count":
        return counted(mine, mine)
    return Found(sum(gross for _net, gross in mine.values()), mine, mine)


@indicator(
    "contracts_overdue",
    name=_("Hợp đồng dịch vụ quá hạn thực hiện"),
    definition=_(
        "Hợp đồng mảng dịch vụ đã ký, chưa thực hiện xong vào ngày chốt (kể cả đang tạm dừng), có "
        "hạn thực hiện trước ngày chốt; hạn theo phụ lục mới nhất."
    ),
    unit="contract",
    model=CONTRACT,
    section=Section.SERVICE,
    strand="service",
    by_date=_("trạng thái vào ngày chốt"),
    planned=False,
)
def contracts_overdue(asked: Question) -> Found:
    """Unfinished on the cut-off, past their day."""
    return counted(
        one.pk
        for one in asked.rows(tracked)
        if one.stage in _UNFINISHED
        and one.strand == Strand.SERVICE
        and one.due_on is not None
        and one.due_on < asked.cut_off
    )


def _states() -> Iterator[str]:
    said = _("Hợp đồng còn theo dõi ở trạng thái này vào ngày chốt; giá trị gồm thuế GTGT.")
    shared = {
        "definition": said,
        "model": CONTRACT,
        "section": Section.SERVICE,
        "planned": False,
        "by_date": _("trạng thái vào ngày chốt"),
    }
    for stage in STAGES:
        name = Stage(stage).label if stage in Stage.values else _("mọi trạng thái")
        count, gross = f"state_{stage}_count", f"state_{stage}_gross"
        add(count, partial(_at_stage, stage, "count"), name=name, unit="contract", **shared)
        add(
            gross,
            partial(_at_stage, stage, "gross"),
            name=name,
            unit="dong",
            base=_("giá trị hợp đồng tại ngày chốt"),
            vat=GROSS,
            **shared,
        )
        yield from (count, gross)


def _of_strand(strand: str, part: str, asked: Question) -> Found:
    if part == "instruments":
        return counted(done.job for done in things(asked, strand))
    rows = revenue_rows(asked, Base.SIGNED, ALL_KINDS, strand)
    if part == "contracts":
        new = newly_signed(rows)
        return counted(new, new)
    return money(rows, part)


def _strands() -> Iterator[str]:
    of_strand = _("Hợp đồng ký trong kỳ của mảng này; mỗi hợp đồng thuộc đúng một mảng.")
    done = _("Lượt phương tiện đo đã thực hiện trong kỳ của hợp đồng thuộc mảng này.")
    for strand in STRANDS:
        for part in STRAND_PARTS:
            work, paid = part == "instruments", part in VAT_LABELS
            add(
                f"strand_{strand}_{part}",
                partial(_of_strand, strand, part),
                name=Strand(strand).label if strand in Strand.values else _("cộng hai mảng"),
                definition=done if work else of_strand,
                unit="dong" if paid else part.removesuffix("s"),
                model=JOB if work else CONTRACT,
                section=Section.GENERAL,
                planned=False,
                strand="both" if strand == "all" else strand,
                by_date=PERFORMED_ON if work else SIGNED_ON,
                base=BASE_LABELS[Base.SIGNED] if paid else "",
                vat=VAT_LABELS.get(part, ""),
                bases=frozenset() if work else frozenset({Base.SIGNED}),
            )
            yield f"strand_{strand}_{part}"


STATE_FIGURES = tuple(_states())
STRAND_FIGURES = tuple(_strands())
