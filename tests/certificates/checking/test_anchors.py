"""What is published for outsiders: authorities, and every certificate that ever signed."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from certificates.models import SigningKey, TrustAnchor
from tests.factories import keys, people

pytestmark = pytest.mark.django_db
ROOT = "/.well-known/chuan/"
LISTS = ("trust-anchors", "signing-certificates")


@pytest.fixture
def key(keys_dir: Path) -> SigningKey:
    return keys.key(people.centre("HUE"), keys_dir)


def test_the_authorities_with_fingerprints_and_days(key: SigningKey) -> None:
    TrustAnchor.objects.update(development=True)
    one = TrustAnchor.objects.get()

    told = Client().get(f"{ROOT}trust-anchors.json").json()["certificates"]

    assert [each["fingerprint_sha256"] for each in told] == [one.fingerprint]
    assert told[0]["development"] is True
    assert told[0]["certificate"] == one.certificate
    assert set(told[0]) == {
        "subject", "fingerprint_sha256", "not_before", "not_after", "development", "certificate",
    }  # fmt: skip
    assert (
        "DEVELOPMENT, of no legal value"
        in Client().get(f"{ROOT}trust-anchors.pem").content.decode()
    )


def test_past_signing_certificates_stay_published_and_nothing_private_is(key: SigningKey) -> None:
    SigningKey.objects.update(retired_at=timezone.now())

    told = Client().get(f"{ROOT}signing-certificates.json")

    one = told.json()["certificates"][0]
    assert (one["fingerprint_sha256"], one["centre"]) == (key.fingerprint, "HUE")
    assert one["retired_at"] is not None
    for secret in (key.locator, "PRIVATE"):
        assert secret not in told.content.decode()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("ending", ["json", "pem"])
def test_a_list_may_be_kept_for_an_hour_and_is_asked_for_by_its_tag(
    key: SigningKey, name: str, ending: str
) -> None:
    first = Client().get(f"{ROOT}{name}.{ending}")
    again = Client().get(f"{ROOT}{name}.{ending}", headers={"if-none-match": first["ETag"]})
    SigningKey.objects.update(subject="khác")
    TrustAnchor.objects.update(subject="khác")
    changed = Client().get(f"{ROOT}{name}.{ending}", headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=3600"
    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert Client().post(f"{ROOT}{name}.{ending}").status_code == 405


def test_without_keys_the_lists_are_empty(db: Any) -> None:
    assert Client().get(f"{ROOT}trust-anchors.json").json() == {"certificates": []}
    assert Client().get(f"{ROOT}signing-certificates.pem").content == b""
