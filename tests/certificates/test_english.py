"""An English reader finds English on the certificate pages; data stay as they were written."""

from typing import Any

import pytest

from accounts.permissions import Role
from certificates import showing, statement
from certificates.models import Certificate, StickerSeries
from certificates.services import approve_and_issue
from certificates.stickers import monthly
from certificates.stickers.months import Month
from common.sheets import read_sheet
from tests.factories import calibration, people
from tests.factories import certificates as made
from tests.factories import stickers as stuck
from tests.factories.people import NOW, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(bench: made.Bench) -> Certificate:
    return approve_and_issue(job_id=made.gauge_job(bench).pk, by=bench.approver, at=NOW)


def english(who: Any) -> Any:
    client = page(who)
    client.cookies["django_language"] = "en"
    return client


def text(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_instrument_without_a_name_goes_by_its_types_english_name(
    bench: made.Bench, certificate: Certificate
) -> None:
    kind = certificate.job.instrument.type  # type: ignore[union-attr]
    client = english(bench.approver)
    mine = english(people.client_of(bench.customer))
    sheet = client.get("/certificates/?as=xlsx")

    for shown in (text(client, "/certificates/"), text(mine, "/mine/"), text(client, "/labels/")):
        assert kind.name_en in shown
        assert kind.name_vi not in shown
    assert read_sheet(sheet.content, "certificates.xlsx").rows[1][4] == kind.name_en


def test_clauses_of_the_law_are_named_in_english(
    bench: made.Bench, certificate: Certificate
) -> None:
    shown = text(english(bench.quality), f"/certificates/{certificate.pk}/")

    assert "Circular 24/2013/TT-BKHCN, Article 41" in shown
    assert "Điều 41" not in shown
    assert "Điều 41" in text(page(bench.quality), f"/certificates/{certificate.pk}/")


def test_what_is_words_bears_no_unit(certificate: Certificate) -> None:
    said = statement.read(certificate.statement)
    table = said["tables"][0]
    label = {**table["columns"][0], "role": "label", "symbol": "bar"}
    told = showing.tables({"tables": [{**table, "columns": [label, *table["columns"]]}]})

    assert [one["symbol"] for one in told[0]["columns"]][:2] == ["", "bar"]


def test_effective_degrees_of_freedom_are_written_as_in_print(
    bench: made.Bench, certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "tables", _with_degrees(showing.tables))

    shown = text(english(bench.quality), f"/certificates/{certificate.pk}/")

    assert "<i>ν</i><sub>eff</sub>" in shown
    assert "v_eff</th>" not in shown


def _with_degrees(tables: Any) -> Any:
    """The tables of a statement that has a column of degrees of freedom."""

    def made_of(said: Any) -> Any:
        one = {"key": "dof", "role": "dof", "label": {"vi": "v_eff", "en": "v_eff"}, "symbol": ""}
        first, *rest = said["tables"]
        return tables({"tables": [{**first, "columns": [*first["columns"], one]}, *rest]})

    return made_of


def test_the_law_behind_retention_is_named_in_english(bench: made.Bench) -> None:
    shown = text(english(bench.quality), "/archives/")

    assert "Circular 24/2013/TT-BKHCN, Articles 16, 25, 33" in shown
    assert "Điều" not in shown


# Stickers


@pytest.fixture
def lab(db: None) -> calibration.Lab:
    lab = calibration.lab("HUE")
    stuck.series(lab.centre, lab.quality, last=1500)
    return lab


def test_sticker_pages_name_the_centre_and_the_states_in_english(lab: calibration.Lab) -> None:
    client, series = english(lab.quality), StickerSeries.objects.get()
    stock = text(client, "/stickers/")

    assert "destroyed</th>" in stock
    assert ">Stickers</th>" in stock
    assert ">Destroy stickers</button>" in text(client, "/stickers/destroy/")
    assert ">Issue stickers</button>" in text(client, "/stickers/issue/")
    for address in (f"/stickers/series/{series.pk}/", "/stickers/receive/"):
        assert "Centre HUE" in text(client, address)


@pytest.mark.parametrize(
    ("language", "many"), [("vi", ["1.500", "Trung tâm HUE"]), ("en", ["1,500", "Centre HUE"])]
)
def test_thousands_are_grouped_as_the_reader_does(
    lab: calibration.Lab, monkeypatch: pytest.MonkeyPatch, language: str, many: list[str]
) -> None:
    papers: list[Any] = []
    client = page(lab.quality)
    client.cookies["django_language"] = language

    def compiled(_template: str, said: Any, *, at: Any) -> bytes:
        papers.append(said)
        return b"%PDF-"

    monkeypatch.setattr(monthly, "compiled", compiled)
    client.get("/stickers/month/", {"month": str(Month(NOW.year, NOW.month)), "as": "pdf"})
    (said,) = papers

    assert [said["books"][0]["lines"][0]["figures"][-1], said["centre"]] == many
    assert said["language"] == language
    assert many[0] in text(client, "/stickers/pieces/")


def test_the_dialogue_of_retiring_says_what_a_compromised_key_asks_for(
    bench: made.Bench, tmp_path: Any, settings: Any
) -> None:
    from tests.factories.keys import key

    settings.SIGNING_KEYS_DIR = tmp_path / "keys"
    key(bench.centre, tmp_path / "keys")
    administrator = people.person(Role.ADMINISTRATOR, bench.centre)

    shown = text(english(administrator), "/keys/")

    assert "If the key was compromised or lost" in shown
    assert "revoke it, and publish that" in shown
    assert "Old signatures stay as they are" in shown
