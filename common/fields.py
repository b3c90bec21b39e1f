"""Model fields that both engines keep to the last digit."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.text import nfc

# Fields take type parameters only in the stubs, not when they run.
if TYPE_CHECKING:
    AnyField = models.Field[Any, Any]
    TextField = models.CharField[str, str]
else:
    AnyField = models.Field
    TextField = models.CharField


class ExactDecimalField(AnyField):
    """A Decimal without loss: numeric(38, 15) on PostgreSQL, ordered text on SQLite.

    Django's DecimalField is REAL on SQLite, where the sixteenth digit is lost.
    """

    description = "Exact decimal"

    def db_type(self, connection: Any) -> str:
        return "numeric(38, 15)" if connection.vendor == "postgresql" else "text COLLATE decimal"

    def get_internal_type(self) -> str:
        return "ExactDecimalField"

    def from_db_value(self, value: Any, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(str(value)).normalize()

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except ArithmeticError as error:
            raise ValidationError(_("“%s” không phải là số.") % value) from error

    def get_prep_value(self, value: Any) -> Any:
        number = self.to_python(super().get_prep_value(value))
        if number is not None and not number.is_finite():
            raise ValidationError(_("“%s” không phải là số.") % value)
        return number

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001,FBT002
        number = value if prepared else self.get_prep_value(value)
        if number is None or connection.vendor == "postgresql":
            return number
        return format(number.normalize(), "f")


class NfcCharField(TextField):
    """Text in NFC: what was typed as decomposed letters is found again."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return nfc(prepared) if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = nfc(value)
            setattr(model_instance, self.attname, value)
        return value
