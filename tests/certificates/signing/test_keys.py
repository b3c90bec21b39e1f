"""Which key signs, and the ways in which one cannot."""

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.models import Event
from certificates.models import SigningKey, TrustAnchor
from certificates.signing import development, folder, keys, pem, services
from certificates.signing.signer import belongs
from common.errors import DomainError, Refused
from tests.factories import keys as key_factory
from tests.factories import people
from tests.factories.keys import PASSWORD, key, new_pair, pair

NOW = people.NOW


def code(work: Callable[[], Any]) -> str:
    with pytest.raises(DomainError) as refused:
        work()
    assert str(refused.value)
    return refused.value.faults[0].code if refused.value.faults else refused.value.code


@pytest.mark.django_db
def test_the_nearest_unit_with_a_key_signs(keys_dir: Path) -> None:
    top = people.centre("TOP")
    middle = people.centre("MID", parent=top)
    low, other = people.centre("LOW", parent=middle), people.centre("OTHER")
    for_all = key(None, keys_dir)
    of_top = key(top, keys_dir)
    of_middle = key(middle, keys_dir)

    found = [keys.for_issue(one, NOW) for one in (low, middle, top, other)]

    assert found == [of_middle, of_middle, of_top, for_all]


@pytest.mark.django_db
def test_before_its_day_and_after_its_end_a_key_is_passed_over(keys_dir: Path) -> None:
    centre = people.centre("HUE")
    old = key(centre, keys_dir)
    new = key(centre, keys_dir, of=pair("new"), active_from=NOW, replace=True)

    early = key_factory.BEGINNING - timedelta(days=1)
    found = [keys.in_force(centre, at) for at in (early, NOW - timedelta(seconds=1), NOW)]

    assert found == [None, old, new]


@pytest.mark.django_db
def test_without_a_key_nothing_signs(keys_dir: Path) -> None:
    assert keys.for_issue(people.centre("HUE"), NOW) is None


@pytest.mark.django_db
def test_a_key_signs_and_its_signature_is_of_its_certificate(keys_dir: Path) -> None:
    signer = keys.open_key(key(people.centre("HUE"), keys_dir))
    assert belongs(signer.certificate, signer.sign(b"text"), b"text")
    assert not belongs(signer.certificate, signer.sign(b"text"), b"other")


@pytest.mark.django_db
def test_private_parts_are_for_their_owner_alone_and_in_no_row(keys_dir: Path) -> None:
    row = key(people.centre("HUE"), keys_dir)

    assert stat.S_IMODE(keys_dir.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in keys_dir.iterdir()} == {0o600}
    assert not folder.readable_by_others(row.locator)
    kept = [str(value) for value in SigningKey.objects.values_list().get()]
    kept += [event.content() for event in Event.objects.all()]
    assert not any(PASSWORD in text or "PRIVATE" in text for text in kept)


@pytest.mark.django_db
def test_a_password_in_the_environment_comes_first(
    keys_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = key(people.centre("HUE"), keys_dir)
    (keys_dir / row.locator).with_suffix(".password").unlink()
    assert code(lambda: keys.open_key(row)) == "key_password"

    monkeypatch.setenv(folder.environment_name(row.locator), PASSWORD)
    assert pem.fingerprint(keys.open_key(row).certificate) == row.fingerprint


@pytest.mark.django_db
def test_a_file_that_may_not_be_read_is_told_as_such(
    keys_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = key(people.centre("HUE"), keys_dir)
    monkeypatch.setattr(Path, "read_bytes", _forbidden)
    assert code(lambda: keys.open_key(row)) == "key_file_unreadable"


def _forbidden(_path: Path) -> bytes:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("name", ["../secret.p12", "/etc/passwd", "x.pem", ".p12", "a/b.p12", ""])
def test_a_name_leads_nowhere_but_into_the_folder(name: str) -> None:
    assert code(lambda: folder.open_file(name)) == "key_name"


@pytest.mark.django_db
def test_a_second_key_of_a_centre_must_replace_the_first(keys_dir: Path) -> None:
    centre = people.centre("HUE")
    first = key(centre, keys_dir)

    refused = code(lambda: key(centre, keys_dir, of=pair("new")))

    assert refused == "key_in_force"
    assert SigningKey.objects.get() == first
    assert sorted(one.name for one in keys_dir.iterdir()) == [
        first.locator,
        first.locator.replace(".p12", ".password"),
    ]


@pytest.mark.django_db
def test_the_same_certificate_is_taken_once(keys_dir: Path) -> None:
    key(people.centre("HUE"), keys_dir)
    other = people.centre("QTR")
    (keys_dir / "qtr-x.p12").write_bytes(pair("HUE").file())
    (keys_dir / "qtr-x.password").write_text(PASSWORD)
    new = services.NewKey(other, "Dấu", key_factory.BEGINNING)

    def again() -> Any:
        return services.register(new, locator="qtr-x.p12", by=None, at=NOW)

    assert code(again) == "key_known"


@pytest.mark.django_db
def test_an_expired_certificate_is_not_taken_in(keys_dir: Path) -> None:
    days = development.Days(NOW - timedelta(days=9), NOW - timedelta(days=1))
    content = new_pair("old", days).file()
    new = services.NewKey(None, "Dấu", NOW)

    def take() -> Any:
        return services.take_in(new, content=content, password=PASSWORD, by=None, at=NOW)

    assert code(take) == "key_expired"
    assert list(keys_dir.iterdir()) == []


@pytest.mark.django_db
def test_a_root_in_the_file_becomes_an_anchor_and_no_part_of_the_chain(keys_dir: Path) -> None:
    held = pair("rooted")
    content = held.file(chain=(held.authority.certificate,))
    new = services.NewKey(None, "Dấu", key_factory.BEGINNING)

    made = services.take_in(new, content=content, password=PASSWORD, by=None, at=NOW)

    assert made.chain == ""
    assert TrustAnchor.objects.get().certificate == held.anchor


@pytest.mark.django_db
def test_retiring_needs_a_reason_and_happens_once(keys_dir: Path) -> None:
    row = key(people.centre("HUE"), keys_dir)

    def retire(why: str) -> Any:
        return services.retire(key_id=row.pk, reason=why, by=None, at=NOW)

    assert code(lambda: retire(" ")) == "required"
    retire("hết dùng")
    assert code(lambda: retire("hết dùng")) == "key_retired"
    event = Event.objects.get(verb="key.retire")
    assert (event.chain, event.why, event.subject_id) == ("HUE", "hết dùng", str(row.pk))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("left", "state"), [(61, "active"), (60, "expiring"), (1, "expiring"), (0, "expired")]
)
def test_sixty_days_before_the_end_a_key_warns(keys_dir: Path, left: int, state: str) -> None:
    row = key(people.centre("HUE"), keys_dir)
    standing = keys.standing(row, row.not_after - timedelta(days=left))
    assert (standing.state, standing.days_left) == (state, left)


@pytest.mark.django_db
def test_the_installation_makes_a_development_key_by_itself_once(keys_dir: Path) -> None:
    now = datetime.now(UTC)
    made = services.ensure_development(active_from=now - timedelta(days=400), at=now)

    assert made is not None
    assert services.ensure_development(active_from=now, at=now) is None
    assert made.development
    assert "DEVELOPMENT" in made.subject
    assert "không có giá trị pháp lý" in made.subject
    assert made.not_before <= now - timedelta(days=400)
    assert abs(made.not_after - now - timedelta(days=730)) < timedelta(days=1)
    assert TrustAnchor.objects.get().development
    assert keys.for_issue(people.centre("HUE"), now) == made


@pytest.mark.django_db
def test_keys_of_a_lost_folder_stop_the_issue_and_say_which_file(
    keys_dir: Path, tmp_path: Path, settings: Any
) -> None:
    centre = people.centre("HUE")
    row = key(centre, keys_dir)
    settings.SIGNING_KEYS_DIR = tmp_path / "elsewhere"
    with pytest.raises(Refused, match=row.locator):
        keys.for_issue(centre, NOW)
    assert not os.path.exists(tmp_path / "elsewhere")  # noqa: PTH110 -- asking makes nothing
