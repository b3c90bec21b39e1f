"""Instruments are ticked over several pages and searches before any is added to a contract."""

import re

import pytest

from contracts.models import ContractItem
from instruments.models import Instrument
from tests.factories import contracts as make
from tests.factories import instruments, people

pytestmark = pytest.mark.django_db


def ticked(html: str) -> set[int]:
    """The keys of the boxes that show a tick."""
    return {int(pk) for pk in re.findall(r'name="instrument" value="(\d+)"[^>]*checked', html)}


def elsewhere(html: str) -> str:
    """What comes along from other pages."""
    (found,) = re.findall(r'name="elsewhere" value="([\d ]*)"', html)
    return str(found)


def test_ticks_come_along_to_another_page_and_another_search() -> None:
    draft = make.draft(people.customer(people.centre()))
    line = make.line(draft)
    first = instruments.instrument(draft.customer, serial="A001")
    rows = [first.__class__(**_like(first, f"A{n:03}")) for n in range(2, 103)]
    for row in rows:
        row.prepare()
    Instrument.objects.bulk_create(rows)
    last = Instrument.objects.get(serial="A102")
    browser = people.page(draft.created_by)
    at = f"/contracts/{draft.pk}/items/"
    typed = {"line": line.pk, "samples": "Nước giếng", "instrument": [first.pk]}

    second = browser.post(at, {**typed, "go": "2"}).content.decode()
    along = {**typed, "instrument": [last.pk], "elsewhere": elsewhere(second)}
    found = browser.post(at, {**along, "q": "A001", "go": "1"}).content.decode()

    assert (ticked(second), elsewhere(second)) == (set(), str(first.pk))
    assert "Trang 2 / 2" in second
    assert "Đã chọn thêm 1 phương tiện không ở trong bảng trên." in second
    assert "Nước giếng" in second
    assert (ticked(found), elsewhere(found)) == ({first.pk}, str(last.pk))
    assert not ContractItem.objects.exists()
    answer = browser.post(at, {**typed, "elsewhere": elsewhere(found)}, follow=True)
    assert "Đã thêm 3." in answer.content.decode()
    assert set(ContractItem.objects.values_list("instrument__serial", "sample")) == {
        ("A001", ""), ("A102", ""), (None, "Nước giếng"),
    }  # fmt: skip


def _like(one: Instrument, serial: str) -> dict[str, object]:
    names = ("customer", "type", "maker", "range_min", "range_max", "resolution", "accuracy")
    return {name: getattr(one, name) for name in names} | {"serial": serial}


def test_another_customers_instrument_and_nonsense_do_not_come_along() -> None:
    draft = make.draft(people.customer(people.centre()))
    line = make.line(draft)
    other = instruments.instrument(people.customer(draft.centre))
    browser = people.page(draft.created_by)

    answer = browser.post(
        f"/contracts/{draft.pk}/items/",
        {"line": line.pk, "samples": "", "elsewhere": f"{other.pk} x -1 ² {'9' * 30}"},
    )

    assert answer.status_code == 400
    assert not ContractItem.objects.exists()
