"""The forms of this app's pages."""

from instruments.forms.instruments import InstrumentFilter, InstrumentForm, day_from
from instruments.forms.standards import (
    MOST_VALUE_ROWS,
    VALUE_ROWS,
    CalibrationForm,
    CorrectionForm,
    DoubtForm,
    StandardForm,
    ValueForm,
    ValueFormSet,
    WhyForm,
    formset_of,
    value_lines,
)
from instruments.forms.upkeep import AtForm, CheckForm, IntervalForm, LimitsForm

__all__ = [
    "MOST_VALUE_ROWS",
    "VALUE_ROWS",
    "AtForm",
    "CalibrationForm",
    "CheckForm",
    "CorrectionForm",
    "DoubtForm",
    "InstrumentFilter",
    "InstrumentForm",
    "IntervalForm",
    "LimitsForm",
    "StandardForm",
    "ValueForm",
    "ValueFormSet",
    "WhyForm",
    "day_from",
    "formset_of",
    "value_lines",
]
