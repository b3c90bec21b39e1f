"""Closed reports without the work behind them, keys, and signed files for tests."""

from datetime import date, datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accounts.models import Centre
from accounts.permissions import Role
from common.canonical import canonical, sha256
from common.errors import InvalidInput
from common.period import Period
from reports.exchange.content import content_of
from reports.exchange.importing import import_report
from reports.exchange.jws import public_pem, sign
from reports.exchange.registering import register_key
from reports.models import ClosedReport, PeriodReport, ReceivedReport, UnitKey
from tests.factories import people
from tests.factories.people import NOW

PERIOD = "2026-H1"
BLANK = {"vi": "", "en": ""}


def pair(name: str = "unit") -> Ed25519PrivateKey:
    """A key of somebody else's installation, the same for the same name."""
    return _made(name)


@cache
def _made(_name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def figure(code: str, value: Any, **more: Any) -> dict[str, Any]:
    """A frozen figure: a whole number, or a text such as "250/3"."""
    text = None if value is None else str(value)
    return {
        "code": code, "section": "I.3", "name": {"vi": f"Chỉ tiêu {code}", "en": code},
        "definition": {"vi": f"Đếm {code}", "en": code}, "version": "1", "unit": "contract",
        "base": BLANK, "vat": BLANK, "model": "contracts.contract", "kind": "computed",
        "value": text, "numerator": None, "denominator": None, "words": "", "rows": 3,
        "target": None, "cause": "", **more,
    }  # fmt: skip


def ratio(code: str, top: int, bottom: int, **more: Any) -> dict[str, Any]:
    """A frozen figure in percent with its parts."""
    from fractions import Fraction

    value = Fraction(100 * top, bottom) if bottom else None
    parts = {"numerator": str(top), "denominator": str(bottom), "unit": "percent"}
    return figure(code, value, **parts, **more)


def planned(against: int, row: int = 1) -> dict[str, Any]:
    """What was planned of a figure."""
    value = str(against)
    return {"first": value, "current": value, "against": value, "basis": "own", "period": PERIOD,
            "source": "QĐ 1", "decided_on": "2026-01-05", "target": row}  # fmt: skip


def closed(
    centre: Centre,
    *figures: dict[str, Any],
    period: str = PERIOD,
    version: int = 1,
    follows: PeriodReport | None = None,
    at: datetime = NOW,
    cut_off: date | None = None,
) -> PeriodReport:
    """A report as if it were closed."""
    writer, closer = (people.person(Role.MANAGER, centre) for _ in range(2))
    report = PeriodReport.objects.create(
        centre=centre, period=period, cut_off=cut_off or Period.parse(period).end,
        version=version, follows=follows, reopened_why="Nhầm" if follows else "", state="closed",
        made_by=writer, made_at=at, reviewed_by=writer, reviewed_at=at,
        closed_by=closer, closed_at=at,
    )  # fmt: skip
    statement = canonical({
        "period": period, "figures": list(figures), "adjustments": [], "sections": [],
        "choices": {},
    })  # fmt: skip
    ClosedReport.objects.create(
        report=report, statement=statement, digest=sha256(statement), closed_at=at
    )
    return report


def _end(period: Any) -> str:
    """The last day of a period; of what is none, some day."""
    try:
        return Period.parse(period).end.isoformat()
    except (AttributeError, InvalidInput):
        return "2026-06-30"


def content(code: str = "U1", *figures: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a file of a unit that is elsewhere says."""
    rows = figures or (figure("contracts", 93),)
    keep = ("section", "model", "rows", "target", "cause")
    targets = [
        {"indicator": one["code"], **{k: v for k, v in one["target"].items() if k != "target"}}
        for one in rows
        if one["target"]
    ]
    return {
        "schema": "chuan.period-report.1",
        "unit": {"code": code, "name_vi": f"Trung tâm {code}", "name_en": ""},
        "period": PERIOD, "kind": "unit", "version": 1, "cut_off": _end(more.get("period")),
        "closed_at": "2026-07-05T03:00:00+00:00", "digest": "0" * 64,
        "figures": [{k: v for k, v in one.items() if k not in keep} for one in rows],
        "targets": targets, **more,
    }  # fmt: skip


def file(code: str = "U1", *figures: dict[str, Any], key: str = "unit", **more: Any) -> bytes:
    """The same, signed."""
    return sign(content(code, *figures, **more), pair(key)).encode()


def file_of(report: PeriodReport, key: str = "unit") -> bytes:
    """A closed report as another installation would sign it."""
    return sign(content_of(report), pair(key)).encode()


def registered(unit: Centre, key: str = "unit", *, by: Any = None, at: datetime = NOW) -> UnitKey:
    """A key of a unit."""
    return register_key(
        unit=unit,
        public_key=public_pem(pair(key).public_key()),
        note="Công văn 12/VP, đã đọc dấu khóa qua điện thoại",
        by=by or people.person(Role.MANAGER, unit),
        at=at,
    )


def received(
    unit: Centre, *figures: dict[str, Any], key: str = "unit", **more: Any
) -> ReceivedReport:
    """A report of a unit that came as a file; its key is registered where it was not."""
    if not unit.report_keys.exists():
        registered(unit, key)
    return import_report(
        content=file(unit.code, *figures, key=key, **more),
        units=Centre.objects.all(),
        by=people.person(Role.MANAGER, unit),
        at=NOW,
    )
