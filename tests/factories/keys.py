"""Keys that sign in tests: real ones, made once for the run, valid whatever the clock says."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from accounts.models import Centre
from certificates.models import SigningKey
from certificates.signing import development, folder, pem, services
from certificates.signing.found import Trust
from certificates.signing.signer import FileSigner

ALWAYS = development.Days(datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC))
BEGINNING = datetime(2021, 1, 1, tzinfo=UTC)
PASSWORD = "mật-khẩu-khóa"


@dataclass(frozen=True)
class Pair:
    """A key with the authority that certified it."""

    signer: FileSigner
    authority: development.Authority

    @property
    def anchor(self) -> str:
        """PEM of the authority."""
        return pem.dump(self.authority.certificate)

    @property
    def fingerprint(self) -> str:
        """Of the key's certificate."""
        return pem.fingerprint(self.signer.certificate)

    def trust(self, **more: Any) -> Trust:
        """What an installation with this one key believes."""
        return Trust(anchors=(self.anchor,), own=frozenset({self.fingerprint}), **more)

    def file(self, *, chain: tuple[Any, ...] = (), password: str = PASSWORD) -> bytes:
        """As PKCS#12."""
        return folder.write_pkcs12(
            key=self.signer.key,
            certificate=self.signer.certificate,
            chain=chain,
            password=password,
            label="seal",
        )


@cache
def pair(called: str = "HUE", *, elliptic: bool = True) -> Pair:
    """The pair of that name; the same each time within a run. RSA takes seconds to make."""
    return new_pair(called, ALWAYS, elliptic=elliptic)


def new_pair(called: str, days: development.Days, *, elliptic: bool = True) -> Pair:
    """A pair of its own, valid on `days`; its authority always."""
    authority = development.new_authority(called=called, days=ALWAYS, elliptic=elliptic)
    made = development.new_seal(
        authority=authority,
        called=called,
        organisation=f"Trung tâm {called}",
        days=days,
        elliptic=elliptic,
    )
    return Pair(FileSigner(made.key, made.certificate, ()), authority)


def key(
    centre: Centre | None,
    folder_of_keys: Path,
    *,
    of: Pair | None = None,
    active_from: datetime = BEGINNING,
    replace: bool = False,
) -> SigningKey:
    """A key in force for `centre`, with its file in the folder and its authority published."""
    held = of or pair(centre.code if centre is not None else "CHUAN")
    assert folder.folder() == folder_of_keys
    new = services.NewKey(centre, f"Dấu số {held.fingerprint[:4]}", active_from, replace=replace)
    services.add_anchor(certificate=held.authority.certificate, by=None, at=active_from)
    return services.take_in(new, content=held.file(), password=PASSWORD, by=None, at=active_from)
