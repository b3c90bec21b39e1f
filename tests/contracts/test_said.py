"""After each step of prices, surcharges and offers the page says what was done."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from contracts.models import Contract, Surcharge
from tests.factories import contracts as make
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract() -> Contract:
    made = make.draft(people.customer(people.centre("TTA")), at=timezone.now())
    make.line(made, 1_000_000, at=timezone.now())
    return made


@pytest.fixture
def officer(contract: Contract) -> Client:
    return people.page(people.person(Role.CONTRACT_OFFICER, contract.centre))


def done(officer: Client, name: str, *args: Any, **typed: Any) -> str:
    """What the page says after a form was sent."""
    answer = officer.post(reverse(f"contracts:{name}", args=args), typed, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(str(one) for one in answer.context["messages"])


def today() -> str:
    return timezone.localdate().isoformat()


def test_a_price_is_set_and_ended_in_words(officer: Client, contract: Contract) -> None:
    pk = make.service(contract.centre).pk

    assert done(officer, "service", pk, amount="120.000", valid_from=today()) == "Đã đặt đơn giá."
    assert done(officer, "service", pk, last_day=today()) == "Đã ngừng đơn giá."


def test_a_surcharge_is_put_on_a_draft_and_ended_in_words(
    officer: Client, contract: Contract
) -> None:
    facts = {"kind": "urgent", "name_vi": "Làm gấp", "percent": "30", "valid_from": today()}
    made = done(officer, "surcharges", centre=contract.centre_id, vat_category="standard", **facts)
    one = Surcharge.objects.get()
    line = contract.lines.get().pk

    assert made == "Đã thêm phụ phí."
    assert done(officer, "charge", contract.pk, surcharge=one.pk, lines=line) == "Đã thêm phụ phí."
    assert done(officer, "end-surcharge", one.pk, last_day=today()) == "Đã ngừng phụ phí."


def test_a_draft_is_changed_and_quoted_in_words(officer: Client, contract: Contract) -> None:
    changed = done(officer, "change", contract.pk, title="Hiệu chuẩn cân", strand="service")
    until = timezone.localdate() + timedelta(days=30)
    quoted = done(officer, "new-version", contract.pk, valid_until=until.isoformat())

    assert changed == "Đã lưu."
    assert quoted == "Đã soạn báo giá. Bước sau: gửi khách hàng."
