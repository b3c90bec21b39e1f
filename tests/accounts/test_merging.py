"""Two registrations of one customer become one, and nothing of either is lost."""

import json
from typing import Any

import pytest
from django.utils import timezone

from accounts import services
from accounts.merging.duplicates import Reason
from accounts.merging.moving import hanging, relations
from accounts.merging.services import merge_customers
from accounts.models import Contact, Customer, Site
from accounts.permissions import Role
from audit.check import findings
from audit.models import Event, Sealed
from calibration.models import Custody
from certificates.models import Certificate
from certificates.services import approve_and_issue
from common.errors import InvalidInput, Refused
from contracts.models import Contract
from instruments.models import Instrument
from instruments.services import register_instrument
from tests.factories import certificates, contracts, instruments
from tests.factories.people import NOW, api, centre, client_of, customer, page, person, user

pytestmark = pytest.mark.django_db


def two(**gone: str) -> tuple[Customer, Customer]:
    """Two of one centre; `gone` are facts of the second."""
    place = centre()
    first, second = customer(place, "Công ty Ví Dụ Một"), customer(place, "Cty Ví Dụ Một")
    Customer.objects.filter(pk=second.pk).update(**gone)
    second.refresh_from_db()
    return first, second


def merge(keep: Customer, gone: Customer, why: str = "ghi hai lần") -> Any:
    return merge_customers(keep_id=keep.pk, gone_id=gone.pk, why=why, by=user(), at=NOW)


def test_what_hangs_on_a_customer_moves_whatever_app_it_is_of() -> None:
    bench = certificates.bench("HUE")
    job = certificates.gauge_job(bench)
    paper = approve_and_issue(job_id=job.pk, by=bench.approver, at=timezone.now())
    gone = job.customer
    keep = customer(gone.centre, "Khách giữ lại")
    signed = contracts.signed(gone, 1_000_000)
    Site.objects.create(customer=gone, name="Xưởng")
    client = client_of(gone)
    before = hanging(gone)

    merged = merge(keep, gone)

    assert merged.moved == before
    assert merged.left == {}
    assert hanging(gone) == {}
    signed.refresh_from_db()
    job.refresh_from_db()
    assert signed.customer == job.customer == keep
    assert job.instrument is not None
    assert Instrument.objects.get(pk=job.instrument.pk).customer == keep
    assert Contact.objects.get(user=client).customer == keep
    assert Certificate.objects.get(pk=paper.pk).customer == keep
    assert list(findings()) == []


def test_every_relation_of_every_app_is_known_and_none_is_sealed() -> None:
    found = relations(Customer)
    labels = {field.model._meta.label for field in found}

    assert {
        "accounts.Site", "accounts.Contact", "accounts.Customer", "instruments.Instrument",
        "calibration.Job", "calibration.Custody", "certificates.Certificate",
        "certificates.Archive", "contracts.Contract", "contracts.Framework",
    } <= labels  # fmt: skip
    assert not [field for field in found if issubclass(field.model, Sealed)]


def test_the_row_that_is_gone_stays_hidden_and_says_where_it_went() -> None:
    keep, gone = two(tax_code="9900000016")
    contract = contracts.signed(gone, 100_000)

    merge(keep, gone)

    officer = page(person(Role.CONTRACT_OFFICER, keep.centre))
    gone.refresh_from_db()
    assert gone.merged_into == keep
    listed = officer.get("/customers/").content.decode()
    assert f"/customers/{keep.pk}/" in listed
    assert f"/customers/{gone.pk}/" not in listed
    assert f"/customers/{gone.pk}/" not in officer.get("/search/?q=vi du").content.decode()
    shown = officer.get(f"/customers/{gone.pk}/").content.decode()
    assert "đã được gộp vào" in shown
    assert f"/customers/{keep.pk}/" in shown
    assert "Đã gộp vào đây" in officer.get(f"/customers/{keep.pk}/").content.decode()
    assert Contract.objects.get(pk=contract.pk).customer == keep


def test_blank_facts_are_taken_over_and_what_is_said_stays() -> None:
    keep, gone = two(tax_code="9900000016", phone="0234 382 0000", address="Nơi khác")

    merge(keep, gone)

    keep.refresh_from_db()
    assert (keep.tax_code, keep.phone) == ("9900000016", "0234 382 0000")
    assert keep.address != "Nơi khác"
    assert "9900000016" in keep.search_key


def test_both_have_an_event_that_names_the_rows() -> None:
    keep, gone = two()
    contract = contracts.signed(gone, 100_000)

    merge(keep, gone, why="khách báo")

    into = Event.objects.get(verb="customer.merge")
    away = Event.objects.get(verb="customer.merged")
    assert (into.subject_id, away.subject_id) == (str(keep.pk), str(gone.pk))
    assert f"contracts.contract {contract.pk}" in json.loads(into.changes)["moved"][1]
    assert json.loads(away.changes)["merged_into"][1] == f"{keep.pk} {keep.name}"
    assert "khách báo" in into.why


def test_the_same_site_and_the_same_instrument_become_one() -> None:
    keep, gone = two()
    sites = [Site.objects.create(customer=one, name="Xưởng") for one in (keep, gone)]
    mine = instruments.instrument(keep, serial="S1", site=sites[0])
    twin = instruments.instrument(gone, serial="S1", site=sites[1])
    draft = contracts.draft(gone)
    line = contracts.line(draft)
    line.items.create(instrument=twin, site=sites[1])

    merged = merge(keep, gone)

    item = line.items.get()
    assert (item.instrument, item.site) == (mine, sites[0])
    assert merged.left == {"accounts.site": [sites[1].pk], "instruments.instrument": [twin.pk]}
    assert hanging(twin) == {}


def test_an_instrument_that_says_something_else_stays_with_what_hangs_on_it() -> None:
    keep, gone = two()
    instruments.instrument(keep, serial="S1", accuracy="1.6")
    twin = instruments.instrument(gone, serial="S1", accuracy="1.0")
    draft = contracts.draft(gone)
    line = contracts.line(draft)
    item = line.items.create(instrument=twin)

    merged = merge(keep, gone)

    item.refresh_from_db()
    assert item.instrument == twin
    assert merged.left == {"instruments.instrument": [twin.pk]}
    officer = page(person(Role.CONTRACT_OFFICER, keep.centre))
    assert "Còn lại ở đây" in officer.get(f"/customers/{gone.pk}/").content.decode()


def test_a_thing_in_our_hands_moves_with_its_owner() -> None:
    keep, gone = two()
    thing = instruments.instrument(gone)
    held = Custody.objects.create(
        centre=gone.centre, customer=gone, instrument=thing, code="ABCDEF", received_at=NOW,
        received_by=user(), brought_by="Chị Ví Dụ", condition_in="tốt",
    )  # fmt: skip

    merge(keep, gone)

    held.refresh_from_db()
    assert (held.customer, held.instrument) == (keep, thing)


def test_earlier_merges_point_to_the_last() -> None:
    keep, gone = two()
    first = customer(keep.centre, "Ví Dụ Một cũ")
    merge(gone, first)

    merge(keep, gone)

    first.refresh_from_db()
    assert first.merged_into == keep


def refused(keep: Customer, gone: Customer, why: str = "trùng") -> list[str]:
    with pytest.raises(Refused) as refusal:
        merge(keep, gone, why)
    assert Event.objects.filter(verb__startswith="customer.merge").count() == 0
    return [fault.code for fault in refusal.value.faults]


def test_two_taxpayers_are_refused() -> None:
    keep, gone = two(tax_code="9900000016", budget_code="1053618")
    Customer.objects.filter(pk=keep.pk).update(tax_code="0100233488", budget_code="1053619")
    contract = contracts.draft(gone)

    assert refused(keep, gone) == ["differs", "differs"]
    contract.refresh_from_db()
    assert contract.customer == gone


def test_what_cannot_be_merged_is_refused_by_name() -> None:
    keep, gone = two()
    assert refused(keep, keep) == ["same"]
    assert refused(keep, gone, why="  ") == ["blank"]
    assert refused(keep, gone, why="x" * 301) == ["too_long"]
    assert refused(keep, customer(centre())) == ["other_centre"]
    Customer.objects.filter(pk=gone.pk).update(merged_into=keep)
    assert refused(keep, gone) == ["merged"]
    assert refused(gone, keep) == ["merged"]


def test_nothing_new_begins_with_a_customer_that_is_gone() -> None:
    keep, gone = two()
    merge(keep, gone)
    by = user()
    acts: list[Any] = [
        lambda: contracts.draft(gone),
        lambda: services.change_customer(customer_id=gone.pk, by=by, at=NOW, name="Khác"),
        lambda: services.add_site(customer=gone, name="Xưởng", by=by, at=NOW),
        lambda: services.add_contact(customer=gone, full_name="Chị Ví Dụ", by=by, at=NOW),
        lambda: register_instrument(
            customer=gone, type=instruments.kind(), serial="1", by=by, at=NOW
        ),
    ]

    for act in acts:
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "merged"
        assert keep.name in str(refusal.value)


def test_a_client_of_either_sees_what_both_had() -> None:
    keep, gone = two()
    contract = contracts.signed(gone, 100_000)
    of_keep, of_gone = client_of(keep), client_of(gone)
    merge(keep, gone)

    for client in (of_keep, of_gone):
        assert page(client).get(f"/contracts/{contract.pk}/").status_code == 200


def test_the_page_compares_and_merges() -> None:
    keep, gone = two(phone="0234 382 0000")
    contracts.draft(gone)
    officer = page(person(Role.CONTRACT_OFFICER, keep.centre))

    listed = officer.get("/customers/duplicates/").content.decode()
    shown = officer.get(f"/customers/{keep.pk}/merge/{gone.pk}/").content.decode()
    blank = officer.post(f"/customers/{keep.pk}/merge/{gone.pk}/", {"keep": keep.pk, "why": ""})
    done = officer.post(
        f"/customers/{keep.pk}/merge/{gone.pk}/", {"keep": gone.pk, "why": "ghi hai lần"}
    )

    assert f"/customers/{keep.pk}/merge/{gone.pk}/" in listed
    assert str(Reason.NAME.label) in listed
    assert "0234 382 0000" in shown
    assert "Hợp đồng" in shown
    assert blank.status_code == 400
    assert done["Location"] == f"/customers/{gone.pk}/"
    keep.refresh_from_db()
    assert keep.merged_into == gone


def test_candidates_are_the_likely_ones_and_what_is_searched() -> None:
    keep, gone = two()
    other = customer(keep.centre, "Bệnh viện Khác")
    officer = page(person(Role.CONTRACT_OFFICER, keep.centre))

    likely = officer.get(f"/customers/{keep.pk}/merge/").content.decode()
    found = officer.get(f"/customers/{keep.pk}/merge/?q=benh vien").content.decode()

    assert f"/merge/{gone.pk}/" in likely
    assert f"/merge/{other.pk}/" not in likely
    assert f"/merge/{other.pk}/" in found


def test_the_page_says_why_two_cannot_be_merged() -> None:
    keep, gone = two(tax_code="9900000016")
    Customer.objects.filter(pk=keep.pk).update(tax_code="0100233488")
    officer = page(person(Role.CONTRACT_OFFICER, keep.centre))
    address = f"/customers/{keep.pk}/merge/{gone.pk}/"

    shown = officer.get(address).content.decode()
    sent = officer.post(address, {"keep": keep.pk, "why": "x"})

    assert "hai người nộp thuế" in shown
    assert sent.status_code == 400
    assert "hai người nộp thuế" in sent.content.decode()


def test_the_api_lists_and_merges() -> None:
    keep, gone = two()
    officer = api(person(Role.CONTRACT_OFFICER, keep.centre))

    listed = officer.get("/api/v1/customers/duplicates/").json()
    done = officer.post(
        f"/api/v1/customers/{gone.pk}/merge/", {"into": keep.pk, "why": "ghi hai lần"}
    )
    again = officer.post(f"/api/v1/customers/{gone.pk}/merge/", {"into": keep.pk, "why": "x"})

    assert [(row["one"]["id"], row["other"]["id"]) for row in listed] == [(keep.pk, gone.pk)]
    assert (done.status_code, done.json()["customer"]["id"]) == (200, keep.pk)
    assert (again.status_code, again.json()["code"]) == (409, "merged")
    assert officer.get(f"/api/v1/customers/{gone.pk}/").json()["merged_into"] == keep.pk


@pytest.mark.parametrize("body", [{}, {"into": "x", "why": "y"}, {"into": 2**70, "why": "y"}])
def test_the_api_names_what_is_malformed(body: dict[str, Any]) -> None:
    keep, _gone = two()
    officer = api(person(Role.CONTRACT_OFFICER, keep.centre))

    assert officer.post(f"/api/v1/customers/{keep.pk}/merge/", body).status_code == 400


def test_only_who_manages_both_may_merge() -> None:
    keep, gone = two()
    foreign = customer(centre())
    body = {"into": keep.pk, "why": "x"}
    technician = person(Role.TECHNICIAN, keep.centre)
    officer = api(person(Role.CONTRACT_OFFICER, keep.centre))

    assert api(None).post(f"/api/v1/customers/{gone.pk}/merge/", body).status_code == 401
    assert api(technician).post(f"/api/v1/customers/{gone.pk}/merge/", body).status_code == 403
    assert officer.post(f"/api/v1/customers/{foreign.pk}/merge/", body).status_code == 404
    assert (
        officer.post(
            f"/api/v1/customers/{gone.pk}/merge/", {"into": foreign.pk, "why": "x"}
        ).status_code
        == 404
    )
    assert page(technician).get(f"/customers/{keep.pk}/merge/{gone.pk}/").status_code == 403


def test_the_list_of_pairs_asks_a_constant_number_of_queries(
    django_assert_max_num_queries: object,
) -> None:
    place = centre()
    for number in range(30):
        customer(place, f"Công ty Ví Dụ {number % 10}")
    officer = page(person(Role.CONTRACT_OFFICER, place))

    with django_assert_max_num_queries(9):  # type: ignore[operator]
        officer.get("/customers/duplicates/")


def test_facts_of_papers_are_checked_field_by_field() -> None:
    place = centre()
    wrong = {
        "name": " ", "tax_code": "12", "budget_code": "123", "phone": "gọi sau", "email": "a@",
        "bank_account": "1" * 41,
    }  # fmt: skip

    with pytest.raises(InvalidInput) as refusal:
        services.register_customer(centre=place, by=user(), at=NOW, **wrong)

    assert {fault.field for fault in refusal.value.faults} == set(wrong)
    assert not Customer.objects.exists()


def test_facts_of_papers_are_kept_and_changed_by_form_and_api() -> None:
    place = centre("HUE")
    officer = person(Role.CONTRACT_OFFICER, place)
    facts = {
        "name": "Sở Ví Dụ", "budget_code": "1053618", "phone": "0234 382 0000",
        "email": "so@vidu.example", "bank_account": "3713.0.1053618", "bank_name": "Kho bạc Ví Dụ",
        "representative": "Bà Ví Dụ", "representative_title": "Giám đốc",
    }  # fmt: skip

    typed = page(officer).post("/customers/new/", {"centre": place.pk, **facts})
    made = Customer.objects.get()
    sent = api(officer).patch(f"/api/v1/customers/{made.pk}/", {"phone": "0234 382 0001"})

    assert typed.status_code == 302
    assert {name: getattr(made, name) for name in facts} == facts
    assert sent.json()["phone"] == "0234 382 0001"
    shown = page(officer).get(f"/customers/{made.pk}/").content.decode()
    assert "Kho bạc Ví Dụ" in shown
    assert "Bà Ví Dụ" in shown
