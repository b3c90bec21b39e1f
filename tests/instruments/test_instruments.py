"""Instruments: registered, amended, found without tone marks and by range."""

from typing import Any

import pytest

from audit.models import Event
from audit.record import history
from common.errors import Conflict, InvalidInput
from instruments import services
from instruments.models import Instrument
from tests.factories.instruments import instrument, kind, q
from tests.factories.people import NOW, centre, customer, user

pytestmark = pytest.mark.django_db


def test_registering_writes_row_and_event() -> None:
    owner, by = customer(centre()), user()

    made = services.register_instrument(
        customer=owner,
        type=kind(),
        serial=" A 12 ",
        by=by,
        at=NOW,
        range_max=q("10.0 bar"),
        facts={"e": "50 g"},
    )

    stored = Instrument.objects.get(pk=made.pk)
    assert (stored.serial, str(stored.range_max)) == ("A 12", "10.0 bar")
    event = history(made).get()
    assert (event.verb, event.by_name, event.chain) == (
        "instrument.register", by.full_name, owner.centre.code,
    )  # fmt: skip
    assert '"facts":[null,"e = 50 g"]' in event.changes


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"serial": ""}, "serial", "blank"),
        ({"maker": "x" * 121}, "maker", "max_length"),
        ({"maker": "a\x00b"}, "maker", "null_character"),
        ({"year": -1}, "year", "min_value"),
        ({"range_min": q("5 bar"), "range_max": q("1 bar")}, "range_max", "range_order"),
        ({"range_min": q("5 bar"), "range_max": q("1 kg")}, "range_max", "wrong_quantity"),
        ({"range_max": "10 foo"}, "range_max", "unknown_unit"),
        ({"facts": {"E!": "x"}}, "facts", "bad_facts"),
        ({"facts": {"e": 50}}, "facts", "bad_facts"),
        ({"facts": []}, "facts", "bad_facts"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(
    facts: dict[str, Any], field: str, code: str
) -> None:
    owner, gauge = customer(centre()), kind()
    before = Event.objects.count()
    given = {"serial": "1", **facts}

    with pytest.raises(InvalidInput) as refused:
        services.register_instrument(customer=owner, type=gauge, by=None, at=NOW, **given)

    assert [(f.field, f.code) for f in refused.value.faults] == [(field, code)]
    assert Instrument.objects.count() == 0
    assert Event.objects.count() == before


def test_the_same_serial_twice_is_a_conflict() -> None:
    owner = customer(centre())
    first = instrument(owner, serial="7")

    with pytest.raises(Conflict) as refused:
        instrument(owner, serial="7")

    assert [(f.field, f.found) for f in refused.value.faults] == [("serial", "7")]
    assert list(Instrument.objects.values_list("pk", flat=True)) == [first.pk]
    instrument(customer(owner.centre), serial="7")  # another customer's is another instrument


def test_a_site_of_another_customer_is_refused() -> None:
    at = centre()
    owner, other = customer(at), customer(at)
    foreign = other.sites.create(name="Kho 1")

    with pytest.raises(InvalidInput) as refused:
        instrument(owner, site=foreign)

    assert refused.value.faults[0].field == "site"


def test_an_amendment_says_from_what_to_what() -> None:
    made = instrument(customer(centre()), serial="7", range_max=q("10 bar"))

    services.update_instrument(
        instrument_id=made.pk, by=None, at=NOW, why="đọc nhầm mặt số",
        range_max=q("10.0 bar"), maker=made.maker,
    )  # fmt: skip

    event = history(made).last()
    assert event is not None
    assert (event.verb, event.why) == ("instrument.update", "đọc nhầm mặt số")
    assert event.changes == '{"range_max":["10 bar","10.0 bar"]}'


def test_an_amendment_of_nothing_writes_nothing() -> None:
    made = instrument(customer(centre()), serial="7")
    before = Event.objects.count()

    services.update_instrument(instrument_id=made.pk, by=None, at=NOW, serial=" 7 ")

    assert Event.objects.count() == before


def test_an_amendment_to_a_taken_serial_changes_nothing() -> None:
    owner = customer(centre())
    instrument(owner, serial="7")
    second = instrument(owner, serial="8")

    with pytest.raises(Conflict):
        services.update_instrument(instrument_id=second.pk, by=None, at=NOW, serial="7")

    second.refresh_from_db()
    assert second.serial == "8"


def test_many_are_registered_in_few_queries_or_not_at_all(
    django_assert_max_num_queries: Any,
) -> None:
    owner, gauge = customer(centre()), kind()
    rows = [services.NewInstrument(owner, gauge, str(n), {"name": "Điện kế"}) for n in range(20)]

    with django_assert_max_num_queries(10 + 20 * 4):
        services.register_instruments(rows=rows, by=None, at=NOW)

    assert Instrument.objects.search("dien ke").count() == 20
    more = [services.NewInstrument(owner, gauge, serial) for serial in ("new", "1")]
    with pytest.raises(Conflict):
        services.register_instruments(rows=more, by=None, at=NOW)
    assert Instrument.objects.count() == 20


@pytest.mark.parametrize(
    "text",
    ["điện kế", "dien ke", "DIEN KE", "ke dien", "Điện kế", "s-77", "vi du gauge", "thuan hoa",
     "gauge thuan", "bourdon"],
)  # fmt: skip
def test_search_ignores_tone_marks_and_case(text: str) -> None:
    at = centre()
    owner = customer(at, "Công ty Cấp nước Thuận Hóa")
    wanted = instrument(owner, name="Điện kế khung quay", serial="S-77")
    instrument(customer(at, "Khách khác"), "platform-scale", serial="A", maker="Cân Mẫu")

    assert list(Instrument.objects.search(text)) == [wanted]


def test_search_finds_by_the_customers_new_name() -> None:
    owner = customer(centre(), "Tên cũ")
    wanted = instrument(owner)
    owner.name = "Nhà máy Đường Mới"
    owner.save()

    assert list(Instrument.objects.search("duong moi")) == [wanted]
    assert not Instrument.objects.search("ten cu").exists()


def test_ranges_compare_whatever_the_unit() -> None:
    owner = customer(centre())
    one = instrument(owner, range_max=q("1 MPa"))
    six = instrument(owner, range_max=q("6 bar"))
    scale = instrument(owner, "platform-scale", range_max=q("2000000 kg"))
    rows = Instrument.objects.order_by("pk")

    assert list(rows.where("range_max", "gte", q("10 bar"))) == [one]
    assert list(rows.where("range_max", "gt", q("10.00 bar"))) == []
    assert list(rows.where("range_max", "exact", q("1000.0 kPa"))) == [one]
    assert list(rows.where("range_max", "lte", q("10 bar"))) == [one, six]
    assert list(rows.where("range_max", "lt", q("0.7 MPa"))) == [six]
    assert list(rows.where("range_max", "gte", q("1 t"))) == [scale]
    with pytest.raises(ValueError, match="not a comparison"):
        rows.where("serial", "gte", q("1 t"))
