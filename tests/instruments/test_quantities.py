"""Quantities in the database, in forms and in the API keep every digit and refuse the rest."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import translation
from rest_framework import serializers

from instruments.api.fields import QuantitySerializerField
from instruments.fields import QuantityField, comparable
from instruments.form_fields import NumberFormField, QuantityFormField
from instruments.messages import SENTENCES
from instruments.models import Instrument
from metrology.errors import Code, MetrologyError
from metrology.quantities.quantity import Quantity
from tests.factories.instruments import instrument, q
from tests.factories.people import centre, customer


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["10.050 bar", "-0.10 MPa", "0 kg", "0.000 mbar", "123456789012345678.00000001 kg"]
)
def test_the_database_keeps_every_digit(text: str) -> None:
    made = instrument(customer(centre()), "platform-scale", range_max=q(text))

    stored = Instrument.objects.get(pk=made.pk)

    assert stored.range_max == q(text)
    assert str(stored.range_max) == text
    assert Instrument.objects.filter(range_max=q(text)).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT range_max FROM instruments_instrument WHERE id = %s", [made.pk])
        assert cursor.fetchone() == (text,)


@pytest.mark.parametrize(
    ("text", "code"),
    [("10 kg", "wrong_quantity"), ("10 foo", "unknown_unit"), ("ten bar", "not_a_number")],
)
def test_the_field_of_a_quantity_refuses_another(text: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        QuantityField(quantity="pressure").to_python(text)

    assert refused.value.code == code


def test_an_in_memory_text_becomes_a_quantity() -> None:
    assert QuantityField(quantity="pressure").to_python("10.050 bar") == q("10.050 bar")
    assert QuantityField().to_python("") is None


@pytest.mark.parametrize(
    ("language", "typed", "digits"),
    [("vi", "10,050 bar", "10.050"), ("vi", "−0,1 bar", "-0.1"), ("en", "10.050 bar", "10.050")],
)
def test_a_form_reads_the_readers_decimal_mark(language: str, typed: str, digits: str) -> None:
    with translation.override(language):
        assert QuantityFormField().clean(typed) == Quantity(digits, q("1 bar").unit)


def test_a_form_writes_what_it_reads() -> None:
    field = QuantityFormField(difference=True)
    step = q("0.10 delta_degC")
    with translation.override("vi"):
        written = field.prepare_value(step)
        assert written == "0,10 °C"
        assert field.clean(written) == step


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            "1.234 bar",
            "“1.234” có hai cách hiểu: 1234 hay 1,234? Hãy viết lại cho rõ.",
        ),
        ("10", "“10” chưa có đơn vị. Được dùng: "),
        ("10 kg", "Đơn vị “kg” là của đại lượng khác (khối lượng). Được dùng: "),
        ("10 baar", "Không có đơn vị “baar” trong danh mục. Gần giống: "),
        ("mười bar", "“mười bar” không phải là số."),
        ("1" * 31 + " bar", "có quá nhiều chữ số"),
        ("9" * 61 + " bar", "Viết số rồi đơn vị, ví dụ “10,05 bar”."),
        ("10\x00 bar", "Viết số rồi đơn vị, ví dụ “10,05 bar”."),
    ],
)
def test_a_form_says_what_is_wrong(typed: str, sentence: str) -> None:
    with translation.override("vi"), pytest.raises(ValidationError) as refused:
        QuantityFormField(quantity="pressure", required=True).clean(typed)

    assert sentence in refused.value.messages[0]


def test_a_wrong_unit_names_the_allowed_ones() -> None:
    with translation.override("vi"), pytest.raises(ValidationError) as refused:
        QuantityFormField(quantity="pressure").clean("10 kg")

    for symbol in ("Pa", "kPa", "MPa", "bar"):
        assert symbol in refused.value.messages[0]


def test_a_number_is_read_in_the_readers_language() -> None:
    with translation.override("vi"):
        assert NumberFormField().clean("1,96") == "1.96"
    with translation.override("en"):
        assert NumberFormField().clean("1.96") == "1.96"


@pytest.mark.parametrize("given", ["10.050 bar", {"value": "10.050", "unit": "bar"}])
def test_the_api_reads_two_forms_and_answers_one(given: Any) -> None:
    field = QuantitySerializerField(quantity="pressure")

    found = field.run_validation(given)

    assert found == q("10.050 bar")
    assert field.to_representation(found) == {"value": "10.050", "unit": "bar"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (10.05, "not_a_number"),
        (True, "not_a_number"),
        ([], "not_a_number"),
        ({"value": 10.05, "unit": "bar"}, "not_a_number"),
        ({"value": "10.05"}, "not_a_number"),
        ({"value": "10.05", "unit": "kg"}, "wrong_quantity"),
        ("10,050 bar", "ambiguous_number"),
        ("1e3 bar", "unknown_unit"),
        ("x" * 61, "not_a_number"),
    ],
)
def test_the_api_refuses_the_rest(given: Any, code: str) -> None:
    with pytest.raises(serializers.ValidationError) as refused:
        QuantitySerializerField(quantity="pressure").run_validation(given)

    assert refused.value.get_codes() == [code]


def test_user_text_never_reaches_pint(monkeypatch: pytest.MonkeyPatch) -> None:
    import pint

    def parse(*args: object, **kwargs: object) -> None:
        raise AssertionError("pint was asked")

    monkeypatch.setattr(pint.UnitRegistry, "__init__", parse)
    for text in ("2 kg*m/s^3", "5 __import__('os')", "7 meter ** 9 ** 9"):
        with pytest.raises(MetrologyError):
            Quantity.parse(text)


def test_every_code_of_metrology_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Code)


def test_a_comparable_value_is_the_same_whatever_the_unit() -> None:
    assert comparable(q("10 bar")) == comparable(q("1.000 MPa")) == Decimal(1_000_000)
    assert comparable(q("20 degC")) == Decimal("293.15")
    assert comparable(q("1 pF")) == Decimal("1E-12")
    assert comparable(q("9" * 30 + " t")) is None
    assert comparable(None) is None
