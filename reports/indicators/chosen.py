"""Revenue as the unit chose to count it, its estimate, and its rate against the plan."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from contracts.revenue import Base
from planning.rates import Rate
from reports.indicators.choices import Choices
from reports.indicators.entered import amount_of, expected
from reports.indicators.labels import BASE_LABELS, TARGET, VAT_LABELS
from reports.indicators.money import BY_DATE, COUNTED, MODEL_OF, money, revenue_rows
from reports.indicators.question import Question
from reports.indicators.registry import indicator
from reports.indicators.shapes import PERCENT, Found, Section, ratio
from reports.indicators.targets import ESTIMATED, missed_words, planned_for
from reports.states import FigureKind, PlanPeriod

_SERVICE = {"section": Section.SERVICE, "strand": "service", "by_date": _("ngày của cơ sở đã chọn")}
_CHOSEN = _("theo cơ sở đã chọn")
_WITH_CONSULTING = {
    Base.SIGNED: _(
        "Giá trị các dòng của hợp đồng mảng dịch vụ ký trong kỳ, kể cả tư vấn và dòng thêm sau; "
        "hợp đồng đã hủy không tính. Không gồm mảng quản lý nhà nước."
    ),
    Base.ACCEPTED: _(
        "Giá trị hợp đồng mảng dịch vụ có ngày nghiệm thu trong kỳ, kể cả tư vấn. Không gồm mảng "
        "quản lý nhà nước."
    ),
    Base.INVOICED: _(
        "Số tiền ghi trên hóa đơn mảng dịch vụ có ngày trong kỳ, kể cả tư vấn; hóa đơn bị thay thế "
        "hoặc hủy không tính. Không gồm mảng quản lý nhà nước."
    ),
    Base.COLLECTED: _(
        "Tiền mảng dịch vụ đã thu trong kỳ, kể cả tư vấn; phần chưa thuế theo tỷ lệ của hóa đơn "
        "được trả. Không gồm mảng quản lý nhà nước."
    ),
}
PLAN_LABELS = {
    PlanPeriod.OWN: _("kế hoạch của chính kỳ"),
    PlanPeriod.PRO_RATA: _("kế hoạch năm chia theo tháng"),
    PlanPeriod.YEAR: _("kế hoạch cả năm"),
}


def _words(choices: Choices) -> dict[str, Any]:
    base = choices.revenue_base
    return {
        "model": MODEL_OF[base],
        "by_date": BY_DATE[base],
        "base": BASE_LABELS[base],
        "vat": VAT_LABELS[choices.revenue_vat],
    }


def _defined(choices: Choices) -> dict[str, Any]:
    counted = _WITH_CONSULTING if choices.with_consulting else COUNTED
    return {**_words(choices), "definition": counted[choices.revenue_base]}


def _against(choices: Choices, of: PlanPeriod | None = None) -> dict[str, Any]:
    base, plan = BASE_LABELS[choices.revenue_base], PLAN_LABELS[of or choices.plan_period]
    return {
        "base": format_lazy("{base}, {plan}", base=base, plan=plan),
        "vat": VAT_LABELS[choices.revenue_vat],
    }


@indicator(
    "revenue",
    name=_("Doanh thu"),
    definition=_(
        "Doanh thu mảng dịch vụ theo cơ sở, thuế GTGT và phạm vi (có hay không có tư vấn) mà đơn "
        "vị đã chọn; chưa chọn thì theo hợp đồng ký, gồm thuế, không gồm tư vấn."
    ),
    unit="dong",
    base=_CHOSEN,
    vat=_("theo lựa chọn của đơn vị"),
    says=_defined,
    **_SERVICE,
)
def revenue(asked: Question) -> Found:
    """By the unit's choices."""
    choices = asked.choices
    return money(revenue_rows(asked, choices.revenue_base, choices.kinds), choices.revenue_vat)


def _estimate(asked: Question) -> tuple[int | Fraction, FigureKind]:
    """Actual to the cut-off, with what is entered as still to come."""
    actual = asked.figure("revenue")
    more = expected(asked, *ESTIMATED, asked.choices.revenue_code)
    value = (actual.value or 0) + sum(amount_of(row) for row in more)
    return value, FigureKind.ESTIMATE if more else FigureKind.COMPUTED


@indicator(
    "revenue_est",
    name=_("Ước doanh thu cả kỳ"),
    definition=_(
        "Doanh thu thực hiện đến ngày chốt cộng số dự kiến đã nhập từ ngày chốt đến cuối kỳ, theo "
        "cùng một cơ sở; không có số dự kiến thì bằng số thực hiện."
    ),
    unit="dong",
    base=_CHOSEN,
    vat=_("theo lựa chọn của đơn vị"),
    kind=FigureKind.ESTIMATE,
    planned=False,
    says=_words,
    **_SERVICE,
)
def revenue_est(asked: Question) -> Found:
    """The rows are those of the actual part; what is expected has its own entry."""
    value, kind = _estimate(asked)
    rows = asked.figure("revenue").rows
    return Found(value, rows.ids, rows.amounts, kind=kind, parts=("revenue",))


@indicator(
    "revenue_plan_rate",
    name=_("Tỷ lệ đạt kế hoạch doanh thu"),
    definition=_(
        "100 × doanh thu (ước, nếu có số dự kiến) / kế hoạch của cùng cơ sở và thuế GTGT, theo kỳ "
        "kế hoạch đã chọn; tính từ số nguyên, chỉ làm tròn khi in. Không có kế hoạch, hoặc kế "
        "hoạch bằng không: không có tỷ lệ."
    ),
    unit=PERCENT,
    model=TARGET,
    base=_CHOSEN,
    vat=_("theo lựa chọn của đơn vị"),
    planned=False,
    places=1,
    says=_against,
    **_SERVICE,
)
def revenue_plan_rate(asked: Question) -> Found:
    """Against the target of the very base; the plan period is said beside the base."""
    value, kind = _estimate(asked)
    planned = planned_for(asked, asked.choices.revenue_code, "revenue")
    return ratio(
        value,
        planned.value if planned else None,
        [planned.target.pk] if planned else [],
        kind=kind,
        parts=("revenue_est" if kind == FigureKind.ESTIMATE else "revenue",),
        said=_against(asked.choices, planned.of) if planned else {},
    )


@indicator(
    "revenue_missed",
    name=_("Doanh thu không đạt chỉ tiêu"),
    definition=_(
        "Như tỷ lệ đạt kế hoạch doanh thu; dưới 100 % (so số nguyên, chưa làm tròn) thì báo cáo "
        "ghi “chưa đạt chỉ tiêu”."
    ),
    unit=PERCENT,
    model=TARGET,
    base=_CHOSEN,
    vat=_("theo lựa chọn của đơn vị"),
    planned=False,
    places=1,
    says=_against,
    **_SERVICE,
)
def revenue_missed(asked: Question) -> Found:
    """The rate again, with the sentence where it is below a hundred."""
    rate = asked.figure("revenue_plan_rate")
    plan = rate.denominator
    told = missed_words(Rate(rate.numerator or 0, plan))
    found = ratio(rate.numerator or 0, plan, rate.rows.ids, kind=rate.kind, told=told)
    return replace(found, parts=("revenue_plan_rate",))
