"""Our own key and those of others; what leaves the house."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from accounts.models import Centre
from accounts.permissions import Role
from common.errors import Conflict, InvalidInput, Refused
from reports.exchange import jws
from reports.exchange.content import as_stored
from reports.exchange.exporting import export_report
from reports.exchange.own_key import NAME, own_key
from reports.exchange.registering import register_key
from reports.models import PeriodReport, ReceivedReport, UnitKey
from tests.factories import exchange, people
from tests.factories.exchange import figure, planned
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SIGNING_KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def unit() -> Centre:
    return people.centre("U1")


def test_the_key_is_made_once_for_its_owner_alone(folder: Path) -> None:
    first, again = own_key(), own_key()

    assert first.fingerprint == again.fingerprint
    assert [path.name for path in folder.iterdir()] == [NAME]
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600


def test_of_many_who_begin_at_once_one_key_stays() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = {key.fingerprint for key in pool.map(lambda _n: own_key(), range(16))}

    assert len(found) == 1


def test_a_damaged_key_is_told(folder: Path) -> None:
    folder.mkdir()
    (folder / NAME).write_text("nothing")

    with pytest.raises(Refused, match="hỏng"):
        own_key()


def pem(key: Any) -> str:
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return str(key.public_key().public_bytes(serialization.Encoding.PEM, kind).decode())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_key"),
        ("x" * 5000, "bad_key"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "bad_key"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "bad_key"),
        ("-----BEGIN PRIVATE KEY-----\n", "private_key"),
    ],
    ids=["blank", "long", "no key inside", "another curve", "private"],
)
def test_what_is_no_public_key_is_refused(unit: Centre, text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        register_key(unit=unit, public_key=text, note="x", by=None, at=NOW)

    assert [one.code for one in refused.value.faults] == [code]
    assert not UnitKey.objects.exists()


def test_a_key_says_how_it_came_and_is_there_once(unit: Centre) -> None:
    text = jws.public_pem(exchange.pair().public_key())
    with pytest.raises(InvalidInput):
        register_key(unit=unit, public_key=text, note=" ", by=None, at=NOW)

    exchange.registered(unit)

    with pytest.raises(Conflict):
        exchange.registered(unit)


def test_a_closed_report_leaves_without_its_rows(unit: Centre) -> None:
    report = exchange.closed(unit, figure("contracts", 93, target=planned(90, row=12345)))

    file = export_report(report)

    assert file.name == "U1-2026-H1-v1.json"
    assert file == export_report(report)
    envelope = jws.read(file.content.encode())
    assert envelope.kid == own_key().fingerprint
    assert envelope.signed_by(own_key().public_key)
    said = json.loads(envelope.payload)
    assert (said["unit"]["code"], said["period"], said["version"]) == ("U1", "2026-H1", 1)
    assert said["digest"] == report.closing.digest
    assert [(one["code"], one["value"]) for one in said["figures"]] == [("contracts", "93")]
    assert said["targets"] == [{
        "indicator": "contracts", "first": "90", "current": "90", "against": "90",
        "basis": "own", "period": "2026-H1", "source": "QĐ 1", "decided_on": "2026-01-05",
    }]  # fmt: skip
    assert "12345" not in envelope.payload.decode()
    assert not {"rows", "model", "target"} & set(said["figures"][0])


def test_a_draft_does_not_leave(unit: Centre) -> None:
    report = exchange.closed(unit, figure("contracts", 93))
    PeriodReport.objects.filter(pk=report.pk).update(state="draft")
    report.refresh_from_db()

    with pytest.raises(Refused, match="chưa chốt"):
        export_report(report)


def test_the_commands_hand_a_report_over(unit: Centre, settings: Any, tmp_path: Path) -> None:
    exchange.closed(unit, figure("contracts", 93))
    manager = people.person(Role.MANAGER, unit)
    sender, to = own_key().public_key, tmp_path / "file.json"

    call_command("export_report", "U1", "2026-h1", to=str(to))
    settings.SIGNING_KEYS_DIR = tmp_path / "of whom it goes to"
    register_key(unit=unit, public_key=sender, note="x", by=manager, at=NOW)
    call_command("import_report", str(to), email=manager.email)

    made = ReceivedReport.objects.get()
    assert as_stored(made.content).figures["contracts"].value == 93
    for wrong in ([str(to)], [str(tmp_path / "none.json")]):
        with pytest.raises(CommandError, match="1 tệp không được nhận"):
            call_command("import_report", *wrong, email=manager.email)
    with pytest.raises(CommandError, match="chưa chốt báo cáo"):
        call_command("export_report", "U1", "2026-Q4")
    with pytest.raises(CommandError, match="Không có ai"):
        call_command("import_report", str(to), email="nobody@test.example")


def test_the_pages_take_a_key_and_a_file(unit: Centre) -> None:
    browser = people.page(people.person(Role.MANAGER, unit))
    text = jws.public_pem(exchange.pair().public_key())

    assert own_key().fingerprint in browser.get("/unit-keys/").content.decode()
    browser.post("/unit-keys/", {"unit": unit.pk, "public_key": text, "note": "Trao tay"})
    file = SimpleUploadedFile("a.json", exchange.file("U1", figure("contracts", 93, version="7")))
    made = browser.post("/received-reports/", {"file": file, "unit": "U1", "period": ""})
    shown = browser.get(made["Location"]).content.decode()

    assert made.status_code == 302
    for words in ("Chỉ tiêu contracts", "93", "theo định nghĩa khác với ở đây", "phiên bản 7"):
        assert words in shown
    file.seek(0)
    again = browser.post("/received-reports/", {"file": file})
    assert (again.status_code, "Tệp này đã có ở đây" in again.content.decode()) == (409, True)
    listed = browser.get("/rollup/?centre=U1&period=2026-H1&by=reported").content.decode()
    assert "tệp nhận được" in listed


def test_the_api_hands_a_report_over(unit: Centre, settings: Any, tmp_path: Path) -> None:
    report = exchange.closed(unit, figure("contracts", 93))
    client = people.api(people.person(Role.MANAGER, unit))
    key = client.get("/api/v1/own-key/").json()
    file = client.get(f"/api/v1/report-files/{report.pk}/").content.decode()

    settings.SIGNING_KEYS_DIR = tmp_path / "of whom it goes to"
    client.post(
        "/api/v1/unit-keys/",
        {"unit": "U1", "public_key": key["public_key"], "note": "x"},
        format="json",
    )
    made = client.post("/api/v1/received-reports/", {"file": file}, format="json")
    told = client.get(f"/api/v1/received-reports/{made.data['id']}/").json()
    again = client.post("/api/v1/received-reports/", {"file": file}, format="json")

    assert (made.status_code, told["fingerprint"]) == (201, key["fingerprint"])
    assert told["content"]["figures"][0]["value"] == "93"
    assert (again.status_code, again.json()["code"]) == (409, "already_here")
