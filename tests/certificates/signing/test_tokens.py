"""Keys in a token, through PKCS#11: a real one in software (SoftHSM)."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from certificates.models import Rendering
from certificates.services import approve_and_issue
from certificates.signing import keys, services, tokens, verifying
from certificates.signing.signer import belongs
from certificates.tasks import render_pdf
from common.errors import Refused
from tests.certificates.signing.softhsm import MODULES
from tests.factories import certificates as made
from tests.factories import keys as key_factory
from tests.factories import people
from tests.factories.certificates import Bench
from tests.factories.keys import Pair, pair

pytestmark = pytest.mark.service
PIN = "648219"
LOCATOR = "pkcs11:token=chuan;object=seal"
NEW = services.NewKey(None, "Dấu số trong thiết bị", key_factory.BEGINNING)


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The module, with one token that holds an RSA and an ECDSA key. Its settings are read once."""
    if not MODULES:
        pytest.skip("no SoftHSM: install it (Debian: apt-get install softhsm2)")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(config))
        util("--init-token", "--free", "--label", "chuan", "--pin", PIN, "--so-pin", "12345678")
        for label, number, held in (("seal", "01", rsa()), ("curve", "02", curve())):
            put(folder, label, number, held)
        yield MODULES[0]


def rsa() -> Pair:
    return pair("hsm-rsa", elliptic=False)


def curve() -> Pair:
    return pair("hsm-ec")


def util(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


def put(folder: Path, label: str, number: str, held: Pair) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    file = folder / f"{label}.pem"
    file.write_bytes(
        held.signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    util("--import", str(file), "--token", "chuan", "--label", label, "--id", number, "--pin", PIN)
    file.unlink()


@pytest.fixture
def plugged(module: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PKCS11_MODULE = module
    monkeypatch.setenv("PKCS11_PIN", PIN)


@pytest.mark.django_db
@pytest.mark.parametrize("label", ["seal", "curve"])
def test_a_key_in_a_token_signs_both_files(
    bench: Bench, files: Path, plugged: None, label: str
) -> None:
    held = rsa() if label == "seal" else curve()
    row = services.register(
        NEW,
        locator=f"pkcs11:token=chuan;object={label}",
        certificate=held.signer.certificate,
        by=None,
        at=people.NOW,
    )
    job = made.gauge_job(bench)
    certificate = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)

    render_pdf(certificate_id=certificate.pk)

    assert {one.signed_with for one in Rendering.objects.all()} == {row}
    for one in Rendering.objects.all():
        read = verifying.of_xml if one.format == "xml" else verifying.of_pdf
        with one.file.open() as file:
            assert read(file.read()).state == "valid"


def test_a_key_is_found_by_its_number_too(plugged: None) -> None:
    signer = tokens.TokenSigner(
        tokens.Address.read("pkcs11:token=chuan;id=%02"), curve().signer.certificate, ()
    )
    assert belongs(signer.certificate, signer.sign(b"text"), b"text")


def refused(locator: str, **more: Any) -> str:
    with pytest.raises(Refused) as error:
        services.register(
            NEW, locator=locator, by=None, at=datetime.now(UTC),
            certificate=more.get("certificate", rsa().signer.certificate),
        )  # fmt: skip
    return error.value.code


@pytest.mark.django_db
def test_each_way_in_which_a_token_cannot_sign_has_its_words(
    plugged: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    assert refused("pkcs11:token=chuan;object=none") == "token_key_missing"
    assert refused("pkcs11:token=other;object=seal") == "token_away"
    assert refused(LOCATOR, certificate=curve().signer.certificate) == "token_away"
    assert refused(LOCATOR, certificate=pair("rsa", elliptic=False).signer.certificate) == (
        "key_mismatch"
    )
    assert refused(LOCATOR, certificate=None) == "token_certificate_missing"
    monkeypatch.setenv("PKCS11_PIN", "000000")
    assert refused(LOCATOR) == "token_pin"
    settings.PKCS11_MODULE = "/nowhere/libnone.so"
    assert refused(LOCATOR) == "token_away"
    settings.PKCS11_MODULE = ""
    assert refused(LOCATOR) == "token_module"


@pytest.mark.parametrize(
    ("locator", "code"),
    [
        ("pkcs11:token=chuan", "token_address"),
        ("token=chuan;object=seal", "token_address"),
        ("pkcs11:token=chuan;object=seal?pin-value=1234", "token_pin_shown"),
    ],
)
def test_an_address_names_a_key_and_no_secret(locator: str, code: str) -> None:
    with pytest.raises(Refused) as error:
        tokens.Address.read(locator)
    assert error.value.code == code


@pytest.mark.django_db
def test_a_pin_of_its_own_comes_before_the_common_one(
    plugged: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PKCS11_PIN", "000000")
    monkeypatch.setenv("PKCS11_PIN_CHUAN", PIN)
    row = services.register(
        NEW, locator=LOCATOR, certificate=rsa().signer.certificate, by=None, at=people.NOW
    )
    assert keys.what_is_wrong(row) == ""
    assert PIN not in str(os.environ.get("PKCS11_PIN"))
