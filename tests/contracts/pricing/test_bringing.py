from datetime import date
from typing import Any

import pytest

from accounts.models import Centre
from audit.record import history
from common.errors import InvalidInput, Refused
from contracts import services
from contracts.listing.wording import sentence
from contracts.models import Price, PriceImport, ServiceItem
from contracts.pricing.bringing import apply, bring, preview
from contracts.pricing.workbook import written
from tests.factories import contracts as make
from tests.factories import instruments, people, pricing, sheets
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
JANUARY = date(2027, 1, 1)


@pytest.fixture
def centre() -> Centre:
    instruments.kind()
    return people.centre("TTA")


def judged(source: PriceImport) -> list[tuple[str, list[str]]]:
    return [
        (one.fate.value, [reason["code"] for reason in one.reasons])
        for one in preview(source).judged
    ]


def enter(source: PriceImport) -> Any:
    return apply(import_id=source.pk, digest=preview(source).digest, by=source.by, at=NOW)


def prices(service: ServiceItem) -> list[tuple[int, date, date | None]]:
    return list(service.prices.values_list("amount", "valid_from", "valid_to"))


def test_a_list_brings_new_services_and_new_prices(centre: Centre) -> None:
    old = make.service(centre, code="KD-1", price=100_000, valid_from=date(2024, 1, 1))
    same = make.service(centre, code="KD-2", price=50_000)
    make.service(centre, code="KD-9", price=1)
    source = pricing.brought(
        centre,
        pricing.row("kd-1", "120.000"),
        pricing.row("KD-2", 50_000),
        pricing.new("KD-3", 70_000, range_min="0 bar", range_max="0,5 MPa"),
        pricing.new("KD-4", ""),
        valid_from=JANUARY,
    )
    seen = preview(source)
    assert judged(source) == [("priced", []), ("same", []), ("new", []), ("new", [])]
    assert (seen.untouched, seen.entering) == (1, 3)
    assert Price.objects.count() == 3

    enter(source)

    assert prices(old) == [
        (100_000, date(2024, 1, 1), date(2026, 12, 31)),
        (120_000, JANUARY, None),
    ]
    assert prices(same) == [(50_000, date(2020, 1, 1), None)]
    three = ServiceItem.objects.get(code="KD-3")
    assert (three.name_vi, three.kind, three.vat_category) == (
        "Kiểm định KD-3", "verification", "science",
    )  # fmt: skip
    assert (str(three.range_min), str(three.range_max)) == ("0 bar", "0.5 MPa")
    assert prices(three) == [(70_000, JANUARY, None)]
    assert prices(ServiceItem.objects.get(code="KD-4")) == []
    source.refresh_from_db()
    assert source.applied_at == NOW
    assert [event.verb for event in history(three)] == ["service.add", "price.set"]
    assert [event.verb for event in history(source)] == ["prices.upload", "prices.apply"]


def test_what_is_wrong_stops_the_whole_list_and_is_told(centre: Centre) -> None:
    make.service(centre, code="KD-1", price=100_000, valid_from=JANUARY)
    make.service(centre, code="KD-2", price=1)
    source = pricing.brought(
        centre,
        pricing.row("KD-1", 5),
        pricing.row("KD-2", "1.000,50", name_vi="Tên khác"),
        pricing.row("KD-2", 7, name_vi="Tên khác"),
        pricing.row("", 7),
        pricing.row("KD-5", 7),
        pricing.new("KD-6", 7, kind="sửa chữa", type="máy bay", range_min="nhiều", vat="x"),
        pricing.new("KD-7", 7, range_min="10 bar", range_max="1 bar"),
        pricing.new("KD-8", 7),
        valid_from=JANUARY,
    )

    assert judged(source) == [
        ("wrong", ["price_too_early"]),
        ("wrong", ["bad_price"]),
        ("wrong", ["in_file"]),
        ("wrong", ["blank_code"]),
        ("wrong", ["wrong_fact", "wrong_fact"]),
        ("wrong", ["unknown_choice", "unknown_type", "bad_range", "unknown_choice"]),
        ("wrong", ["wrong_fact"]),
        ("new", []),
    ]
    assert all(sentence(reason) for one in preview(source).judged for reason in one.reasons)
    with pytest.raises(Refused) as refused:
        enter(source)
    assert refused.value.code == "rows_left"
    assert ServiceItem.objects.count() == 2


def test_a_list_does_not_change_a_service(centre: Centre) -> None:
    make.service(centre, code="KD-1", price=1, name_vi="Kiểm định áp kế")
    source = pricing.brought(
        centre, pricing.row("KD-1", 2, name_vi="Kiểm định cân"), valid_from=JANUARY
    )

    assert judged(source) == [("wrong", ["service_differs"])]


def test_a_world_that_moved_stops_the_list(centre: Centre) -> None:
    one = make.service(centre, code="KD-1", price=1)
    source = pricing.brought(centre, pricing.row("KD-1", 2), valid_from=JANUARY)
    seen = preview(source).digest
    services.set_price(service_id=one.pk, amount=3, valid_from=TODAY, by=source.by, at=NOW)

    with pytest.raises(Refused) as refused:
        apply(import_id=source.pk, digest=seen, by=source.by, at=NOW)

    assert refused.value.code == "stale_preview"
    enter(source)
    assert [amount for amount, _from, _to in prices(one)] == [1, 3, 2]


def test_a_list_is_applied_once_and_only_where_it_changes_something(centre: Centre) -> None:
    make.service(centre, code="KD-1", price=1)
    nothing = pricing.brought(centre, pricing.row("KD-1", 1), valid_from=JANUARY)
    source = pricing.brought(centre, pricing.row("KD-1", 2), valid_from=JANUARY)
    enter(source)

    for again, code in ((source, "applied"), (nothing, "rows_left")):
        with pytest.raises(Refused) as refused:
            enter(again)
        assert refused.value.code == code
    idle = pricing.brought(centre, pricing.row("KD-1", 2), valid_from=JANUARY)
    with pytest.raises(Refused) as refused:
        enter(idle)
    assert refused.value.code == "nothing_to_apply"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("gia.pdf", b"%PDF", "wrong_format"),
        ("gia.xlsx", b"", "blank"),
        ("gia.xlsx", b"no workbook", "unreadable_file"),
        ("gia.xlsx", sheets.xlsx([["Tên", "Giá"], ["a", 1]]), "no_price_heading"),
        ("gia.xlsx", sheets.xlsx([pricing.HEADING]), "no_rows"),
        ("gia.xlsx", pricing.content(*(pricing.row(f"{n}") for n in range(2001))), "too_many_rows"),
        ("gia.xlsx", b"x" * (5 * 2**20 + 1), "too_large"),
    ],
    ids=("pdf", "empty", "broken", "heading", "rows", "many", "large"),
)
def test_a_file_that_is_no_price_list_is_named(
    centre: Centre, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        bring(
            centre=centre, file_name=name, content=content, valid_from=JANUARY,
            by=make.officer(centre), at=NOW,
        )  # fmt: skip

    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("file", code)]
    assert not PriceImport.objects.exists()


def test_what_is_exported_comes_back_unchanged(centre: Centre) -> None:
    low, high = instruments.q("0.5 bar"), instruments.q("10 bar")
    make.service(centre, code="KD-1", price=150_000, range_min=low, range_max=high)
    make.service(centre, "consulting", None, code="=TV", name_vi="=cmd|' /C calc'!A0", price=7)
    make.service(centre, code="KD-0", price=None, vat_category="exempt")
    services_ = ServiceItem.objects.select_related("type").prefetch_related("prices")
    content = written(services_, TODAY)

    source = bring(
        centre=centre, file_name="gia.xlsx", content=content, valid_from=JANUARY,
        by=make.officer(centre), at=NOW,
    )  # fmt: skip

    assert judged(source) == [("same", [])] * 3
    assert preview(source).untouched == 0


def test_a_long_list_takes_few_queries(centre: Centre, django_assert_max_num_queries: Any) -> None:
    rows = [pricing.new(f"KD-{n:04}", n) for n in range(1000)]
    source = pricing.brought(centre, *rows, valid_from=JANUARY)

    with django_assert_max_num_queries(80):
        enter(source)

    assert Price.objects.count() == 1000
