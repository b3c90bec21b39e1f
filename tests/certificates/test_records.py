"""What certificates say of channels, phases, rows of their own unit, conformity, accreditation."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from audit.check import findings as audit_findings
from calibration.authority.capability import typed_cmc
from calibration.decided import decided_by
from calibration.models import Job, Scope, ScopeLine
from calibration.states import ScopeKind, Service
from certificates import pdf, showing, statement
from certificates.services import approve_and_issue
from common.pairs import pair
from instruments.models import InstrumentType
from tests.factories import calibration as made
from tests.factories import records
from tests.factories.instruments import q
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


def said_of(at: made.Lab, job: Job) -> dict[str, Any]:
    return statement.read(approve_and_issue(job_id=job.pk, by=at.approver, at=NOW).statement)


def printed(said: dict[str, Any]) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.render(said))).pages]
    return " ".join(" ".join(pages).split())


def heads(table: dict[str, Any]) -> list[tuple[str, str]]:
    return [(column["label"]["en"], column["symbol"]) for column in table["columns"]]


def accredit(at: made.Lab, code: str, cmc: str = "") -> Scope:
    """An accreditation for calibrations of one type, 0…50 mm."""
    scope = Scope.objects.create(
        centre=at.centre, kind=ScopeKind.ACCREDITATION, number="VILAS 999", valid_from=date(2020, 1, 1)
    )  # fmt: skip
    kind = InstrumentType.objects.get(code=code)
    low, high = q("0 mm"), q("50 mm")
    ScopeLine.objects.create(
        scope=scope, service=Service.CALIBRATION, type=kind, range_min=low, range_max=high,
        cmc=typed_cmc(cmc, low, high) if cmc else "",
    )  # fmt: skip
    return scope


def test_each_hose_has_its_tables_in_litres_and_percent(files: Path) -> None:
    at = made.lab()

    said = said_of(at, records.dispenser_job(at))

    first = said["tables"][0]
    assert [(t["key"], t["channel"]["vi"], t["phase"]) for t in said["tables"]] == [
        ("volume~1", "Vòi 1", None), ("price~1", "Vòi 1", None),
        ("volume~2", "Vòi 2", None), ("price~2", "Vòi 2", None),
    ]  # fmt: skip
    assert heads(first) == [
        ("Point", ""), ("Delivery", "L"), ("Flow", "L/min"), ("Dispenser volume V_FD", "L"),
        ("Vessel reading", "L"), ("Vessel temperature", "°C"), ("Delivery time", "s"),
        ("Reference volume", "L"), ("Error", "%"), ("Actual flow", "L/min"), ("U", "%"),
        ("ν_eff", ""), ("MPE", "%"), ("Verdict", ""),
    ]  # fmt: skip
    cells = first["rows"][0]["cells"]
    assert (cells["v_nominal"], cells["flow"], cells["v_ref"], cells["e_fd"]) == (
        "20", "50", "20.0063", "0.018",
    )  # fmt: skip
    assert [(c["label"]["en"], c["verdict"]) for c in said["channels"]] == [
        ("Hose 1", "pass"), ("Hose 2", "pass"),
    ]  # fmt: skip
    assert said["adjustment"]["text"]["en"] == "The instrument was not adjusted."
    shown = printed(said)
    assert "Vòi 2: Sai số thể tích" in shown
    assert "Kết luận từng kênh" in shown


def test_a_hose_that_fails_fails_the_dispenser(files: Path) -> None:
    at = made.lab()

    said = said_of(at, records.dispenser_job(at, worst="0.20"))

    assert said["kind"] == "notice"
    assert [c["verdict"] for c in said["channels"]] == ["pass", "fail"]


def test_results_as_found_and_as_left(files: Path) -> None:
    at = made.lab()

    said = said_of(at, records.adjusted_gauge_job(at))

    found, left = said["tables"]
    assert (found["phase"]["en"], left["phase"]["en"]) == ("as found", "as left")
    assert (found["rows"][2]["cells"]["verdict"], left["rows"][2]["cells"]["verdict"]) == (
        "fail", "pass",
    )  # fmt: skip
    assert said["conclusion"]["outcome"] == "pass"
    assert said["adjustment"]["note"] == "Chỉnh lại cơ cấu truyền động"
    shown = printed(said)
    for part in ("trước hiệu chỉnh", "sau hiệu chỉnh", "as left", "cơ cấu truyền động"):
        assert part in shown


def test_a_calibration_judged_on_request_names_the_rule(files: Path) -> None:
    at = made.lab()

    plain = said_of(at, records.micrometer_job(at))
    thing = Job.objects.get().instrument
    asked = said_of(at, records.micrometer_job(at, conformity="guarded", instrument=thing))

    assert plain["decision"]["rule"] is None
    assert "Verdict" not in [label for label, _symbol in heads(plain["tables"][0])]
    assert asked["decision"]["rule"] == "guarded"
    assert asked["decision"]["said"]["en"].startswith("By the rule agreed, every judged point")
    assert heads(asked["tables"][0])[-2:] == [("MPE", "mm"), ("Verdict", "")]
    assert {row["cells"]["verdict"] for row in asked["tables"][0]["rows"]} == {"pass"}
    assert "mọi điểm được kết luận là phù hợp" in printed(asked)


def judged_by(*rules: tuple[str, str]) -> dict[str, str]:
    """What is printed of the decision where a point was judged by these rules."""
    applied = [{"key": label, "label": pair(label, label), "rule": rule} for label, rule in rules]
    return decided_by(pair("Quy tắc.", "A rule."), [applied])


def test_a_procedures_own_demand_on_u_is_printed_beside_the_rule() -> None:
    assert judged_by(("E", "abs(err) <= mpe"))["en"] == "A rule."
    both = judged_by(("E", "abs(err) <= mpe"), ("U at most a third", "U <= limit/3"))
    assert both == {
        "vi": "Quy tắc. Ngoài ra: U at most a third.", "en": "A rule. Besides: U at most a third.",
    }  # fmt: skip


def test_a_rule_that_was_not_applied_is_not_printed() -> None:
    # M2 and M3: within the limit itself, whatever the rule of the procedure.
    assert judged_by(("E within the limit", "abs(err) <= limit"))["en"] == (
        "Accepted when: E within the limit."
    )


def test_rows_of_their_own_unit_say_it_beside_them(files: Path) -> None:
    at = made.lab()

    said = said_of(at, records.meter_job(at, conformity="simple"))

    table = said["tables"][0]
    assert [label for label, _symbol in heads(table)] == [
        "Unit", "Function", "Range", "Reference", "Reading", "Error", "U", "MPE", "Verdict",
    ]  # fmt: skip
    assert {symbol for _label, symbol in heads(table)} == {""}
    rows = [row["cells"] for row in table["rows"]]
    assert [(c["_unit"], c["range"]["vi"], c["ref"], c["x"]) for c in rows] == [
        ("V", "200 mV", "0.19", "0.1901"), ("V", "2 V", "1.9", "1.9005"),
        ("Ω", "200 Ω", "100", "100.04"), ("kΩ", "20 kΩ", "10", "10.003"),
    ]  # fmt: skip
    assert "Thang đo" in printed(said)


def test_the_accreditation_is_named_and_u_is_not_below_its_cmc(files: Path) -> None:
    at = made.lab()
    records.in_force(at, "micrometer", Service.CALIBRATION)
    accredit(at, "micrometer", "2 um")

    said = said_of(at, records.micrometer_job(at))

    assert said["accreditation"] == {"number": "VILAS 999", "texts": []}
    assert {row["cells"]["U"] for row in said["tables"][0]["rows"]} == {"0.0020"}
    assert "CMC" in said["uncertainty"]["texts"][-1]["en"]
    assert "Accreditation No. VILAS 999" in printed(said)


def test_work_outside_the_accreditation_says_so_and_bears_no_number(files: Path) -> None:
    at = made.lab()
    records.in_force(at, "micrometer", Service.CALIBRATION)
    scope = accredit(at, "micrometer")
    scope.lines.update(range_max=q("10 mm"))

    said = said_of(at, records.micrometer_job(at))

    assert said["accreditation"]["number"] == ""
    assert "VILAS 999" in said["accreditation"]["texts"][0]["vi"]
    shown = printed(said)
    assert "không mang dấu công nhận" in shown
    assert "Accreditation No." not in shown


@pytest.mark.parametrize("job", ["dispenser_job", "adjusted_gauge_job", "meter_job"])
def test_the_check_of_the_record_agrees(job: str, files: Path) -> None:
    at = made.lab()
    certificate = approve_and_issue(job_id=getattr(records, job)(at).pk, by=at.approver, at=NOW)

    assert [line for line in audit_findings() if "file" not in line] == []
    assert certificate.statement.digest


def test_a_statement_of_the_form_before_still_prints_and_shows(files: Path) -> None:
    at = made.lab()
    said = said_of(at, made.measured_job(at))
    old = {k: v for k, v in said.items() if k not in ("adjustment", "accreditation", "channels")}
    old["schema"] = 2
    for table in old["tables"]:
        table.pop("channel")
        table.pop("phase")
        for column in table["columns"]:
            column.pop("symbol")

    assert "bar" in printed(old)
    assert [c["symbol"] for c in showing.tables(old)[0]["columns"]][:3] == ["bar", "bar", "bar"]
