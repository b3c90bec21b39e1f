"""What the address of the register asks for; what is wrong in it is left aside."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.errors import Faults
from common.text import row_id
from contracts.register.finding import ANY, NEWEST, SORTS, Wanted
from contracts.states import LineKind, Stage, Strand
from contracts.waiting import CODES

_WAYS = [(f"{way}{key}", key) for key in SORTS for way in ("", "-")]
_ALLOWED = {
    "start": "2026-11-20",
    "end": "2026-11-20",
    "strand": ", ".join(Strand.values),
    "kind": ", ".join(LineKind.values),
    "sort": ", ".join(way for way, _key in _WAYS),
}


class AskedForm(forms.Form):
    """The filters, as they stand in the address."""

    q = forms.CharField(required=False, max_length=200)
    stage = forms.CharField(required=False, max_length=20)
    waiting = forms.CharField(required=False, max_length=20)
    start = forms.DateField(required=False)
    end = forms.DateField(required=False)
    customer = forms.CharField(required=False, max_length=20)
    centre = forms.CharField(required=False, max_length=40)
    strand = forms.ChoiceField(required=False, choices=Strand.choices)
    kind = forms.ChoiceField(required=False, choices=LineKind.choices)
    sort = forms.ChoiceField(required=False, choices=_WAYS)


def require(params: QueryDict) -> Wanted:
    """The filters of a program's request; InvalidInput names each that says nothing."""
    form, faults = AskedForm(params), Faults()
    for name in form.errors:
        _refuse(faults, params, name, "")
    found = wanted(params)
    if found.stage not in ("", *Stage.values):
        _refuse(faults, params, "stage", ", ".join(Stage.values))
    if found.waiting not in ("", ANY, *CODES):
        _refuse(faults, params, "waiting", ", ".join((ANY, *CODES)))
    if params.get("customer") and found.customer is None:
        _refuse(faults, params, "customer", "1 …")
    faults.raise_if_any()
    return found


def _refuse(faults: Faults, params: QueryDict, name: str, allowed: str) -> None:
    message = _("Không có lựa chọn này.")
    shown = params.get(name, "")[:60].replace("\x00", "?")
    faults.add(
        name, message, code="unknown", found=shown, allowed=allowed or _ALLOWED.get(name, "")
    )


def wanted(params: QueryDict) -> Wanted:
    """The filters of an address."""
    form = AskedForm(params)
    form.is_valid()
    asked: dict[str, Any] = form.cleaned_data
    return Wanted(
        words=asked.get("q", ""),
        stage=asked.get("stage", ""),
        waiting=asked.get("waiting", ""),
        start=asked.get("start"),
        end=asked.get("end"),
        customer=row_id(asked.get("customer", "")),
        centre=asked.get("centre", ""),
        strand=asked.get("strand", ""),
        kind=asked.get("kind", ""),
        sort=asked.get("sort") or NEWEST,
    )
