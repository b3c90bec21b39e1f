"""Forgeries by people who hold a key of ours, or held one: none of them is called genuine."""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage

from audit.check import findings
from certificates.checking.files import examine
from certificates.models import SigningKey, TrustAnchor
from certificates.signing import pades, pem, xades
from tests.certificates.checking.conftest import Paper, issued
from tests.factories import keys, people, spoilt
from tests.factories.certificates import Bench

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def by(signer: Any, paper: Paper, form: str) -> bytes:
    """Another serial number under the seal of `signer`."""
    if form == "xml":
        return xades.sign(spoilt.other_serial(spoilt.unsigned_xml(paper.xml)), signer, NOW)
    return pades.sign(spoilt.printed_anew(paper.pdf), signer, NOW, None, pades.Why("x", "x"))[0]


@pytest.mark.parametrize("form", ["pdf", "xml"])
def test_the_key_of_another_centre_makes_no_paper_of_ours(
    paper: Paper, keys_dir: Path, form: str
) -> None:
    other = people.centre("QTR")
    keys.key(other, keys_dir)

    found = examine(by(keys.pair("QTR").signer, paper, form), certificate=paper.certificate)

    assert found.signature is not None
    assert found.signature["ours"]
    assert (found.code, found.verdict) == ("resigned", "suspect")


@pytest.mark.parametrize("form", ["pdf", "xml"])
def test_a_paper_that_was_signed_by_hand_has_no_sealed_copy(
    bench: Bench, files: Path, keys_dir: Path, form: str
) -> None:
    bare = issued(bench)
    keys.key(bench.centre, keys_dir)

    found = examine(by(keys.pair("HUE").signer, bare, form), certificate=bare.certificate)

    assert (found.code, found.verdict) == ("resigned", "suspect")


def test_a_file_exchanged_in_storage_with_its_digest_is_not_genuine(paper: Paper) -> None:
    forged = spoilt.other_serial(paper.xml)
    row = paper.certificate.renderings.get(format="xml")
    with default_storage.open(str(row.file.name), "wb") as file:
        file.write(forged)
    paper.certificate.renderings.filter(pk=row.pk).update(
        sha256=sha256(forged).hexdigest(), size=len(forged)
    )

    found = examine(forged, certificate=paper.certificate)

    assert (found.code, found.verdict) == ("altered", "suspect")
    name = f"certificates.certificate:{paper.certificate.pk}"
    assert list(findings()) == [f"{name}: the seal of its xml file does not fit the file"]


def test_a_key_that_nobody_took_up_is_named(paper: Paper) -> None:
    assert list(findings()) == []
    own = SigningKey.objects.get()
    mine = keys.pair("KẺ LẠ")
    SigningKey.objects.filter(pk=own.pk).update(
        certificate=pem.dump(mine.signer.certificate), fingerprint=mine.fingerprint
    )
    anchor = TrustAnchor.objects.create(
        certificate=mine.anchor, fingerprint=pem.fingerprint(mine.authority.certificate),
        subject="x", not_before=NOW, not_after=NOW, added_at=NOW,
    )  # fmt: skip

    found = list(findings())

    for name in (f"certificates.signingkey:{own.pk}", f"certificates.trustanchor:{anchor.pk}"):
        assert f"{name}: no event took up this certificate" in found
