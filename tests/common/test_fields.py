"""Fields keep every digit on both engines."""

from collections.abc import Iterator
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


ROWS = Sample._default_manager


@pytest.fixture
def _table(transactional_db: None) -> Iterator[None]:  # schema changes stand outside a transaction
    with connection.schema_editor() as editor:
        editor.create_model(Sample)
    for value in VALUES:
        ROWS.create(value=value)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Sample)


@pytest.mark.usefixtures("_table")
def test_every_digit_survives_and_order_is_numeric() -> None:
    found = list(ROWS.order_by("value").values_list("value", flat=True))

    assert found == sorted(VALUES)
    assert ROWS.filter(value=Decimal("100000.123456789012345")).count() == 1
    assert ROWS.filter(value__lt=Decimal(3)).count() == 3


@pytest.mark.usefixtures("_table")
@pytest.mark.parametrize("wrong", ["mười", "NaN", "Infinity"])
def test_what_is_no_number_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        ROWS.create(value=wrong)

    assert ROWS.count() == len(VALUES)
