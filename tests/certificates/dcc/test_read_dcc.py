"""`manage.py read_dcc`: what it prints, and how it ends."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from certificates.management.commands import read_dcc
from certificates.signing import xades
from tests.factories import dcc, keys
from tests.factories.dcc import xml
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return kept(tmp_path, xml())


def kept(folder: Path, data: bytes) -> Path:
    path = folder / "V08.xml"
    path.write_bytes(data)
    return path


def told(path: Path, *words: str) -> str:
    out = StringIO()
    call_command("read_dcc", str(path), *words, stdout=out, stderr=out)
    return out.getvalue()


def refused(path: Path, *words: str) -> tuple[int, str, str]:
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("read_dcc", str(path), *words, stdout=out, stderr=out)
    return error.value.returncode, str(error.value), out.getvalue()


def test_it_tells_the_whole_certificate(good: Path) -> None:
    shown = told(good, "--language", "vi", "--no-rules")

    lines = shown.splitlines()
    assert [line for line in lines if "V08.CN5.0001.26" in line] == [
        "Số:             V08.CN5.0001.26"
    ]
    assert [line.split() for line in lines[-3:]] == [
        ["0.00", "0.000", "0.004", "2", "0.95"],
        ["10.00", "10.002", "0.004", "2", "0.95"],
        ["20.00", "20.003", "0.004", "2", "0.95"],
    ]


def test_it_speaks_english_when_asked_or_by_the_environment(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Indication [bar]" in told(good, "--language", "en", "--no-rules")
    for name in ("LANGUAGE", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "Indication [bar]" in told(good, "--no-rules")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert "Số chỉ [bar]" in told(good, "--no-rules")


def test_as_json_it_is_what_the_api_says(good: Path) -> None:
    found = json.loads(told(good, "--json", "--no-rules"))

    assert found["results"][0]["tables"][0]["columns"][0]["parts"][0]["codes"] == ["bar"]


def test_ptbs_rules_are_told_unless_left_out(good: Path) -> None:
    assert "Missing measurement methods" in told(good)
    assert "Missing measurement methods" not in told(good, "--no-rules")


def test_a_rejected_file_ends_with_one_and_its_reasons(tmp_path: Path) -> None:
    path = kept(tmp_path, xml(a="2026-03-04→2026-03-02"))

    code, message, _out = refused(path, "--language", "vi")
    assert code == read_dcc.REJECTED
    assert "ngày kết thúc 2026-03-02 trước ngày bắt đầu 2026-03-03" in message
    code, _message, out = refused(path, "--json")
    assert json.loads(out)["rejected"] == "dates"


def test_no_file_ends_with_two(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.xml")[0] == read_dcc.UNOPENED
    assert refused(tmp_path)[0] == read_dcc.UNOPENED


def test_a_file_that_was_changed_is_told_and_ends_with_three(tmp_path: Path) -> None:
    signed = xades.sign(xml(), keys.pair("V08").signer, NOW)
    changed = signed.replace(b"10.002", b"10.003")
    assert changed != signed

    assert "10.002" in told(kept(tmp_path, signed), "--no-rules")
    code, _message, out = refused(kept(tmp_path, changed), "--no-rules", "--language", "vi")
    assert code == read_dcc.CHANGED
    assert "tệp đã bị sửa sau khi ký" in out


def test_without_a_database_every_signer_is_a_stranger(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Any:
        raise DatabaseError

    monkeypatch.setattr(read_dcc, "trust_now", away)

    assert "Không hỏi được cơ sở dữ liệu" in told(good, "--no-rules", "--language", "vi")


if dcc.VALID:

    def test_the_samples_end_as_they_should() -> None:
        for path in dcc.VALID:
            told(path)
        assert [refused(path)[0] for path in dcc.NEGATIVE] == [1, 1]

    def test_one_changed_digit_in_a_signed_sample_is_found(tmp_path: Path) -> None:
        signed = dcc.VALID[3].read_bytes()
        path = kept(tmp_path, signed.replace(b">306.248 ", b">306.249 ", 1))

        assert refused(path, "--no-rules")[0] == read_dcc.CHANGED
