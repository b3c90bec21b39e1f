"""A day travels as ISO 8601 whatever language the page is in: the browser's calendar reads no other."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from common.forms import day


class _Form(forms.Form):
    on = day("Ngày")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_known_stands_in_the_box(language: str) -> None:
    with translation.override(language):
        box = str(_Form(initial={"on": date(2026, 2, 28)})["on"])

    assert 'type="date"' in box
    assert 'value="2026-02-28"' in box


def test_what_the_browser_sends_is_read() -> None:
    form = _Form({"on": "2024-02-29"})

    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2024, 2, 29)
    assert not _Form({"on": "2023-02-29"}).is_valid()
