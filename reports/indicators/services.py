"""Saving an indicator, changing its definition, choosing how a unit counts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from common.errors import Conflict, Faults
from common.holding import hold
from common.text import nfc
from common.verbs import name_verbs
from contracts.revenue import Base
from reports.indicators.filters import checked
from reports.indicators.labels import VAT_LABELS
from reports.indicators.registry import ALIASES, INDICATORS
from reports.models import ReportChoices, SavedIndicator
from reports.states import PlanPeriod

LONGEST = {"name_vi": 200, "name_en": 200, "unit": 40, "source": 200}
COUNT_BY = ("item", "thing")

name_verbs(
    {
        "indicator.save": gettext_lazy("đặt chỉ tiêu"),
        "indicator.change": gettext_lazy("đổi định nghĩa chỉ tiêu"),
        "choices.set": gettext_lazy("chọn cách tính số liệu"),
    }
)


@dataclass(frozen=True)
class Definition:
    """What a saved indicator counts: the source and its filters, and what it is called."""

    name_vi: str
    unit: str
    source: str
    filters: Mapping[str, Any]
    name_en: str = ""


@transaction.atomic
def save_indicator(
    *, centre: Centre, code: str, facts: Definition, valid_from: date, by: Any, at: datetime
) -> SavedIndicator:
    """The first definition of a code for a unit and those below it."""
    faults = Faults()
    code = _code(code, faults)
    values = _checked(facts, faults)
    faults.raise_if_any()
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    if SavedIndicator.objects.filter(centre=centre, code=code).exists():
        raise Conflict(
            _("Mã chỉ tiêu này đã có. Hãy đổi định nghĩa của nó."), code="indicator_known"
        )
    made: SavedIndicator = SavedIndicator.objects.create(
        centre=centre, code=code, valid_from=valid_from, entered_by=by, entered_at=at, **values
    )
    _tell(made, "indicator.save", {}, values, by, at)
    return made


@transaction.atomic
def replace_indicator(
    *, indicator_id: int, facts: Definition, valid_from: date, by: Any, at: datetime
) -> SavedIndicator:
    """A new definition from a day on; the old one holds for what was before."""
    last = hold(SavedIndicator.objects.select_related("centre"), indicator_id)
    if SavedIndicator.objects.filter(follows=last).exists():
        raise Conflict(
            _("Định nghĩa này đã được thay. Hãy đổi định nghĩa mới nhất."), code="already_followed"
        )
    faults = Faults()
    values = _checked(facts, faults)
    if valid_from <= last.valid_from:
        faults.add(
            "valid_from",
            _("Định nghĩa mới phải có hiệu lực sau định nghĩa cũ."),
            code="too_early",
            found=valid_from.isoformat(),
            allowed=f"> {last.valid_from.isoformat()}",
        )
    faults.raise_if_any()
    made: SavedIndicator = SavedIndicator.objects.create(
        centre=last.centre,
        code=last.code,
        valid_from=valid_from,
        follows=last,
        entered_by=by,
        entered_at=at,
        **values,
    )
    before = {name: getattr(last, name) for name in values}
    _tell(made, "indicator.change", before, values, by, at)
    return made


def _tell(
    made: SavedIndicator,
    verb: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by: Any,
    at: datetime,
) -> None:
    changes = {
        name: (before.get(name), value)
        for name, value in after.items()
        if value != before.get(name, "")
    }
    changes["valid_from"] = (None, made.valid_from)
    record(subject=made, verb=verb, by=by, at=at, chain=made.centre.code, changes=changes)


def _code(code: str, faults: Faults) -> str:
    code = code.strip().lower()
    plain = code.isascii() and code.replace("_", "").isalnum() and code[:1].isalpha()
    if not plain or len(code) > 60:  # noqa: PLR2004 — the column
        message = _("Mã gồm chữ thường không dấu, chữ số và gạch dưới, bắt đầu bằng chữ.")
        faults.add("code", message, code="invalid", found=code[:60], allowed="[a-z][a-z0-9_]*")
    elif code in INDICATORS or code in ALIASES:
        message = _("Mã này là của một chỉ tiêu có sẵn.")
        faults.add("code", message, code="taken", found=code)
    return code


def _checked(facts: Definition, faults: Faults) -> dict[str, str]:
    values = asdict(facts)
    filters = checked(facts.source, values.pop("filters"), faults)
    values = {name: nfc(text).strip() for name, text in values.items()}
    for name, text in values.items():
        if name != "name_en" and not text:
            faults.add(name, _("Hãy ghi vào ô này."), code="required")
        if len(text) > LONGEST.get(name, 20):
            _too_long(name, text, faults)
    return {**values, "filters": filters}


def _too_long(name: str, text: str, faults: Faults) -> None:
    most = LONGEST.get(name, 20)
    message = _("Dài quá %(most)s ký tự.") % {"most": most}
    faults.add(name, message, code="too_long", found=str(len(text)), allowed=f"≤ {most}")


@dataclass(frozen=True)
class Choosing:
    """What a unit chooses, as it is typed."""

    revenue_base: str
    revenue_vat: str
    plan_period: str
    instruments_by: str
    with_consulting: bool = False


@transaction.atomic
def choose(
    *, centre: Centre, facts: Choosing, valid_from: date, source: str, by: Any, at: datetime
) -> ReportChoices:
    """How a unit and those below it count from a day on. What is closed keeps what it was."""
    faults = Faults()
    _allowed("revenue_base", facts.revenue_base, Base.values, faults)
    _allowed("revenue_vat", facts.revenue_vat, list(VAT_LABELS), faults)
    _allowed("plan_period", facts.plan_period, PlanPeriod.values, faults)
    _allowed("instruments_by", facts.instruments_by, list(COUNT_BY), faults)
    source = nfc(source).strip()
    if not source:
        faults.add("source", _("Hãy ghi vào ô này."), code="required")
    if len(source) > LONGEST["source"]:
        _too_long("source", source, faults)
    faults.raise_if_any()
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    if ReportChoices.objects.filter(centre=centre, valid_from=valid_from).exists():
        raise Conflict(
            _("Ngày %(day)s đã có một lần chọn. Hãy lấy ngày khác.")
            % {"day": f"{valid_from:%d/%m/%Y}"},
            code="chosen_that_day",
        )
    made: ReportChoices = ReportChoices.objects.create(
        centre=centre,
        valid_from=valid_from,
        source=source,
        entered_by=by,
        entered_at=at,
        **asdict(facts),
    )
    changes = {name: (None, value) for name, value in asdict(facts).items()}
    changes["valid_from"] = (None, valid_from)
    record(subject=made, verb="choices.set", by=by, at=at, chain=centre.code, changes=changes)
    return made


def _allowed(name: str, value: str, allowed: list[str], faults: Faults) -> None:
    if value not in allowed:
        message = _("Không có lựa chọn này.")
        faults.add(name, message, code="unknown", found=value[:60], allowed=", ".join(allowed))
