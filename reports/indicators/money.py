"""Revenue by its four bases, contracts, and what one contract is worth on the mean."""

from collections.abc import Iterable, Iterator
from functools import partial

from django.utils.translation import gettext_lazy as _

from contracts.revenue import (
    ALL_KINDS,
    CONSULTING_KINDS,
    SERVICE_KINDS,
    Base,
    Row,
    paper_of,
    revenues,
)
from contracts.states import Strand
from reports.indicators.labels import (
    BASE_LABELS,
    CONTRACT,
    GROSS,
    INVOICE,
    JOB,
    PAYMENT,
    VAT_LABELS,
)
from reports.indicators.question import Question
from reports.indicators.registry import add, indicator
from reports.indicators.shapes import Amounts, Found, Section, counted, mean
from reports.indicators.work import PERFORMED_ON, things

SIGNED_ON = _("ngày ký hợp đồng, ngày ký phụ lục")
BY_DATE = {
    Base.SIGNED: SIGNED_ON,
    Base.ACCEPTED: _("ngày nghiệm thu"),
    Base.INVOICED: _("ngày hóa đơn"),
    Base.COLLECTED: _("ngày thu tiền"),
}
MODEL_OF = {
    Base.SIGNED: CONTRACT,
    Base.ACCEPTED: CONTRACT,
    Base.INVOICED: INVOICE,
    Base.COLLECTED: PAYMENT,
}
_NAMES = {
    Base.SIGNED: _("Doanh thu theo hợp đồng"),
    Base.ACCEPTED: _("Doanh thu theo nghiệm thu"),
    Base.INVOICED: _("Doanh thu theo hóa đơn"),
    Base.COLLECTED: _("Doanh thu thực thu"),
}
COUNTED = {
    Base.SIGNED: _(
        "Giá trị các dòng dịch vụ của hợp đồng ký trong kỳ, kể cả dòng thêm sau; hợp đồng đã hủy "
        "không tính. Thuế tính theo từng thuế suất của hợp đồng. Không gồm tư vấn và mảng quản lý "
        "nhà nước."
    ),
    Base.ACCEPTED: _(
        "Giá trị hợp đồng có ngày nghiệm thu trong kỳ. Không gồm tư vấn và mảng quản lý nhà nước."
    ),
    Base.INVOICED: _(
        "Số tiền ghi trên hóa đơn có ngày trong kỳ; hóa đơn điều chỉnh cộng theo chênh lệch, hóa "
        "đơn bị thay thế hoặc hủy không tính. Không gồm tư vấn và mảng quản lý nhà nước."
    ),
    Base.COLLECTED: _(
        "Tiền đã thu trong kỳ; phần chưa thuế theo tỷ lệ của hóa đơn được trả. Không gồm tư vấn và "
        "mảng quản lý nhà nước."
    ),
}


def _load(bases: Iterable[Base], asked: Question) -> dict[Base, tuple[Row, ...]]:
    found = revenues(
        bases,
        centre=asked.centre,
        start=asked.start,
        end=asked.until,
        kinds=ALL_KINDS,
        known_on=asked.known_on,
    )
    return {base: one.rows for base, one in found.items()}


def _hinted(asked: Question) -> dict[Base, tuple[Row, ...]]:
    return _load(sorted(asked.bases), asked)


def _of(base: Base, asked: Question) -> tuple[Row, ...]:
    if base in asked.bases:
        return asked.once(_hinted)[base]
    return _load([base], asked)[base]


_LOADERS = {base: partial(_of, base) for base in Base}


def revenue_rows(
    asked: Question, base: Base, kinds: Iterable[str], strand: str = Strand.SERVICE
) -> list[Row]:
    """Rows of revenue by one base, of the kinds and the strand ("all": both)."""
    wanted = frozenset(kinds)
    return [
        row
        for row in asked.rows(_LOADERS[base])
        if row.kind in wanted and strand in (row.strand, "all")
    ]


def amounts_of(rows: Iterable[Row]) -> dict[int, tuple[int, int]]:
    """{paper: (net, gross)}."""
    found: dict[int, tuple[int, int]] = {}
    for row in rows:
        net, gross = found.get(paper_of(row), (0, 0))
        found[paper_of(row)] = (net + row.net, gross + row.gross)
    return found


def newly_signed(rows: Iterable[Row]) -> Amounts:
    """Contracts signed in the period; one that only got an appendix in it is not among them."""
    found = list(rows)
    new = {row.contract_id for row in found if row.source == "contract"}
    return {pk: amounts for pk, amounts in amounts_of(found).items() if pk in new}


def money(rows: Iterable[Row], vat: str) -> Found:
    """Their sum, with VAT ("gross") or without ("net")."""
    amounts = amounts_of(rows)
    part = ("net", "gross").index(vat)
    return Found(sum(two[part] for two in amounts.values()), amounts, amounts)


def signed_services(asked: Question) -> list[Row]:
    """Signed rows of the service strand without consulting."""
    return revenue_rows(asked, Base.SIGNED, SERVICE_KINDS)


def signed_consulting(asked: Question) -> list[Row]:
    """Signed rows of consulting."""
    return revenue_rows(asked, Base.SIGNED, CONSULTING_KINDS)


_SERVICE = {
    "section": Section.SERVICE,
    "strand": "service",
    "model": CONTRACT,
    "by_date": SIGNED_ON,
    "bases": frozenset({Base.SIGNED}),
}


def _revenue(base: Base, vat: str, asked: Question) -> Found:
    return money(revenue_rows(asked, base, SERVICE_KINDS), vat)


def _consulting(vat: str, asked: Question) -> Found:
    return money(signed_consulting(asked), vat)


def _named() -> Iterator[None]:
    for base in Base:
        for vat in ("gross", "net"):
            add(
                f"revenue_{base}_{vat}",
                partial(_revenue, base, vat),
                name=_NAMES[base],
                definition=COUNTED[base],
                unit="dong",
                model=MODEL_OF[base],
                section=Section.SERVICE,
                strand="service",
                by_date=BY_DATE[base],
                base=BASE_LABELS[base],
                vat=VAT_LABELS[vat],
                bases=frozenset({base}),
            )
            yield
    for vat in ("gross", "net"):
        add(
            f"consulting_signed_{vat}",
            partial(_consulting, vat),
            name=_("Doanh thu tư vấn (tính riêng)"),
            definition=_(
                "Giá trị các dòng tư vấn của hợp đồng dịch vụ ký trong kỳ; hợp đồng đã hủy không "
                "tính."
            ),
            unit="dong",
            base=BASE_LABELS[Base.SIGNED],
            vat=VAT_LABELS[vat],
            **_SERVICE,
        )
        yield


@indicator(
    "contracts",
    name=_("Hợp đồng dịch vụ"),
    definition=_(
        "Hợp đồng mảng dịch vụ có ngày ký trong kỳ và có dòng kiểm định, hiệu chuẩn, thử "
        "nghiệm hoặc khác; hợp đồng chỉ tư vấn đếm riêng, hợp đồng đã hủy không tính."
    ),
    unit="contract",
    **_SERVICE,
)
def contracts(asked: Question) -> Found:
    """Service contracts signed in the period."""
    new = newly_signed(signed_services(asked))
    return counted(new, new)


for _each in _named():
    pass


@indicator(
    "consulting_contracts",
    name=_("Hợp đồng tư vấn (đếm riêng)"),
    definition=_(
        "Hợp đồng mảng dịch vụ ký trong kỳ chỉ có tư vấn; không nằm trong số hợp đồng dịch vụ."
    ),
    unit="contract",
    **_SERVICE,
)
def consulting_contracts(asked: Question) -> Found:
    """Contracts of consulting alone."""
    new, both = newly_signed(signed_consulting(asked)), newly_signed(signed_services(asked))
    only = {pk: two for pk, two in new.items() if pk not in both}
    return counted(only, only)


@indicator(
    "average_contract_gross",
    name=_("Bình quân một hợp đồng"),
    definition=_("Doanh thu theo hợp đồng (gồm thuế GTGT) chia cho số hợp đồng, tính từ hai tổng."),
    unit="dong",
    base=BASE_LABELS[Base.SIGNED],
    vat=GROSS,
    planned=False,
    **_SERVICE,
)
def average(asked: Question) -> Found:
    """What a contract is worth on the mean."""
    new = newly_signed(signed_services(asked))
    return mean(sum(gross for _net, gross in new.values()), len(new), new, amounts=new)


@indicator(
    "instruments_per_contract",
    name=_("Phương tiện đo bình quân một hợp đồng"),
    definition=_("Số phương tiện đo đã thực hiện chia cho số hợp đồng dịch vụ, tính từ hai tổng."),
    unit="instrument",
    planned=False,
    **{**_SERVICE, "model": JOB, "by_date": PERFORMED_ON},
)
def per_contract(asked: Question) -> Found:
    """Instruments for one contract on the mean."""
    done = [one.job for one in things(asked)]
    return mean(len(done), len(newly_signed(signed_services(asked))), done)
