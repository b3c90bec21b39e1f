"""A bare installation gets its first administrator."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Centre, User

pytestmark = pytest.mark.django_db
WORDS = {"centre": "LAB", "name": "Phòng Đo", "email": "a@b.example", "full_name": "Đặng Thị Tạm"}


def test_the_first_administrator_can_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUAN_PASSWORD", "rất-dài-2026")

    call_command("begin", **WORDS)

    browser = Client()
    assert browser.login(email="a@b.example", password="rất-dài-2026")
    assert browser.get("/people/").status_code == 200


def test_a_weak_password_makes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUAN_PASSWORD", "123")

    with pytest.raises(CommandError):
        call_command("begin", **WORDS)

    assert not Centre.objects.exists()
    assert not User.objects.exists()
