import pytest

from contracts.listing.cells import facts_of, read_range
from contracts.listing.kinds import TypeBook, service_of
from instruments.models import InstrumentType
from instruments.reference import load_reference
from tests.factories.people import NOW


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0 ÷ 10 bar", "0 bar", "10 bar"),
        ("(0-10) bar", "0 bar", "10 bar"),
        ("0…10bar", "0 bar", "10 bar"),
        ("(0...10) bar", "0 bar", "10 bar"),
        ("0,5..10,5 bar", "0.5 bar", "10.5 bar"),
        ("0 kg...60 kg", "0 kg", "60 kg"),
        ("0 ~ 1,6 MPa", "0 MPa", "1.6 MPa"),
        ("từ 0 đến 10 bar", "0 bar", "10 bar"),
        ("-1 ÷ 5 bar", "-1 bar", "5 bar"),
        ("(−30 … 50) °C", "-30 degC", "50 degC"),
        ("200 g - 60 kg", "200 g", "60 kg"),
        ("Max 60 kg", None, "60 kg"),
        ("150 mm", None, "150 mm"),
    ],
)
def test_ranges_as_clients_write_them(text: str, low: str | None, high: str) -> None:
    found = read_range(text)

    assert (found.low and str(found.low), str(found.high)) == (low, high)


@pytest.mark.parametrize(
    "text", ["0-1000 V / 10 A", "nhiều thang", "10", "10 ÷ 5 bar", "0 ÷ 10 furlong", "1 bar ÷ 5 kg"]
)
def test_what_is_no_range_stays_text(text: str) -> None:
    found = read_range(text)

    assert (found.low, found.high, found.text, found.reason) == (None, None, text, ())


def test_a_number_with_two_readings_is_asked_back() -> None:
    found = read_range("0 ÷ 1.234 bar")

    assert dict(found.reason) == {"found": "1.234", "first": "1234", "second": "1,234"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ("calibration", "")),
        ("Kiểm định", ("verification", "periodic")),
        ("KĐ ban đầu", ("verification", "initial")),
        ("kiểm định sau sửa chữa", ("verification", "after_repair")),
        ("Định kỳ", ("verification", "periodic")),
        ("HC", ("calibration", "")),
        ("Calibration", ("calibration", "")),
        ("Thử nghiệm", ("testing", "")),
        ("sửa chữa", None),
    ],
)
def test_services_as_clients_write_them(text: str, found: tuple[str, str] | None) -> None:
    assert service_of(text, "calibration") == found


@pytest.fixture
def book(db: None) -> TypeBook:
    load_reference(NOW)
    return TypeBook.of(InstrumentType.objects.all())


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Áp kế lò xo", "pressure-gauge"),
        ("ap ke lo xo", "pressure-gauge"),
        ("ĐỒNG HỒ ĐO ÁP SUẤT", "pressure-gauge"),
        ("Áp kế lò xo Wika 0-10 bar", "pressure-gauge"),
        ("pressure-gauge", "pressure-gauge"),
        ("Spring (Bourdon) pressure gauge", "pressure-gauge"),
        ("Áp kế hiện số", "pressure-gauge-digital"),
        ("Cân bàn điện tử 60 kg", "platform-scale"),
        ("Cân ô tô chuyên dùng kiểm tra tải trọng xe cơ giới", "truck-scale-axle-control"),
        ("Thước vặn đo ngoài (panme)", "micrometer"),
        ("Panme điện tử", "micrometer"),
        ("Tủ sấy Memmert", "oven"),
        ("Nhiệt kế thủy tinh – chất lỏng", "liquid-glass-thermo"),
        ("Máy nghe nhạc", None),
        ("Cân", None),
        ("Áp", None),
    ],
)
def test_types_are_known_by_code_name_and_the_trades_names(
    book: TypeBook, name: str, code: str | None
) -> None:
    found = book.find(name)

    assert (found and found.code) == code


def test_every_type_is_known_by_its_own_names(book: TypeBook) -> None:
    for one in InstrumentType.objects.all():
        for name in (one.code, one.name_vi):
            assert book.find(name) == one, name


def test_every_synonym_names_a_type(book: TypeBook) -> None:
    from contracts.listing.kinds import _synonyms

    codes = set(InstrumentType.objects.values_list("code", flat=True))

    assert {code for _key, code, _whole in _synonyms()} <= codes


def test_an_unknown_name_gets_the_closest(book: TypeBook) -> None:
    assert next(one.code for one in book.close_to("Áp kế lò so cơ")) == "pressure-gauge"
    assert book.close_to("zzzz qqqq") == []


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("0,2 bar", "0.2 bar"),
        ("0,2", "0.2 bar"),
        ("20 kPa", "20 kPa"),
        ("0.05", "0.05 bar"),
    ],
)
def test_a_scale_interval_has_its_own_unit_or_the_ranges(cell: str, kept: str) -> None:
    values = {"name": "Áp kế lò xo", "range": "0 ÷ 10 bar", "resolution": cell}

    facts, wrong = facts_of(values, "Áp kế lò xo")

    assert (str(facts["resolution"]), wrong) == (kept, [])


def test_an_interval_of_temperature_is_a_step_not_a_temperature() -> None:
    facts, _wrong = facts_of(
        {"name": "Nhiệt kế", "range": "0 ÷ 100 °C", "resolution": "0,1 °C"}, "Nhiệt kế"
    )

    assert str(facts["resolution"]) == "0.1 delta_degC"


def test_the_verification_interval_of_a_scale_is_read() -> None:
    facts, _wrong = facts_of({"name": "Cân", "range": "Max 60 kg", "e": "20 g"}, "Cân")

    assert str(facts["e"]) == "20 g"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"resolution": "nhỏ"}, "no_interval"),
        ({"resolution": "0,2"}, "no_interval"),
        ({"resolution": "1.234", "range": "0 ÷ 10 bar"}, "ambiguous_number"),
    ],
    ids=["no number", "no unit", "two readings"],
)
def test_an_interval_that_cannot_be_read_is_asked_back(values: dict[str, str], code: str) -> None:
    facts, wrong = facts_of({"name": "Áp kế"} | values, "Áp kế")

    assert "resolution" not in facts
    assert [(reason["code"], reason["column"]) for reason in wrong] == [(code, "resolution")]
