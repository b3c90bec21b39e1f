"""Each bad input of the line is a clear error in the reader's language, and nothing is written."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.models import Event
from calibration.models import Job, Reading
from certificates.models import Certificate
from contracts.models import ContractLine
from instruments.models import Standard
from tests.factories import calibration, contracts, people
from tests.factories.instruments import overwrite

pytestmark = pytest.mark.django_db
LANGUAGES = ("vi", "en")


@pytest.fixture
def lab(db: None) -> calibration.Lab:
    return calibration.lab("HUE", at=timezone.now())


def post(user: Any, url: str, body: Any) -> dict[str, Any]:
    """The answers in both languages: status, code, first fault; the same but for the words."""
    counts = (Event.objects.count(), Reading.objects.count(), Certificate.objects.count())
    found = {lang: people.api(user, lang).post(url, body) for lang in LANGUAGES}
    assert (Event.objects.count(), Reading.objects.count(), Certificate.objects.count()) == counts
    vi, en = (answer.json() for answer in found.values())
    fault_vi, fault_en = ((said["faults"] or [{}])[0] for said in (vi, en))
    assert fault_vi.get("field") == fault_en.get("field")
    assert vi["message"] != en["message"]
    return {
        "status": found["vi"].status_code, "code": vi["code"], **fault_vi,
        "vi": fault_vi.get("message", vi["message"]), "en": fault_en.get("message", en["message"]),
    }  # fmt: skip


def key(value: str, unit: str = "bar", **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "section": "accuracy", "column": "up", "value": value, "unit": unit,
        "taken_at": timezone.now().isoformat(), **more,
    }  # fmt: skip


def test_a_unit_of_another_dimension(lab: calibration.Lab) -> None:
    job = calibration.measuring_job(lab, now=timezone.now())

    got = post(lab.technician, f"/api/v1/jobs/{job.pk}/readings/", {"readings": [key("2", "kg")]})

    assert (got["status"], got["field"], got["found"]) == (400, "readings.0.unit", "kg")
    assert "bar" in got["allowed"]
    assert "khối lượng" in got["vi"]
    assert "mass" in got["en"]


def test_text_for_a_number(lab: calibration.Lab) -> None:
    job = calibration.measuring_job(lab, now=timezone.now())

    got = post(lab.technician, f"/api/v1/jobs/{job.pk}/readings/", {"readings": [key("mười")]})

    assert (got["status"], got["field"], got["found"]) == (400, "readings.0.value", "mười")
    assert "số" in got["vi"]
    assert "number" in got["en"]


def test_a_point_between_thousands_in_vietnamese(lab: calibration.Lab) -> None:
    job = calibration.measuring_job(lab, now=timezone.now())
    body = {"readings": [key("1.234")], "locale": "vi"}

    got = post(lab.technician, f"/api/v1/jobs/{job.pk}/readings/", body)

    assert (got["status"], got["field"], got["found"]) == (400, "readings.0.value", "1.234")
    for words in (got["vi"], got["en"]):
        assert "1234" in words
        assert "1,234" in words


def test_a_reading_for_another_centres_job(lab: calibration.Lab) -> None:
    other = calibration.lab("HA-TINH", at=timezone.now())
    job = calibration.measuring_job(other, now=timezone.now())

    got = post(lab.technician, f"/api/v1/jobs/{job.pk}/readings/", {"readings": [key("2")]})

    assert (got["status"], got["code"]) == (404, "not_found")


def test_the_same_reading_id_with_other_content(lab: calibration.Lab) -> None:
    job = calibration.measuring_job(lab, now=timezone.now())
    url, first = f"/api/v1/jobs/{job.pk}/readings/", key("2.05")
    people.api(lab.technician).post(url, {"readings": [first]})

    got = post(lab.technician, url, {"readings": [first | {"value": "2.06"}]})

    assert (got["status"], got["code"], got["field"]) == (409, "conflict", "readings.0.id")
    assert (got["found"], got["allowed"]) == ("2.06", "2.05")
    assert first["id"] in got["vi"]
    assert first["id"] in got["en"]


def test_a_negative_price(lab: calibration.Lab) -> None:
    draft = contracts.draft(lab.customer)
    body = {"kind": "verification", "description": "x", "quantity": 1, "price": -1}

    got = post(lab.officer, f"/api/v1/contracts/{draft.pk}/lines/", body)

    assert (got["status"], got["field"]) == (400, "price")
    assert "0" in got["vi"]
    assert "0" in got["en"]
    assert not ContractLine.objects.exists()


def test_an_overdue_standard(lab: calibration.Lab) -> None:
    job = calibration.gauge_job(lab, now=timezone.now())
    past = timezone.localdate() - timedelta(days=1)
    overwrite(lab.gauge.calibrations.all(), valid_until=past)

    got = post(lab.technician, f"/api/v1/jobs/{job.pk}/start/", {"standards": [lab.gauge.pk]})

    assert (got["status"], got["code"], got["field"]) == (
        409, "standard_overdue", f"standards.{lab.gauge.pk}",
    )  # fmt: skip
    assert past.strftime("%d/%m/%Y") in got["vi"]
    assert str(past.year) in got["en"]
    assert Job.objects.get(pk=job.pk).state == "open"


def test_a_technician_does_not_approve_own_work(lab: calibration.Lab) -> None:
    from accounts.models import Membership

    job = calibration.measured_job(lab, now=timezone.now())
    Membership.objects.create(
        user=lab.technician, centre=lab.centre, role="approver", valid_from=calibration.FROM
    )

    got = post(lab.technician, f"/api/v1/jobs/{job.pk}/approve/", {})

    assert (got["status"], got["code"]) == (409, "four_eyes")
    assert Job.objects.get(pk=job.pk).state == "measured"


def test_a_certificate_that_does_not_exist(lab: calibration.Lab) -> None:
    for user in (lab.approver, lab.quality):
        for name in ("withdraw", "supersede"):
            url = f"/api/v1/certificates/999999/{name}/"
            if people.api(user).post(url, {"reason": "x"}).status_code != 403:
                assert post(user, url, {"reason": "x"})["status"] == 404
    words = [people.api(None, lang).get("/api/v1/check/none/").json() for lang in LANGUAGES]

    assert [one["code"] for one in words] == ["unknown_certificate"] * 2
    assert words[0]["message"] != words[1]["message"]


# Two centres, one person


@pytest.fixture
def both(lab: calibration.Lab) -> tuple[calibration.Lab, Any]:
    """A contract officer and technician of HUE who is only a quality officer elsewhere."""
    from accounts.models import Membership

    other = calibration.lab("QUANG-TRI", at=timezone.now())
    who = people.user("Người Hai Nơi")
    for centre, role in (
        (lab.centre, "contract_officer"), (lab.centre, "technician"), (lab.centre, "manager"),
        (other.centre, "quality_officer"),
    ):  # fmt: skip
        Membership.objects.create(user=who, centre=centre, role=role, valid_from=calibration.FROM)
    return other, who


def test_a_verb_of_one_centre_opens_nothing_in_another(
    lab: calibration.Lab, both: tuple[calibration.Lab, Any]
) -> None:
    other, who = both
    now = timezone.now()
    ours = contracts.line(contracts.draft(lab.customer))
    theirs = contracts.line(contracts.draft(other.customer))
    thing = calibration.gauge_job(other, now=now).instrument
    job, foreign = calibration.gauge_job(lab, now=now), calibration.gauge_job(other, now=now)
    assert thing is not None
    day = timezone.localdate().isoformat()
    asked: list[tuple[str, dict[str, Any], set[int]]] = [
        ("contracts/", {"customer": other.customer.pk, "title": "x"}, {400, 403}),
        ("contracts/", {"customer": other.customer.pk, "centre": "HUE", "title": "x"}, {400}),
        ("contracts/", {"customer": lab.customer.pk, "centre": "QUANG-TRI", "title": "x"}, {403}),
        (f"contracts/{ours.contract_id}/items/",
         {"line": ours.pk, "items": [{"instrument": thing.pk}]}, {400}),
        (f"contracts/{ours.contract_id}/items/", {"line": theirs.pk, "items": []}, {400}),
        (f"contracts/{theirs.contract_id}/sign/", {"signed_on": day}, {403, 404}),
        (f"jobs/{job.pk}/start/", {"standards": [other.gauge.pk]}, {400}),
        (f"jobs/{foreign.pk}/start/", {"standards": [other.gauge.pk]}, {403, 404}),
        (f"jobs/{job.pk}/assign/", {"technician": other.technician.pk}, {409, 400}),
        (f"jobs/{foreign.pk}/assign/", {"technician": lab.technician.pk}, {403, 404}),
        ("customers/", {"centre": "QUANG-TRI", "name": "x"}, {403}),
        (f"customers/{other.customer.pk}/sites/", {"name": "x"}, {403, 404}),
        ("instruments/", {"customer": other.customer.pk, "type": "pressure-gauge", "serial": "1"},
         {400, 403}),
        ("standards/", {"centre": "HUE", "code": "x", "name_vi": "x", "serial": "1",
                        "quantity": "pressure"}, {403}),
        ("services/", {"centre": "QUANG-TRI", "code": "x", "name_vi": "x", "kind": "other"}, {403}),
        ("targets/", {"centre": "QUANG-TRI", "measure": "samples", "period": "2026", "value": 1,
                      "source": "x", "decided_on": day}, {403, 404}),
    ]  # fmt: skip
    counts = (Event.objects.count(), Standard.objects.count())

    found = {
        (url, str(body)): people.api(who).post(f"/api/v1/{url}", body).status_code
        for url, body, _ in asked
    }

    assert [
        (url, body, found[url, str(body)])
        for url, body, allowed in asked
        if found[url, str(body)] not in allowed
    ] == []
    assert (Event.objects.count(), Standard.objects.count()) == counts


def test_a_client_sees_nothing_of_another_client(lab: calibration.Lab) -> None:
    mine, other = lab.customer, people.customer(lab.centre, "Công ty Bí Mật")
    contract = contracts.draft(other, title="Hợp đồng Bí Mật")
    line = contracts.line(contract)
    thing = contracts.gauges(line, 1)[0]
    contracts.sign(contract)
    api, page = people.api(people.client_of(mine)), people.page(people.client_of(mine))

    for url in (f"contracts/{contract.pk}/", f"contracts/{contract.pk}/items/",
                f"contracts/{contract.pk}/invoices/", f"contracts/{contract.pk}/payments/",
                f"instruments/{thing.pk}/", f"customers/{other.pk}/"):  # fmt: skip
        assert api.get(f"/api/v1/{url}").status_code in {403, 404}, url
    for url in ("contracts/", "instruments/", "jobs/", "certificates/"):
        answer = api.get(f"/api/v1/{url}")
        assert answer.status_code in {200, 403}
        assert answer.json().get("results", []) == [], url
    for url in ("/search/?q=Bí+Mật", f"/search/?q={thing.serial}", "/contracts/?q=Bí+Mật",
                f"/instruments/?q={thing.serial}", "/mine/", "/certificates/?as=xlsx",
                "/contracts/?format=xlsx"):  # fmt: skip
        text = page.get(url).content.decode(errors="ignore")
        assert "Công ty Bí Mật" not in text, url
        assert f"/instruments/{thing.pk}/" not in text, url


# The browser's door


def test_a_session_without_its_token_writes_nothing(lab: calibration.Lab) -> None:
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lab.officer)
    events = Event.objects.count()

    page = browser.post("/customers/new/", {"name": "x"})
    api = browser.post(
        "/api/v1/customers/", {"centre": "HUE", "name": "x"}, content_type="application/json"
    )

    assert (page.status_code, api.status_code) == (403, 403)
    assert Event.objects.count() == events


def test_signing_in_changes_the_session(lab: calibration.Lab) -> None:
    from django.test import Client

    browser = Client()
    browser.get("/accounts/login/")
    browser.cookies["sessionid"] = "a" * 32
    browser.post("/accounts/login/", {"login": lab.officer.email, "password": "rất-dài-2026"})

    assert browser.cookies["sessionid"].value not in {"", "a" * 32}
    assert browser.get("/customers/").status_code == 200
