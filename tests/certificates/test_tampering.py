"""What an insider changes with plain SQL, behind services and triggers, `check_audit` names.

Each test is somebody who wants something: a withdrawn certificate valid again, a sticker back, a
letter that was never sent, a key that was never taken up.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import Customer, User
from audit.check import findings
from certificates.archive import services as archive
from certificates.archive.tasks import make
from certificates.dcc.reading.reading import read
from certificates.foreign.services import keep
from certificates.letters.tasks import send_letter
from certificates.models import (
    Archive,
    Certificate,
    Counter,
    ForeignFile,
    Letter,
    Rendering,
    SigningKey,
    Sticker,
    TrustAnchor,
)
from certificates.services import approve_and_issue, withdraw
from certificates.signing.services import NewKey, make_development, retire
from certificates.stickers import services
from certificates.tasks import render_pdf
from tests.factories import certificates as made
from tests.factories import people, stickers
from tests.factories.dcc import xml

pytestmark = pytest.mark.django_db
LATER = people.NOW + timedelta(days=1)


def told() -> list[str]:
    """What is found, without the number of the row."""
    return sorted(line.partition(": ")[2] for line in findings())


@pytest.fixture
def issued(bench: made.Bench, files: Path) -> Certificate:
    stickers.series(bench.centre, bench.quality, last=20, at=people.NOW)
    stickers.in_hand(bench.centre, bench.quality, bench.technician, 1, 10, at=people.NOW)
    job = made.gauge_job(bench)
    return approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)


@pytest.fixture
def ended(issued: Certificate, bench: made.Bench) -> Certificate:
    issued.customer.contacts.create(full_name="Lê Văn Hồ", email="a@b.example")
    return withdraw(certificate_id=issued.pk, reason="Sai chuẩn", by=bench.approver, at=LATER)


def test_all_that_was_done_rightly_has_no_finding(ended: Certificate, bench: made.Bench) -> None:
    send_letter(letter_id=Letter.objects.get().pk)
    asked = archive.ask(centre=bench.centre, year=2026, by=bench.quality, at=LATER)
    make(archive_id=asked.pk)

    assert told() == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"state": "issued"}, "state"),
        ({"state": "superseded"}, "state"),
        ({"ended_at": people.NOW}, "ended_at"),
        ({"end_reason": "Khách xin"}, "end_reason"),
        ({"issued_by": None}, "issued_by"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_certificate_that_was_withdrawn_is_not_made_valid_again(
    ended: Certificate, bench: made.Bench, change: dict[str, Any], what: str
) -> None:
    if "issued_by" in change:
        change = {"issued_by": bench.technician}
    Certificate.objects.update(**change)

    assert told() == [f"{what} is not what its events say"]


def test_a_certificate_shown_to_another_customer_is_named(
    issued: Certificate, bench: made.Bench
) -> None:
    other = Customer.objects.create(centre=bench.centre, name="Người khác")
    Certificate.objects.update(customer=other)

    assert told() == ["its customer or centre is not that of its job"]


def test_a_counter_that_was_turned_is_named(issued: Certificate) -> None:
    Counter.objects.update(last=7)

    assert told() == ["it is at 7, the last number is 1"]


def test_a_counter_that_is_gone_is_named(issued: Certificate, bench: made.Bench) -> None:
    Counter.objects.all().delete()

    assert told() == [f"none of centre {bench.centre.pk}, verification, 2026"]


def _back_in_the_store() -> None:
    Sticker.objects.filter(number=2).update(state="stock", holder=None)


def _never_used() -> None:
    Sticker.objects.filter(state="used").update(state="issued", job=None)


def _in_another_hand() -> None:
    other = User.objects.exclude(stickers_held__number=3).earliest("pk")
    Sticker.objects.filter(number=3).update(holder=other)


def _destroyed() -> None:
    Sticker.objects.filter(number=15).update(state="destroyed")


@pytest.mark.parametrize(
    ("tamper", "pieces"),
    [(_back_in_the_store, "2"), (_never_used, "1"), (_in_another_hand, "3"), (_destroyed, "15")],
)
def test_a_piece_that_no_move_brought_where_it_is_is_named(
    issued: Certificate, tamper: Callable[[], None], pieces: str
) -> None:
    tamper()

    found = [line for line in findings() if line.startswith("certificates.sticker ")]
    assert [line.split()[1] for line in found] == [f"26V.{pieces:0>5}"]
    assert "; by its moves " in found[0]


@pytest.mark.parametrize("change", [{"shown": "26V.00099"}, {"service": "calibration"}])
def test_a_piece_that_says_another_number_or_service_is_named(
    issued: Certificate, change: dict[str, str]
) -> None:
    Sticker.objects.filter(number=9).update(**change)

    assert len(told()) == 1


def test_a_piece_put_on_another_job_is_named(issued: Certificate, bench: made.Bench) -> None:
    other = made.paper_job(bench)
    Sticker.objects.filter(state="used").update(job=other)

    assert "26V.00001 is on another job than its move says" in told()


@pytest.mark.parametrize(
    "change",
    [{"to": "x@y.example"}, {"text": "Không sao"}, {"subject": "x"}, {"about": "supersede"}],
    ids=lambda change: next(iter(change)),
)
def test_a_letter_written_otherwise_is_named(ended: Certificate, change: dict[str, str]) -> None:
    Letter.objects.update(**change)

    assert told() == ["no event wrote it so"]


def test_a_letter_that_was_never_sent_or_is_gone_is_named(ended: Certificate) -> None:
    Letter.objects.update(sent_at=LATER)
    assert told() == ["no event sent it so"]

    Letter.objects.all().delete()
    assert told() == ["gone"]


def test_an_archive_exchanged_for_another_is_named(
    ended: Certificate, bench: made.Bench, files: Path
) -> None:
    asked = archive.ask(centre=bench.centre, year=2026, by=bench.quality, at=LATER)
    make(archive_id=asked.pk)
    kept = files / str(Archive.objects.get().file.name)
    kept.write_bytes(kept.read_bytes() + b"x")
    assert told() == ["its file is altered"]

    kept.unlink()
    assert told() == ["its file is missing"]

    Archive.objects.update(sha256="0" * 64)
    assert told() == ["no event made this file"]


def test_a_run_that_was_moved_by_hand_and_a_move_that_was_written_are_both_named(
    issued: Certificate, bench: made.Bench
) -> None:
    services.report_damage(
        centre=bench.centre, code="26V", first=5, last=5, why="rách", by=bench.quality, at=LATER
    )
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection.cursor().execute("ALTER TABLE certificates_stickermove DISABLE TRIGGER USER")
    else:
        connection.cursor().execute("DROP TRIGGER certificates_stickermove_no_UPDATE")
    connection.cursor().execute(
        "UPDATE certificates_stickermove SET first = 6, last = 6 WHERE deed = 'damage'"
    )

    found = list(findings())

    assert any(line.endswith(": altered") for line in found)
    assert len([line for line in found if line.startswith("certificates.sticker ")]) == 2


@pytest.fixture
def key(bench: made.Bench, tmp_path: Path, settings: Any) -> SigningKey:
    settings.SIGNING_KEYS_DIR = tmp_path / "keys"
    new = NewKey(bench.centre, "Khóa", people.NOW)
    return make_development(new, by=bench.quality, at=people.NOW)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"development": False}, "development"),
        ({"centre": None}, "centre"),
        ({"locator": "other.p12"}, "locator"),
        ({"active_from": people.NOW - timedelta(days=9)}, "active_from"),
        ({"not_after": people.NOW + timedelta(days=9000)}, "not_after"),
        ({"subject": "CN=Bộ"}, "subject"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_key_that_was_made_another_is_named(
    key: SigningKey, change: dict[str, Any], what: str
) -> None:
    SigningKey.objects.update(**change)

    assert told() == [f"{what} is not what its certificate or its event says"]


def test_a_key_that_was_retired_earlier_than_it_was_is_named(
    key: SigningKey, bench: made.Bench
) -> None:
    retire(key_id=key.pk, reason="Mất thẻ", by=bench.quality, at=LATER)
    assert told() == []

    SigningKey.objects.update(retired_at=people.NOW)
    assert told() == ["it was retired at another moment"]


def test_keys_and_authorities_that_are_gone_are_named(key: SigningKey) -> None:
    SigningKey.objects.all().delete()
    TrustAnchor.objects.all().delete()

    assert told() == ["gone", "gone"]


def test_an_authority_that_was_made_a_real_one_is_named(key: SigningKey) -> None:
    TrustAnchor.objects.update(development=False)

    assert told() == ["development is not what its certificate or its event says"] * 2


@pytest.fixture
def foreign(bench: made.Bench, files: Path) -> ForeignFile:
    data = xml()
    return keep(
        centre=bench.centre, data=data, content=read(data, "a.xml"), by=bench.quality,
        at=people.NOW,
    )  # fmt: skip


def test_a_foreign_file_read_again_has_no_finding(foreign: ForeignFile, bench: made.Bench) -> None:
    content = read(xml(), "a.xml")
    content["number"] = "2"
    keep(centre=bench.centre, data=xml(), content=content, by=bench.quality, at=LATER)

    assert told() == []


def test_what_was_read_of_a_foreign_file_is_not_changed_before_somebody_confirms_it(
    foreign: ForeignFile, files: Path
) -> None:
    ForeignFile.objects.update(content=foreign.content.replace("10.002", "10.000"))
    assert told() == ["what was read of it is altered"]

    (files / str(foreign.file.name)).write_bytes(b"<x/>")
    assert told() == ["its file is altered", "what was read of it is altered"]


def test_files_of_two_certificates_that_were_exchanged_are_named(
    issued: Certificate, bench: made.Bench
) -> None:
    """Each is a file of ours with its own digest and its own good seal: only not of this one."""
    other = approve_and_issue(job_id=made.scale_job(bench).pk, by=bench.approver, at=people.NOW)
    for one in (issued, other):
        render_pdf(certificate_id=one.pk)
    assert told() == []

    mine = Rendering.objects.get(certificate=issued, format="pdf")
    theirs = Rendering.objects.get(certificate=other, format="pdf")
    names = ("file", "sha256", "size", "made_at", "signed_with", "level")
    was = {name: getattr(mine, name) for name in names}
    Rendering.objects.filter(pk=mine.pk).update(**{name: getattr(theirs, name) for name in names})
    Rendering.objects.filter(pk=theirs.pk).update(**was)

    assert told() == ["its pdf file is of another certificate"] * 2
