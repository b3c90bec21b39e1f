"""Quotations: what they freeze, what each step asks, what they hold still."""

from datetime import timedelta

import pytest

from audit.record import history
from calibration.models import ScopeLine
from common import queue
from common.canonical import canonical, sha256
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.models import Contract, Quotation
from contracts.parties import centre_facts, customer_facts
from contracts.quoting import versions
from contracts.quoting.life import Shown, shown, shown_as, with_gross
from tests.factories import contracts as make
from tests.factories import instruments, people, sheets
from tests.factories import quoting as quote
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=40)


@pytest.fixture
def draft() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")))
    make.line(made, 1_000_000, quantity=2, discount=100_000)
    return made


def state(quotation: Quotation) -> str:
    return Quotation.objects.get(pk=quotation.pk).state


def test_a_version_freezes_lines_parties_rates_and_totals(draft: Contract) -> None:
    make.line(draft, 500_000, kind="consulting", description="Tư vấn", vat_category="reduced")

    made = quote.made(draft)

    said = quote.statement(made)
    assert {name: said[name] for name in ("schema", "number", "version", "dated_on")} == {
        "schema": 1, "number": f"BG {draft.number}", "version": 1, "dated_on": "2026-11-20",
    }  # fmt: skip
    assert said["valid_until"] == "2026-12-20" == made.valid_until.isoformat()
    assert said["centre"] == centre_facts(draft.centre)
    assert said["customer"] == customer_facts(draft.customer)
    first, second = said["lines"]
    assert (first["position"], first["amount"], first["vat_percent"]) == (1, 1_900_000, 5)
    assert (second["position"], second["kind"], second["vat_percent"]) == (2, "consulting", 8)
    assert (first["scope"], second["scope"]) == ("not_asked", "not_asked")
    assert said["totals"] == {
        "rates": [
            {"percent": 5, "net": 1_900_000, "vat": 95_000},
            {"percent": 8, "net": 500_000, "vat": 40_000},
        ],
        "net": 2_400_000,
        "vat": 135_000,
        "gross": 2_535_000,
    }
    assert made.statement == canonical(said)
    assert made.sha256 == sha256(made.statement)
    event = history(draft).last()
    assert event is not None
    assert event.verb == "quotation.make"
    assert made.sha256 in event.changes


def test_a_line_says_whether_it_is_in_scope(draft: Contract) -> None:
    """Verification of what the designation does not name is outside, with the reason twice."""
    known = make.line(draft, description="Kiểm định áp kế")
    make.gauges(known, 2)
    other = make.line(draft, description="Kiểm định thước cặp")
    caliper = instruments.instrument(draft.customer, type_code="vernier-caliper")
    services.add_items(
        line_id=other.pk,
        items=[services.ItemFacts(instrument=caliper)],
        by=draft.created_by,
        at=NOW,
    )

    ScopeLine.objects.filter(type=caliper.type).delete()

    lines = quote.statement(quote.made(draft))["lines"]

    assert [line["scope"] for line in lines] == ["not_asked", "inside", "outside"]
    assert lines[1]["note"] == ""
    assert lines[2]["note"]
    assert lines[2]["note_en"] not in ("", lines[2]["note"])


def test_without_lines_there_is_nothing_to_offer() -> None:
    draft = make.draft(people.customer(people.centre("TTA")))

    with pytest.raises(Refused) as refused:
        quote.made(draft)

    assert refused.value.code == "no_lines"
    assert not Quotation.objects.exists()


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "in_past"), (367, "too_late"), (0, None), (366, None)]
)
def test_the_last_day_is_today_or_within_a_year(
    draft: Contract, days: int, code: str | None
) -> None:
    day = TODAY + timedelta(days=days)
    if code is None:
        assert quote.made(draft, valid_until=day).valid_until == day
        return

    with pytest.raises(InvalidInput) as refused:
        quote.made(draft, valid_until=day)

    fault = refused.value.faults[0]
    assert (fault.field, fault.code, fault.found) == ("valid_until", code, day.isoformat())
    assert fault.allowed == "2026-11-20 … 2027-11-21"


def test_only_a_draft_is_offered(draft: Contract) -> None:
    make.sign(draft)

    with pytest.raises(Refused) as refused:
        quote.made(draft)

    assert refused.value.code == "wrong_state"


def test_a_new_version_replaces_whatever_was_there(draft: Contract) -> None:
    first = quote.made(draft)
    second = quote.sent(draft)
    third = quote.accepted(draft)
    fourth = quote.made(draft)

    assert [state(one) for one in (first, second, third, fourth)] == [
        "replaced", "replaced", "replaced", "draft",
    ]  # fmt: skip
    assert [one.version for one in (first, second, third, fourth)] == [1, 2, 3, 4]


def test_what_is_sent_is_what_the_draft_says(draft: Contract) -> None:
    made = quote.made(draft)
    make.line(draft, 50_000)

    with pytest.raises(Refused) as refused:
        versions.send(quotation_id=made.pk, by=draft.created_by, at=NOW)

    assert refused.value.code == "stale"
    assert state(made) == "draft"


def test_a_version_is_sent_between_its_making_and_today(draft: Contract) -> None:
    made = quote.made(draft)

    for days, code in ((-1, "too_early"), (1, "in_future")):
        with pytest.raises(InvalidInput) as refused:
            versions.send(
                quotation_id=made.pk,
                sent_on=TODAY + timedelta(days=days),
                by=draft.created_by,
                at=NOW,
            )
        assert [(f.field, f.code) for f in refused.value.faults] == [("sent_on", code)]


def test_what_has_expired_is_not_sent(draft: Contract) -> None:
    made = quote.made(draft)

    with pytest.raises(Refused) as refused:
        versions.send(quotation_id=made.pk, by=draft.created_by, at=LATER)

    assert refused.value.code == "expired"


def test_it_is_sent_once(draft: Contract) -> None:
    sent = quote.sent(draft)

    with pytest.raises(Refused) as refused:
        versions.send(quotation_id=sent.pk, by=draft.created_by, at=NOW)

    assert refused.value.code == "wrong_state"


def test_the_customer_agrees(draft: Contract) -> None:
    sent = quote.sent(draft)
    client = people.client_of(draft.customer)

    done = versions.accept(quotation_id=sent.pk, by=client, at=NOW)

    assert (done.state, done.answered_on, done.answered_by, done.why) == (
        "accepted", TODAY, client, "",
    )  # fmt: skip
    assert [event.verb for event in history(draft)][-2:] == ["quotation.send", "quotation.accept"]


def test_an_offer_that_expired_is_not_accepted(draft: Contract) -> None:
    """By name, with the way out; on its last day it still is."""
    sent = quote.sent(draft, valid_until=TODAY)
    client = people.client_of(draft.customer)

    with pytest.raises(Refused) as refused:
        versions.accept(quotation_id=sent.pk, by=client, at=NOW + timedelta(days=1))

    assert refused.value.code == "expired"
    assert str(sent) in str(refused.value)
    assert refused.value.faults[0].allowed == "<= 2026-11-20"
    assert state(sent) == "sent"
    assert versions.accept(quotation_id=sent.pk, by=client, at=NOW).state == "accepted"


def test_an_answer_given_in_time_is_recorded_later(draft: Contract) -> None:
    """The officer writes down on Monday what the customer said on Friday, and how."""
    sent = quote.sent(draft, valid_until=TODAY)
    after = NOW + timedelta(days=3)
    facts = {"quotation_id": sent.pk, "by": draft.created_by, "at": after, "for_customer": True}

    with pytest.raises(InvalidInput) as refused:
        versions.accept(**facts, on=TODAY)  # type: ignore[arg-type]
    done = versions.accept(**facts, on=TODAY, why="Thư số 12")  # type: ignore[arg-type]

    assert [(f.field, f.code) for f in refused.value.faults] == [("why", "blank")]
    assert (done.answered_on, done.why) == (TODAY, "Thư số 12")


def test_an_answer_lies_between_sending_and_today(draft: Contract) -> None:
    sent = quote.sent(draft)

    for days, code in ((-1, "too_early"), (1, "in_future")):
        with pytest.raises(InvalidInput) as refused:
            versions.reject(
                quotation_id=sent.pk,
                why="Giá cao",
                on=TODAY + timedelta(days=days),
                by=draft.created_by,
                at=NOW,
            )
        assert [(f.field, f.code) for f in refused.value.faults] == [("on", code)]


def test_a_refusal_says_why(draft: Contract) -> None:
    sent = quote.sent(draft)

    for why, code in ((" ", "blank"), ("x" * 301, "too_long")):
        with pytest.raises(InvalidInput) as refused:
            versions.reject(quotation_id=sent.pk, why=why, by=draft.created_by, at=NOW)
        assert [(f.field, f.code) for f in refused.value.faults] == [("why", code)]
    done = versions.reject(quotation_id=sent.pk, why="Giá cao", by=draft.created_by, at=NOW)

    assert (done.state, done.why) == ("rejected", "Giá cao")


def test_an_unsent_version_has_no_answer(draft: Contract) -> None:
    made = quote.made(draft)

    for answer in (versions.accept, versions.reject):
        with pytest.raises(Refused) as refused:
            answer(quotation_id=made.pk, why="x", by=draft.created_by, at=NOW)
        assert refused.value.code == "wrong_state"


def test_a_cancelled_contract_takes_no_answer(draft: Contract) -> None:
    sent = quote.sent(draft)
    services.cancel(
        contract_id=draft.pk, cancelled_on=TODAY, why="Thôi", by=draft.created_by, at=NOW
    )

    with pytest.raises(Refused) as refused:
        versions.accept(quotation_id=sent.pk, by=draft.created_by, at=NOW)

    assert refused.value.code == "wrong_state"


def test_what_the_customer_holds_does_not_move(draft: Contract) -> None:
    """Lines stay while an offer is out or accepted; taking it back frees them."""
    line = draft.lines.get()
    for offered in (quote.sent, quote.accepted):
        offer = offered(draft)
        with pytest.raises(Refused) as added:
            make.line(draft)
        with pytest.raises(Refused) as removed:
            services.remove_line(line_id=line.pk, by=draft.created_by, at=NOW)
        with pytest.raises(Refused) as uploaded:
            services.upload_list(
                contract_id=draft.pk, file_name="a.csv", content=b"a", by=draft.created_by, at=NOW
            )
        assert {one.value.code for one in (added, removed, uploaded)} == {"quoted"}
        assert str(offer) in str(added.value)

    versions.reopen(quotation_id=offer.pk, why="Bớt dòng", by=draft.created_by, at=NOW)
    make.line(draft)

    assert state(offer) == "replaced"
    assert draft.lines.count() == 2


def test_instruments_are_named_after_the_offer_too(draft: Contract) -> None:
    """Which ten gauges they are is often known when they arrive; the price does not move."""
    quote.accepted(draft)

    make.gauges(draft.lines.get(), 2)
    make.sign(draft)

    assert draft.lines.get().items.count() == 2


def test_taking_back_asks_why(draft: Contract) -> None:
    sent = quote.sent(draft)

    with pytest.raises(InvalidInput) as refused:
        versions.reopen(quotation_id=sent.pk, why=" ", by=draft.created_by, at=NOW)

    assert [(f.field, f.code) for f in refused.value.faults] == [("why", "blank")]


def test_once_an_offer_went_out_only_what_was_accepted_is_signed(draft: Contract) -> None:
    sent = quote.sent(draft)
    with pytest.raises(Refused) as waiting:
        make.sign(draft)
    versions.reopen(quotation_id=sent.pk, why="Sửa", by=draft.created_by, at=NOW)
    with pytest.raises(Refused) as taken_back:
        make.sign(draft)
    quote.accepted(draft)
    make.sign(draft)

    assert (waiting.value.code, taken_back.value.code) == ("not_accepted", "not_accepted")
    draft.refresh_from_db()
    assert draft.state == "signed"


def test_lines_that_moved_behind_an_accepted_offer_are_not_signed(draft: Contract) -> None:
    quote.accepted(draft)
    draft.lines.update(price=999_000)  # past the services, as a mending script would

    with pytest.raises(Refused) as refused:
        make.sign(draft)

    assert refused.value.code == "not_as_quoted"
    draft.refresh_from_db()
    assert (draft.state, draft.signed_on) == ("draft", None)


def test_a_version_nobody_was_sent_binds_nobody(draft: Contract) -> None:
    quote.made(draft)
    make.line(draft)

    make.sign(draft)

    draft.refresh_from_db()
    assert draft.state == "signed"


def test_the_rate_of_the_day_of_signing_is_no_other_offer(draft: Contract) -> None:
    """Quoted at 8 % in December, signed at 10 % in January: the law moved, not the offer."""
    draft.lines.all().delete()
    make.line(draft, 1_000_000, vat_category="reduced")
    offer = quote.accepted(draft)
    january = NOW.replace(year=2027, month=1, day=5)

    make.sign(draft, on=january.date(), at=january)

    assert quote.statement(offer)["lines"][0]["vat_percent"] == 8
    assert draft.lines.get().vat_percent == 10


def test_expiry_follows_from_the_last_day(draft: Contract) -> None:
    sent = quote.sent(draft, valid_until=TODAY)
    tomorrow = TODAY + timedelta(days=1)

    assert (shown(sent, TODAY), shown(sent, tomorrow)) == (Shown.SENT, Shown.EXPIRED)
    for on, found in ((TODAY, "sent"), (tomorrow, "expired")):
        for code in Shown.values:
            rows = Quotation.objects.filter(shown_as(code, on))
            assert rows.exists() is (code == found), (on, code)
        assert Quotation.objects.filter(shown_as("", on)).exists()


def test_the_total_is_read_from_the_statement(draft: Contract) -> None:
    quote.made(draft)

    assert [one.gross for one in with_gross(Quotation.objects.all())] == [1_995_000]  # type: ignore[attr-defined]


def test_rows_of_the_list_that_were_left_out_are_told_with_the_reason(draft: Contract) -> None:
    """The latest applied list: what entered is in the lines, the rest is said in both languages."""
    make.service(draft.centre, price=150_000)
    content = sheets.xlsx(
        [
            ["Tên phương tiện", "Số chế tạo"],
            ["Áp kế lò xo", "A-1"],
            ["Áp kế lò xo", "A-1"],
            ["Máy làm mưa", "M-1"],
        ]
    )
    source = services.upload_list(
        contract_id=draft.pk, file_name="ds.xlsx", content=content, by=draft.created_by, at=NOW
    )
    queue.drain()
    services.apply_list(import_id=source.pk, by=draft.created_by, at=NOW, skip=True)
    queue.drain()

    said = quote.statement(quote.made(draft))

    assert len(said["lines"]) == 2
    assert [(row["row"], row["serial"]) for row in said["skipped"]] == [(3, "A-1"), (4, "M-1")]
    for row in said["skipped"]:
        assert row["why_vi"]
        assert row["why_en"] not in ("", row["why_vi"])


def test_a_line_with_some_instruments_outside_says_how_many(draft: Contract) -> None:
    line = make.line(draft, quantity=3)
    make.gauges(line, 2)
    caliper = instruments.instrument(draft.customer, type_code="vernier-caliper")
    services.add_items(
        line_id=line.pk,
        items=[services.ItemFacts(instrument=caliper)],
        by=draft.created_by,
        at=NOW,
    )
    ScopeLine.objects.filter(type=caliper.type).delete()

    found = quote.statement(quote.made(draft))["lines"][1]

    assert found["scope"] == "outside"
    assert found["note"].startswith("1 trong 3 phương tiện:")
    assert found["note_en"].startswith("1 of 3 instruments:")
