"""Fields keep every digit on both engines."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models

from common.fields import ExactDecimalField

VALUES = [
    Decimal(text)
    for text in (
        "100000.123456789012345",
        "-3",
        "0.000000000000001",
        "12345678901234567890123",
        "2",
    )
]


class Sample(models.Model):
    """A table of this test alone."""

    value = ExactDecimalField(null=True)

    class Meta:
        app_label = "tests_common"

    def __str__(self) -> str:
        return str(self.value)


@pytest.fixture
def _table(transactional_db: None) -> None:  # schema changes stand outside a transaction
    with connection.schema_editor() as editor:
        editor.create_model(Sample)
    for value in VALUES:
        Sample.objects.create(value=value)
    yield  # type: ignore[misc]
    with connection.schema_editor() as editor:
        editor.delete_model(Sample)


@pytest.mark.usefixtures("_table")
def test_every_digit_survives_and_order_is_numeric() -> None:
    found = list(Sample.objects.order_by("value").values_list("value", flat=True))

    assert found == sorted(VALUES)
    assert Sample.objects.filter(value=Decimal("100000.123456789012345")).count() == 1
    assert Sample.objects.filter(value__lt=Decimal(3)).count() == 3


@pytest.mark.usefixtures("_table")
@pytest.mark.parametrize("wrong", ["mười", "NaN", "Infinity"])
def test_what_is_no_number_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Sample.objects.create(value=wrong)

    assert Sample.objects.count() == len(VALUES)
