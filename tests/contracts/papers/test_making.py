import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from audit.check import findings
from audit.models import Event
from common.canonical import canonical, sha256
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.models import Contract, Paper
from contracts.papers import printing
from contracts.papers.files import docx_of, pdf_of
from contracts.papers.sample import sample
from contracts.states import PaperKind
from contracts.words import in_words
from tests.factories import contracts as make
from tests.factories import custody, papers, people, quoting
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
KINDS = [kind.value for kind in PaperKind]


def names(value: Any, place: str = "") -> Iterator[str]:
    """Every name that a template may write, lists by their first row."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield f"{place}{key}"
            yield from names(each, f"{place}{key}.")
    elif isinstance(value, list) and value:
        yield from names(value[0], f"{place}0.")


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_has_the_names_of_the_real_paper(kind: str) -> None:
    made = papers.paper(papers.for_kind(kind), kind)

    real, tried = set(names(papers.facts(made))), set(names(sample(kind)))

    extra = {"lines.0.note_en", "lines.0.type_vi"}  # the offer says some things twice
    empty = {name for name in tried if name.startswith("skipped.0.")}  # no list was brought
    assert real - extra == tried - empty


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_frozen_and_printed_twice_alike(kind: str) -> None:
    contract = papers.for_kind(kind)
    made = papers.paper(contract, kind)
    pdf, docx = pdf_of(made), docx_of(made)

    contract.customer.name = "Tên khác"
    contract.customer.save()
    contract.lines.update(price=1)
    again = Paper.objects.get(pk=made.pk)

    assert made.sha256 == sha256(made.facts) == sha256(canonical(papers.facts(made)))
    assert pdf_of(again) == pdf
    assert docx_of(again) == docx
    assert "Tên khác" not in papers.words_of(docx)
    event = Event.objects.filter(verb="paper.make").get()
    assert made.sha256 in event.changes
    assert [line for line in findings() if line.startswith("contracts.")] == []


@pytest.mark.parametrize("kind", KINDS)
def test_both_forms_say_the_same(kind: str) -> None:
    made = papers.paper(papers.for_kind(kind), kind)
    facts = papers.facts(made)
    words, pages = papers.words_of(docx_of(made)), papers.pages_of(pdf_of(made))

    for text in (facts["customer"]["name"], facts["contract"]["number"]):
        assert text.lower() in words.lower()
        assert text.lower() in " ".join(pages.split()).lower()
    for left in ("{{", "{%", "}}", "None", "Undefined"):
        assert left not in words
        assert left not in pages


def test_an_acceptance_names_certificate_and_sticker_of_each_item() -> None:
    contract = papers.done(papers.signed(gauges=2))
    papers.stuck(contract)

    made = papers.facts(papers.paper(contract, "acceptance"))

    assert [one["certificates"] for one in made["items"]] == [["V26.00001"], ["V26.00002"]]
    assert [len(one["stickers"]) for one in made["items"]] == [1, 0]
    gross = 2 * 250_000 + 25_000 + 500_000 + made["totals"]["rates"][1]["vat"]
    assert made["totals"]["gross"] == gross
    assert made["totals"]["words"] == in_words(gross)
    assert [row["amount"] for row in made["values"]] == [gross, gross, 0, gross]


def test_a_certificate_that_was_withdrawn_is_not_named() -> None:
    contract = papers.done(papers.signed(gauges=1))
    contract.centre.certificates.update(state="withdrawn", end_reason="sai")

    made = papers.facts(papers.paper(contract, "acceptance"))

    assert made["items"][0]["certificates"] == []


def test_what_is_not_done_is_not_accepted() -> None:
    with pytest.raises(Refused) as error:
        papers.paper(papers.signed(), "acceptance")

    assert error.value.code == "not_done"
    assert not Paper.objects.exists()


def test_a_handover_lists_what_moved_in_its_days() -> None:
    contract = papers.returned(papers.signed(gauges=2))

    came = papers.facts(papers.paper(contract, "received"))
    left = papers.facts(papers.paper(contract, "returned", since=TODAY))

    assert [one["accessories"] for one in came["items"]] == ["Hộp đựng"] * 2
    assert came["handed_by"] == left["taken_by"] == "Võ Văn Giao"
    assert [one["condition_out"] for one in left["items"]] == ["bình thường"] * 2
    assert all(one["code"] for one in left["items"])


def test_what_waits_for_its_contract_is_on_the_handover_already() -> None:
    contract = papers.ready(gauges=1)
    thing = contract.lines.order_by("position")[0].items.get().instrument
    assert thing is not None
    custody.held(thing)

    made = papers.facts(papers.paper(contract, "received"))

    assert [one["serial"] for one in made["items"]] == [thing.serial]


@pytest.mark.parametrize(("kind", "code"), [
    ("received", "nothing_received"), ("returned", "nothing_returned"),
    ("quotation", "no_quotation"), ("appendix", "no_appendix"),
])  # fmt: skip
def test_a_paper_about_nothing_is_refused(kind: str, code: str) -> None:
    with pytest.raises(Refused) as error:
        papers.paper(papers.signed(), kind)

    assert error.value.code == code


@pytest.mark.parametrize("kind", ["acceptance", "liquidation", "payment", "appendix"])
def test_a_draft_has_none_of_the_later_papers(kind: str) -> None:
    with pytest.raises(Refused) as error:
        papers.paper(papers.ready(), kind)

    assert error.value.code == "wrong_state"


def test_a_contract_without_lines_is_not_printed() -> None:
    contract = make.draft(people.customer(people.centre()))

    with pytest.raises(Refused) as error:
        papers.paper(contract, "contract")

    assert error.value.code == "no_lines"


def test_a_cancelled_contract_gives_back_what_it_holds_and_asks_for_nothing() -> None:
    contract = papers.received(papers.signed(gauges=1))
    services.cancel(
        contract_id=contract.pk, cancelled_on=TODAY, why="Khách đổi ý", by=contract.created_by,
        at=NOW,
    )  # fmt: skip
    contract.refresh_from_db()

    assert papers.paper(contract, "received").serial == 1
    with pytest.raises(Refused):
        papers.paper(contract, "payment")


def vat_of_travel(contract: Contract) -> int:
    """The VAT of the line of 500.000 đ, by the rate that was fixed."""
    line = contract.lines.get(description="Đi lại")
    return 500_000 * (line.vat_percent or 0) // 100


def test_a_request_to_pay_says_what_is_open() -> None:
    contract = papers.signed(gauges=0, price=1_000_000)
    gross = papers.facts(papers.paper(contract, "payment"))["due"]["amount"]
    make.invoice(contract, (5, 1_000_000, 50_000))
    make.payment(contract, 300_000)

    made = papers.facts(papers.paper(contract, "payment"))

    assert gross == 1_050_000 + 500_000 + vat_of_travel(contract)
    assert made["due"]["amount"] == 750_000
    assert made["invoices"][0]["left"] == 750_000
    make.payment(contract, 750_000)
    with pytest.raises(Refused) as error:
        papers.paper(contract, "payment")
    assert error.value.code == "nothing_due"


def test_liquidation_says_what_was_paid_too_much() -> None:
    contract = papers.signed(gauges=0, price=1_000_000)
    services.accept(contract_id=contract.pk, accepted_on=TODAY, by=contract.created_by, at=NOW)
    make.payment(contract, 5_000_000)

    made = papers.facts(papers.paper(contract, "liquidation"))

    assert made["due"]["amount"] == 0
    assert made["due"]["back"] == 5_000_000 - made["totals"]["gross"]


def test_an_appendix_says_before_and_after() -> None:
    contract = papers.signed()
    papers.amended(contract)

    made = papers.facts(papers.paper(contract, "appendix"))
    first = papers.facts(papers.paper(contract, "contract"))

    assert [line["description"] for line in made["added"]] == ["Kiểm định nhiệt kế"]
    assert [line["description"] for line in made["struck"]] == ["Đi lại"]
    assert made["before"] == first["totals"]  # the contract as it was signed stays so
    assert made["totals"]["net"] == 500_000 + 300_000


def test_a_draft_is_printed_with_the_rates_of_its_day() -> None:
    made = papers.facts(papers.paper(papers.ready(), "contract"))

    assert {row["percent"] for row in made["totals"]["rates"]} >= {5}


def test_numbers_of_papers_go_on_by_kind() -> None:
    contract = papers.signed()

    first, second = papers.paper(contract, "payment"), papers.paper(contract, "payment")

    assert (first.serial, second.serial) == (1, 2)
    assert papers.facts(second)["number"] == f"02/ĐNTT/{contract.number}"
    assert papers.paper(contract, "liquidation").serial == 1


def test_a_quotation_is_the_version_that_was_asked_for() -> None:
    contract = papers.ready()
    quoting.made(contract)
    quoting.made(contract)

    assert papers.facts(papers.paper(contract, "quotation"))["version"] == 2
    assert papers.facts(papers.paper(contract, "quotation", version=1))["version"] == 1
    with pytest.raises(InvalidInput) as error:
        papers.paper(contract, "quotation", version=9)
    assert error.value.faults[0].field == "version"


@pytest.mark.parametrize(("said", "field"), [
    ({"dated_on": TODAY + timedelta(days=1)}, "dated_on"),
    ({"dated_on": TODAY - timedelta(days=1)}, "dated_on"),  # before it was signed
    ({"since": TODAY + timedelta(days=1)}, "since"),
    ({"terms": {"penalty_percent": 9}}, "penalty_percent"),
    ({"terms": {"payment_days": 0}}, "payment_days"),
    ({"terms": {"extra": ("x",) * 21}}, "extra"),
])  # fmt: skip
def test_days_and_terms_that_cannot_be(said: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as error:
        papers.paper(papers.signed(), "payment", **said)

    assert [fault.field for fault in error.value.faults] == [field]


def test_a_contract_may_be_printed_before_its_day() -> None:
    made = papers.paper(papers.ready(), "contract", dated_on=TODAY + timedelta(days=10))

    assert made.dated_on == TODAY + timedelta(days=10)


def test_as_many_queries_for_many_items() -> None:
    counts = []
    for n in (1, 6):
        contract = papers.done(papers.received(papers.signed(gauges=n)))
        for kind in ("acceptance", "received", "contract"):
            with CaptureQueriesContext(connection) as seen:
                papers.paper(contract, kind)
            counts.append(len(seen))

    assert counts[:3] == counts[3:]
    assert max(counts) < 40


def test_an_altered_paper_is_found() -> None:
    made = papers.paper(papers.signed(), "payment")
    Paper.objects.filter(pk=made.pk).update(facts=made.facts.replace("Trần", "Lê"))

    assert [line for line in findings() if "facts are altered" in line]
    Paper.objects.filter(pk=made.pk).update(sha256=sha256(Paper.objects.get(pk=made.pk).facts))
    assert [line for line in findings() if "no event says" in line]


def test_a_contract_is_named_with_its_annex() -> None:
    made = papers.paper(papers.for_kind("contract"), "contract")

    assert papers.facts(made)["name_vi"] == "Hợp đồng và phụ lục I"


def test_a_class_from_a_cell_of_numbers_has_a_comma_on_paper() -> None:
    [item, *_rest] = papers.facts(papers.paper(papers.for_kind("request"), "request"))["items"]

    assert item["accuracy"] == "1,6"


def test_no_signature_stands_alone_on_a_page() -> None:
    whole = papers.facts(papers.paper(papers.reviewed(papers.ready(gauges=30)), "request"))

    for n in range(16, 31):
        pdf = printing.pdf({**whole, "items": whole["items"][:n]}, NOW)
        [page] = [
            text
            for text in (one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)
            if "NGƯỜI XEM XÉT" in text
        ]
        assert "Khác biệt và cách giải quyết" in page, n
