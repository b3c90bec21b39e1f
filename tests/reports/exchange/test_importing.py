"""A file is taken in only as its unit signed it; everything else is refused, told in words."""

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from accounts.models import Centre
from accounts.permissions import Role
from audit.check import findings
from audit.models import Event
from common.canonical import canonical
from common.errors import Conflict, DomainError, InvalidInput, Refused
from reports.exchange.comparing import other_definitions
from reports.exchange.content import as_stored
from reports.exchange.importing import import_report
from reports.exchange.jws import MOST_BYTES, fingerprint
from reports.exchange.registering import end_key
from reports.models import ReceivedReport
from tests.factories import exchange, people
from tests.factories.exchange import figure
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Centre:
    made = people.centre("U1")
    exchange.registered(made)
    return made


def take(content: bytes, **more: Any) -> ReceivedReport:
    by = people.person(Role.MANAGER, Centre.objects.get(code="U1"))
    said: dict[str, Any] = {"units": Centre.objects.all(), "by": by, "at": NOW, **more}
    return import_report(content=content, **said)


def refused(content: bytes, kind: type[DomainError] = InvalidInput, **more: Any) -> tuple[str, str]:
    """The code of the refusal and its sentence; nothing was written."""
    before = ReceivedReport.objects.count()
    with pytest.raises(kind) as found:
        take(content, **more)
    assert ReceivedReport.objects.count() == before
    error: Any = found.value
    code = error.faults[0].code if error.code == "invalid" else error.code
    return code, str(error)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(header: Any, payload: bytes, key: Ed25519PrivateKey | None = None) -> bytes:
    """A file with any header and any payload, rightly signed."""
    protected, body = b64(canonical(header).encode()), b64(payload)
    signature = (key or exchange.pair()).sign(f"{protected}.{body}".encode())
    whole = {"payload": body, "protected": protected, "signature": b64(signature)}
    return canonical(whole).encode()


def header(**more: Any) -> dict[str, Any]:
    kid = fingerprint(exchange.pair().public_key())
    return {"alg": "EdDSA", "kid": kid, "typ": "chuan-report+jws", **more}


def test_a_file_is_kept_as_it_came(unit: Centre) -> None:
    content = exchange.file("U1", figure("contracts", 93), figure("samples", 15))

    made = take(content + b"\n", unit=unit, period="2026-h1")

    assert (made.centre, made.period, made.version) == (unit, "2026-H1", 1)
    assert made.content.encode() == content
    figures = as_stored(made.content).figures
    assert {code: one.value for code, one in figures.items()} == {"contracts": 93, "samples": 15}
    event = Event.objects.get(verb="report.receive")
    assert made.seal_key() in event.seals
    assert list(findings()) == []


def test_any_changed_byte_is_refused(unit: Centre) -> None:
    content = exchange.file("U1")
    step = max(1, len(content) // 150)
    places = {*range(0, len(content), step), *range(len(content) - 120, len(content))}
    taken = []
    for place in sorted(places):
        for other in (content[place] ^ 1, content[place] ^ 0x20):
            changed = content[:place] + bytes([other]) + content[place + 1 :]
            try:
                take(changed)
            except InvalidInput:
                continue
            taken.append((place, other))

    assert taken == []
    assert not ReceivedReport.objects.exists()
    take(content)


def test_a_changed_figure_is_a_broken_signature(unit: Centre) -> None:
    whole = json.loads(exchange.file("U1", figure("contracts", 93)))
    other = json.loads(exchange.file("U1", figure("contracts", 94)))

    code, words = refused(canonical({**whole, "payload": other["payload"]}).encode())

    assert code == "broken_signature"
    assert words == (
        "Chữ ký của tệp không đúng: nội dung đã bị sửa sau khi ký. Không có gì được ghi."
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"PK\x03\x04", "not_json"),
        (b"{", "not_json"),
        (b"[]", "not_signed"),
        (b"5", "not_signed"),
        (b"NaN", "not_json"),
        (b"{}", "not_signed"),
        (b'{"payload":1,"protected":"a","signature":"a"}', "not_signed"),
        (b'{"payload":"a","payload":"a","protected":"a","signature":"a"}', "name_twice"),
        (b'{"payload":"\\ud800","protected":"a","signature":"a"}', "not_json"),
        (b"[" * 100_000 + b"]" * 100_000, "too_deep"),
        (b"[" * 9 + b"]" * 9, "too_deep"),
        (b"1" * 10_000, "not_json"),
        (b'{"payload":"*","protected":"*","signature":"*"}', "altered"),
        (b'{"header":{},"payload":"a","protected":"a","signature":"a"}', "not_signed"),
    ],
)
def test_what_is_no_such_file_is_refused(unit: Centre, content: bytes, code: str) -> None:
    assert refused(content)[0] == code


def test_a_file_that_is_too_big_is_refused(unit: Centre) -> None:
    assert refused(b" " * (MOST_BYTES + 1))[0] == "too_large"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "ES256", "eddsa", "", None, 5, []])
def test_another_algorithm_is_refused(unit: Centre, algorithm: Any) -> None:
    payload = canonical(exchange.content()).encode()

    assert refused(signed(header(alg=algorithm), payload))[0] == "algorithm"


def test_an_unsigned_file_is_refused(unit: Centre) -> None:
    whole = json.loads(signed(header(alg="none"), canonical(exchange.content()).encode()))

    assert refused(canonical({**whole, "signature": ""}).encode())[0] == "algorithm"
    whole = json.loads(exchange.file())
    assert refused(canonical({**whole, "signature": ""}).encode())[0] == "altered"


@pytest.mark.parametrize(
    "more", [{"crit": ["b64"], "b64": False}, {"jwk": {}}, {"typ": "JWT"}, {"kid": 5}]
)
def test_a_header_that_says_more_is_refused(unit: Centre, more: dict[str, Any]) -> None:
    payload = canonical(exchange.content()).encode()

    assert refused(signed(header(**more), payload))[0] == "not_signed"


def test_a_public_key_in_the_place_of_a_signature_is_nothing(unit: Centre) -> None:
    """The confusion of kinds of keys: HS256 with the public key as the secret."""
    import hashlib
    import hmac

    key = unit.report_keys.get().public_key.encode()
    protected, body = b64(canonical(header(alg="HS256")).encode()), b64(b"{}")
    mac = hmac.new(key, f"{protected}.{body}".encode(), hashlib.sha256).digest()
    whole = {"payload": body, "protected": protected, "signature": b64(mac)}

    assert refused(canonical(whole).encode())[0] == "algorithm"


def test_a_key_that_nobody_registered_is_refused(unit: Centre) -> None:
    code, words = refused(exchange.file(key="stranger"))

    assert code == "unknown_key"
    assert "Hãy đăng ký khóa của đơn vị trước." in words


def test_a_key_that_was_ended_is_refused_and_what_came_stays(unit: Centre) -> None:
    take(exchange.file())
    key, by = unit.report_keys.get(), people.person(Role.MANAGER, unit)
    end_key(key_id=key.pk, why="Máy mất", by=by, at=NOW)

    assert refused(exchange.file(period="2026-Q1"))[0] == "key_ended"
    assert ReceivedReport.objects.get().period == "2026-H1"
    with pytest.raises(Refused):
        end_key(key_id=key.pk, why="Máy mất", by=by, at=NOW + timedelta(1))


def test_a_key_of_one_unit_signs_nothing_for_another(unit: Centre) -> None:
    other = people.centre("U2")

    assert refused(exchange.file("U2"))[0] == "key_of_another"
    exchange.registered(other)
    assert take(exchange.file("U2")).centre == other


def test_a_unit_that_is_not_here_is_refused(unit: Centre) -> None:
    code, words = refused(exchange.file("KHAC"))

    assert (code, words) == ("unknown_unit", "Tệp của đơn vị “KHAC”; ở đây không có đơn vị mã này.")


def test_units_of_others_are_as_good_as_not_here(unit: Centre) -> None:
    mine = Centre.objects.exclude(pk=unit.pk)

    assert refused(exchange.file(), units=mine)[0] == "unknown_key"


def test_another_unit_or_period_than_asked_is_refused(unit: Centre) -> None:
    other = people.centre("U2")

    assert refused(exchange.file(), unit=other) == (
        "other_unit", "Tệp là báo cáo của đơn vị U1, không phải của U2."
    )  # fmt: skip
    assert refused(exchange.file(), period="2026-Q4") == (
        "other_period", "Tệp là báo cáo kỳ 2026-H1, không phải kỳ 2026-Q4."
    )  # fmt: skip


def test_the_same_file_again_is_already_here(unit: Centre) -> None:
    take(exchange.file())

    assert refused(exchange.file(), Refused) == (
        "already_here", "Tệp này đã có ở đây, nhận ngày 20/11/2026."
    )  # fmt: skip


def test_one_version_with_two_contents_is_a_conflict_that_is_shown(unit: Centre) -> None:
    take(exchange.file("U1", figure("contracts", 93), figure("samples", 15)))

    with pytest.raises(Conflict) as found:
        take(exchange.file("U1", figure("contracts", 1094), figure("papers", 2)))

    assert found.value.code == "other_content"
    assert [(one.field, one.allowed, one.found) for one in found.value.faults] == [
        ("figures.contracts", "93", "1.094"),
        ("figures.papers", "–", "2"),
        ("figures.samples", "15", "–"),
    ]
    assert str(found.value.faults[0].message) == (
        "Chỉ tiêu contracts: ở đây là 93, trong tệp là 1.094."
    )


def test_a_newer_version_follows_and_an_older_one_is_refused(unit: Centre) -> None:
    take(exchange.file(version=1))
    take(exchange.file("U1", figure("contracts", 95), version=3))

    assert refused(exchange.file(version=2), Conflict) == (
        "older_version", "Đã có phiên bản 3 của báo cáo này; tệp là phiên bản 2."
    )  # fmt: skip
    assert list(ReceivedReport.objects.values_list("version", flat=True)) == [1, 3]


def test_a_figure_by_another_definition_is_taken_and_both_are_shown(unit: Centre) -> None:
    theirs = figure("contracts", 93, version="7", definition={"vi": "Đếm cả bản nháp", "en": ""})

    made = take(exchange.file("U1", theirs, figure("not_ours", 5)))

    found = other_definitions(as_stored(made.content))
    assert [(one.code, one.theirs.version, one.version) for one in found] == [
        ("contracts", "7", "1"),
        ("not_ours", "1", ""),
    ]
    assert found[0].theirs.definition == "Đếm cả bản nháp"
    assert found[0].definition


BAD: list[dict[str, Any]] = [
    {"schema": "chuan.period-report.2"}, {"schema": None}, {"period": "2026-H9"}, {"period": 5},
    {"period": "2026-h1"}, {"kind": "block"}, {"version": 0}, {"version": "1"}, {"version": True},
    {"version": 10**9}, {"cut_off": "30/6/2026"}, {"cut_off": None}, {"closed_at": "2026-07-05"},
    {"closed_at": "2026-07-05T03:00:00"}, {"digest": "x"}, {"figures": {}}, {"figures": None},
    {"figures": [5]}, {"targets": [{}]}, {"more": 1}, {"unit": "U1"},
    {"unit": {"code": "U1"}}, {"unit": {"code": "", "name_vi": "", "name_en": ""}},
]  # fmt: skip


@pytest.mark.parametrize("change", BAD, ids=str)
def test_a_signed_file_that_says_nonsense_is_refused(unit: Centre, change: dict[str, Any]) -> None:
    code, _words = refused(exchange.file(**change))

    assert code == ("unknown_schema" if "schema" in change else "bad_content")


def test_a_count_that_says_of_how_many_is_taken(unit: Centre) -> None:
    made = take(
        exchange.file(
            "U1",
            figure("plan_tasks_done", 5, numerator="5", denominator="6", unit="task"),
            figure("audit_notes_fixed", 0, numerator="0", denominator="0", unit="finding"),
        )
    )

    assert as_stored(made.content).figures["plan_tasks_done"].denominator == 6


@pytest.mark.parametrize(
    "change",
    [
        {"value": 93}, {"value": "93.0"}, {"value": "1e5"}, {"value": "NaN"}, {"value": "1/0"},
        {"value": "9" * 40}, {"value": "٣"}, {"value": "-0x1"}, {"code": "HỢP ĐỒNG"},
        {"kind": "guessed"}, {"name": "x"}, {"name": {"vi": "x"}}, {"words": None},
        {"words": "x" * 5000}, {"numerator": "1", "denominator": "2"},
        {"value": "50", "numerator": "1", "denominator": "2"}, {"denominator": "3"},
        {"value": "5", "numerator": "1", "denominator": "0"},
    ],
    ids=str,
)  # fmt: skip
def test_a_figure_that_is_none_is_refused(unit: Centre, change: dict[str, Any]) -> None:
    assert refused(exchange.file("U1", figure("contracts", 93) | change))[0] == "bad_content"


def test_a_figure_twice_is_refused(unit: Centre) -> None:
    twice = (figure("contracts", 93), figure("contracts", 94))

    assert refused(exchange.file("U1", *twice))[0] == "bad_content"


def test_a_name_twice_inside_what_was_signed_is_refused(unit: Centre) -> None:
    text = canonical(exchange.content()).replace('"version":1}', '"version":1,"version":2}')

    assert refused(signed(header(), text.encode()))[0] == "name_twice"


@pytest.mark.django_db(transaction=True)
def test_two_who_take_in_one_file_at_once_have_it_once() -> None:
    unit = people.centre("U1")
    exchange.registered(unit)
    by, content = people.person(Role.MANAGER, unit), exchange.file()
    ready = Barrier(4)

    def act(_number: int) -> str:
        ready.wait(10)
        try:
            import_report(content=content, units=Centre.objects.all(), by=by, at=NOW)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(4) as pool:
        got = sorted(pool.map(act, range(4)))

    assert got == ["already_here"] * 3 + ["taken"]
    assert ReceivedReport.objects.count() == 1
