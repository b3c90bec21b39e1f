from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.check import findings
from common.errors import InvalidInput, Refused, TooLarge
from contracts.models import Contract, Paper, PaperTemplate
from contracts.papers import services
from contracts.papers.word.making import DOCX
from contracts.states import PaperKind
from tests.factories import papers, people
from tests.factories.certificates import streamed
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.7\n% signed by both\n"


@pytest.fixture
def contract() -> Contract:
    return papers.signed(gauges=1)


@pytest.fixture
def paper(contract: Contract) -> Paper:
    return papers.paper(contract, "payment")


@pytest.fixture
def office(contract: Contract) -> Client:
    return people.page(contract.created_by)


def at(name: str, *args: Any) -> str:
    return reverse(f"contracts:{name}", args=args)


def api(name: str, *args: Any) -> str:
    return reverse(f"contracts_api:{name}", args=args)


def scan(content: bytes = SCAN, name: str = "bản ký.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def client_of(contract: Contract) -> User:
    return people.client_of(contract.customer)


def today() -> str:
    return timezone.localdate().isoformat()


@pytest.mark.parametrize("kind", [kind.value for kind in PaperKind])
def test_each_kind_has_its_form(office: Client, contract: Contract, kind: str) -> None:
    answer = office.get(at("make-paper", contract.pk, kind))

    assert answer.status_code == 200
    names = set(answer.context["form"].fields)
    assert "dated_on" in names
    assert ("penalty_percent" in names) == (kind == "contract")
    assert ("since" in names) == (kind in ("received", "returned"))


def test_an_unknown_kind_is_no_page(office: Client, contract: Contract) -> None:
    assert office.get(at("make-paper", contract.pk, "letter")).status_code == 404


def test_a_paper_is_made_and_read_on_its_pages(office: Client, contract: Contract) -> None:
    typed = {
        "dated_on": today(), "payment_days": "20", "penalty_percent": "5",
        "correction_days": "30", "extra": "Một\n\n Hai ",
    }  # fmt: skip

    answer = office.post(at("make-paper", contract.pk, "contract"), typed)

    made = Paper.objects.get()
    assert answer["Location"] == at("paper", made.pk)
    terms = papers.facts(made)["terms"]
    assert terms == {
        "payment_days": 20, "penalty_percent": 5, "correction_days": 30, "extra": ["Một", "Hai"]
    }  # fmt: skip
    page = office.get(answer["Location"]).content.decode()
    assert made.sha256 in page
    assert at("paper-pdf", made.pk) in office.get(at("detail", contract.pk)).content.decode()


def test_what_is_typed_wrong_stands_beside_its_field(office: Client, contract: Contract) -> None:
    typed = {"dated_on": today(), "payment_days": "20", "penalty_percent": "9"}

    answer = office.post(at("make-paper", contract.pk, "contract"), typed | {"correction_days": 1})

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["penalty_percent"]
    assert not Paper.objects.exists()


def test_a_refusal_is_told_in_words(office: Client, contract: Contract) -> None:
    answer = office.post(at("make-paper", contract.pk, "acceptance"), {"dated_on": today()})

    assert answer.status_code == 400
    assert "chưa xong" in answer.content.decode()


def test_the_files_of_a_paper(office: Client, paper: Paper) -> None:
    pdf = office.get(at("paper-pdf", paper.pk))
    docx = office.get(at("paper-docx", paper.pk))

    assert pdf.content.startswith(b"%PDF-1.7")
    assert "inline" in pdf["Content-Disposition"]
    assert docx["Content-Type"] == DOCX
    assert "attachment" in docx["Content-Disposition"]
    for answer in (pdf, docx):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
    assert office.get(at("paper-scan", paper.pk)).status_code == 404


def test_the_day_of_signing_with_its_scan(office: Client, paper: Paper) -> None:
    typed = {"signed_on": today(), "scan": scan()}

    answer = office.post(at("sign-paper", paper.pk), typed)
    paper.refresh_from_db()

    assert answer.status_code == 302
    assert paper.signed_on == timezone.localdate()
    assert streamed(office.get(at("paper-scan", paper.pk))) == SCAN
    assert [line for line in findings() if line.startswith("contracts.")] == []
    again = office.post(at("sign-paper", paper.pk), {"signed_on": today()})
    assert again.status_code == 400
    paper.scan.storage.delete(str(paper.scan.name))
    assert any("its scan is missing" in line for line in findings())


@pytest.mark.parametrize(("content", "error"), [
    (b"MZ\x00 program", InvalidInput), (b"plain text", InvalidInput),
    (b"%PDF-" + b"x" * services.MOST_SCAN, TooLarge),
])  # fmt: skip
def test_what_is_no_scan_is_refused(paper: Paper, content: bytes, error: Any) -> None:
    by = paper.made_by

    with pytest.raises(error):
        services.record_signed(
            paper_id=paper.pk, signed_on=TODAY, by=by, at=NOW, scan=scan(content)
        )
    paper.refresh_from_db()
    assert paper.signed_on is None


def test_a_refused_signing_keeps_no_file(paper: Paper) -> None:
    storage = Paper._meta.get_field("scan").storage
    by = paper.made_by
    services.record_signed(paper_id=paper.pk, signed_on=TODAY, by=by, at=NOW, scan=scan())
    before = storage.listdir("papers")[1]

    with pytest.raises(Refused):
        services.record_signed(paper_id=paper.pk, signed_on=TODAY, by=by, at=NOW, scan=scan())

    assert storage.listdir("papers")[1] == before


def test_a_customer_reads_and_does_not_write(contract: Contract, paper: Paper) -> None:
    browser = people.page(client_of(contract))

    assert browser.get(at("paper", paper.pk)).status_code == 200
    assert browser.get(at("paper-pdf", paper.pk)).status_code == 200
    assert browser.get(at("paper-docx", paper.pk)).status_code == 403
    assert browser.post(at("sign-paper", paper.pk), {"signed_on": today()}).status_code == 403
    page = browser.get(at("detail", contract.pk)).content.decode()
    assert at("paper-pdf", paper.pk) in page
    assert at("make-paper", contract.pk, "payment") not in page
    assert str(paper.made_by) not in browser.get(at("paper", paper.pk)).content.decode()


def test_papers_of_a_draft_are_not_the_customers_yet() -> None:
    draft = papers.ready(gauges=1)
    made = papers.paper(draft, "contract")

    assert people.page(client_of(draft)).get(at("paper", made.pk)).status_code == 404


@pytest.mark.parametrize("name", ["paper", "paper-pdf", "paper-docx", "paper-scan"])
def test_other_centres_and_strangers_see_nothing(paper: Paper, name: str) -> None:
    elsewhere = people.person(Role.CONTRACT_OFFICER, people.centre())

    assert people.page(elsewhere).get(at(name, paper.pk)).status_code == 404
    assert Client().get(at(name, paper.pk)).status_code == 302


def test_a_manager_reads_and_does_not_make(contract: Contract, paper: Paper) -> None:
    browser = people.page(people.person(Role.MANAGER, contract.centre))

    assert browser.get(at("paper", paper.pk)).status_code == 200
    assert browser.get(at("make-paper", contract.pk, "payment")).status_code == 403
    assert browser.get(at("paper-templates")).status_code == 403


def test_templates_on_their_pages(office: Client, contract: Contract) -> None:
    ours = office.get(at("our-paper", "payment")).content
    typed = {
        "centre": contract.centre_id, "kind": "payment", "name": "Riêng", "valid_from": today(),
    }  # fmt: skip

    wrong = office.post(
        at("paper-templates"),
        typed | {"file": scan(papers.word_template("{{ nobody }}"), "a.docx")},
    )
    taken = office.post(at("paper-templates"), typed | {"file": scan(ours, "a.docx")})

    assert wrong.status_code == 400
    assert "nobody" in str(wrong.context["form"].errors["file"])
    assert taken.status_code == 302
    made = PaperTemplate.objects.get()
    assert streamed(office.get(at("paper-template", made.pk))) == ours
    assert "Riêng" in office.get(at("paper-templates")).content.decode()
    assert office.get(at("end-paper-template", made.pk)).status_code == 200
    early = office.post(at("end-paper-template", made.pk), {"last_day": "2020-01-01"})
    ended = office.post(at("end-paper-template", made.pk), {"last_day": today()})
    assert (early.status_code, ended.status_code) == (400, 302)
    stranger = people.page(people.person(Role.CONTRACT_OFFICER, people.centre()))
    assert stranger.get(at("paper-template", made.pk)).status_code == 404
    assert stranger.post(at("paper-templates"), typed | {"file": scan(ours)}).status_code == 400


def test_the_centre_on_its_papers(office: Client, contract: Contract) -> None:
    address = at("centre-papers", contract.centre_id)
    typed = {"tax_code": "9900000129", "head_name": "Lê Minh Họa", "place_vi": "Huế"}

    assert office.get(address).status_code == 200
    wrong = office.post(address, typed | {"tax_code": "123"})
    right = office.post(address, typed)

    assert (wrong.status_code, right.status_code) == (400, 302)
    contract.centre.refresh_from_db()
    assert contract.centre.head_name == "Lê Minh Họa"
    assert contract.centre.bank_account == ""
    elsewhere = people.centre()
    assert office.get(at("centre-papers", elsewhere.pk)).status_code == 404


def test_papers_by_program(contract: Contract) -> None:
    program = people.api(contract.created_by)
    said = {"kind": "payment", "dated_on": today(), "terms": {"payment_days": 10}}

    made = program.post(api("papers", contract.pk), said, format="json")
    listed = program.get(api("papers", contract.pk)).json()

    assert made.status_code == 201
    assert made.json()["facts"]["terms"]["payment_days"] == 10
    assert [one["id"] for one in listed] == [made.json()["id"]]
    pk = made.json()["id"]
    assert program.get(api("paper", pk)).json()["facts"] == made.json()["facts"]
    assert program.get(api("paper-pdf", pk)).content.startswith(b"%PDF")
    assert program.get(api("paper-docx", pk)).content.startswith(b"PK")
    signed = program.post(
        api("sign-paper", pk), {"signed_on": today(), "scan": scan()}, format="multipart"
    )
    assert signed.status_code == 200
    assert streamed(program.get(api("paper-scan", pk))) == SCAN


@pytest.mark.parametrize(("said", "field"), [
    ({"kind": "letter"}, "kind"), ({"dated_on": "20/11/2026"}, "dated_on"),
    ({"terms": {"penalty_percent": 50}}, "penalty_percent"), ({"version": 0}, "version"),
    ({"colour": "red"}, "colour"), ({"terms": {"extra": [""]}}, "terms.extra.0"),
])  # fmt: skip
def test_a_malformed_paper_is_named(contract: Contract, said: Any, field: str) -> None:
    program = people.api(contract.created_by)
    whole = {"kind": "payment", "dated_on": today()} | said

    answer = program.post(api("papers", contract.pk), whole, format="json")

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["faults"]] == [field]


def test_templates_by_program(contract: Contract) -> None:
    program = people.api(contract.created_by)
    said = {
        "centre": contract.centre_id, "kind": "payment", "name": "Riêng", "valid_from": today(),
        "file": scan(papers.word_template(), "a.docx"),
    }  # fmt: skip

    made = program.post(api("paper-templates"), said, format="multipart")

    assert made.status_code == 201
    pk = made.json()["id"]
    assert [one["id"] for one in program.get(api("paper-templates")).json()] == [pk]
    assert streamed(program.get(api("paper-template", pk))).startswith(b"PK")
    ended = program.post(api("end-paper-template", pk), {"last_day": today()}, format="json")
    assert ended.json()["valid_to"] == today()
    assert program.get(api("our-paper", "payment")).content.startswith(b"PK")
    assert program.get(api("our-paper", "letter")).status_code == 404
    elsewhere = said | {"centre": people.centre().pk, "file": scan(papers.word_template())}
    assert program.post(api("paper-templates"), elsewhere, format="multipart").status_code == 403


def test_the_centre_by_program(contract: Contract) -> None:
    program = people.api(contract.created_by)
    address = api("centre-papers", contract.centre_id)

    changed = program.patch(address, {"bank_name": "Kho bạc"}, format="json")

    assert changed.json()["bank_name"] == "Kho bạc" == program.get(address).json()["bank_name"]
    assert program.patch(address, {"tax_code": "12"}, format="json").status_code == 400
    assert program.get(api("centre-papers", people.centre().pk)).status_code == 404


def test_a_list_costs_as_much_for_many_papers(office: Client, contract: Contract) -> None:
    counts = []
    for n in (1, 8):
        for _each in range(n):
            papers.paper(contract, "payment")
        with CaptureQueriesContext(connection) as seen:
            office.get(at("detail", contract.pk))
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_pages_speak_english(office: Client, paper: Paper) -> None:
    paper.made_by.language = "en"
    paper.made_by.save()

    answer = office.get(at("paper", paper.pk))

    assert "Open PDF" in answer.content.decode()
