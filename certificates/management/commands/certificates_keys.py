"""`manage.py certificates_keys`: keys that sign certificates, and the authorities behind them."""

import getpass
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from accounts.models import Centre
from certificates.models import SigningKey, TrustAnchor
from certificates.signing import folder, keys, pem, services, trust
from certificates.signing.services import NewKey
from certificates.states import KeyStore
from common.errors import DomainError

DEVELOPMENT = (
    "This is a DEVELOPMENT key of an authority of our own, for two years. It shows that a file was "
    "not altered; it proves to nobody who you are and has no legal value."
)


class Command(BaseCommand):
    help = "Makes, takes in, lists, retires and replaces the keys that sign certificates."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="what", required=True)
        made = verbs.add_parser("development", help="a development authority and a key of it")
        made.add_argument("--elliptic", action="store_true", help="ECDSA P-256 instead of RSA 3072")
        taken = verbs.add_parser("import", help="copy a PKCS#12 file into the folder of keys")
        taken.add_argument("file", type=Path)
        known = verbs.add_parser("register", help="a file in that folder, or a pkcs11: address")
        known.add_argument("locator")
        known.add_argument("--certificate", type=Path, help="PEM, where the token keeps none")
        known.add_argument("--chain", type=Path, help="PEM, from the issuer up")
        for one in (made, taken, known):
            one.add_argument("--centre", help="code; without it the key is the installation's")
            one.add_argument("--label", default="")
            one.add_argument("--from", dest="since", help="ISO moment; default now")
            one.add_argument("--replace", action="store_true", help="retire the key in force")
        ended = verbs.add_parser("retire", help="a key signs nothing more")
        ended.add_argument("key", help="its number in the list, or the start of its fingerprint")
        ended.add_argument("--why", required=True)
        shown = verbs.add_parser("list", help="keys, how they stand, what is wrong with them")
        shown.add_argument("--json", action="store_true")
        added = verbs.add_parser("trust", help="publish an authority (PEM)")
        added.add_argument("file", type=Path)
        given = verbs.add_parser("export", help="the published authorities as PEM")
        given.add_argument("--out", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        verbs: dict[str, Callable[..., None]] = {
            "development": self._development,
            "import": self._import,
            "register": self._register,
            "retire": self._retire,
            "list": self._list,
            "trust": self._trust,
            "export": self._export,
        }
        try:
            with translation.override("en"):
                verbs[options["what"]](**options)
        except DomainError as error:
            said = [str(error), *(str(fault.message) for fault in error.faults)]
            raise CommandError("; ".join(said)) from error

    def _development(self, *, elliptic: bool, **options: Any) -> None:
        new = _new(options, "Development key")
        key = services.make_development(new, by=None, at=timezone.now(), elliptic=elliptic)
        self._told(key)
        self.stdout.write(DEVELOPMENT)

    def _import(self, *, file: Path, **options: Any) -> None:
        password = os.environ.get("CHUAN_PASSWORD")
        if password is None:
            password = getpass.getpass(f"Password of {file.name}: ")
        content = _read(file)
        key = services.take_in(
            _new(options, file.stem), content=content, password=password, by=None, at=timezone.now()
        )
        self._told(key)

    def _register(
        self, *, locator: str, certificate: Path | None, chain: Path | None, **options: Any
    ) -> None:
        key = services.register(
            _new(options, locator),
            locator=locator,
            certificate=None if certificate is None else _certificates(certificate)[0],
            chain=() if chain is None else _certificates(chain),
            by=None,
            at=timezone.now(),
        )
        self._told(key)

    def _retire(self, *, key: str, why: str, **options: Any) -> None:
        found = _key(key)
        services.retire(key_id=found.pk, reason=why, by=None, at=timezone.now())
        self.stdout.write(f"{found.label} signs nothing more. What it signed is still verified.")

    def _list(self, **options: Any) -> None:
        rows = [_line(one) for one in SigningKey.objects.select_related("centre")]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        if not rows:
            self.stdout.write("No key: certificates are issued without a signature.")
        for row in rows:
            self.stdout.write(
                f"{row['id']:>4}  {row['state']:9} {row['days_left']:>5} days  "
                f"{row['centre'] or 'installation':14} {row['fingerprint'][:16]}  {row['subject']}"
            )
            for note in row["notes"]:
                self.stdout.write(f"      ! {note}")

    def _trust(self, *, file: Path, **options: Any) -> None:
        for one in _certificates(file):
            found = services.add_anchor(certificate=one, by=None, at=timezone.now())
            self.stdout.write(f"{found.fingerprint[:16]}  {found.subject}")

    def _export(self, *, out: Path | None, **options: Any) -> None:
        text = "".join(one.certificate for one in TrustAnchor.objects.all())
        if out is None:
            self.stdout.write(text, ending="")
            return
        out.write_text(text)
        self.stdout.write(f"{out}: {len(trust.trust_now().anchors)} authorities")

    def _told(self, key: SigningKey) -> None:
        whose = key.centre.code if key.centre is not None else "the whole installation"
        self.stdout.write(
            f"{key.label}: signs for {whose} from {key.active_from.isoformat(timespec='seconds')}, "
            f"certificate until {key.not_after.date().isoformat()}\n  {key.subject}\n"
            f"  SHA-256 {key.fingerprint}"
        )
        if key.store == KeyStore.PKCS12:
            self.stdout.write(f"  {folder.path_of(key.locator)} (save it: it is in no backup of the"
                              " database)")  # fmt: skip


def _new(options: dict[str, Any], label: str) -> NewKey:
    centre = None
    if options["centre"]:
        centre = Centre.objects.filter(code=options["centre"]).first()
        if centre is None:
            raise CommandError(f"There is no centre {options['centre']}.")
    since = timezone.now() if options["since"] is None else _moment(options["since"])
    return NewKey(centre, options["label"] or label, since, replace=options["replace"])


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"--from {text}: YYYY-MM-DDTHH:MM")
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _key(text: str) -> SigningKey:
    rows = SigningKey.objects.filter(fingerprint__startswith=text.lower())
    found = list(rows | SigningKey.objects.filter(pk=int(text)) if text.isdecimal() else rows)
    if len(found) != 1:
        raise CommandError(f"{text}: {len(found)} keys")
    return found[0]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error


def _certificates(file: Path) -> tuple[Any, ...]:
    try:
        found = pem.load_many(_read(file).decode())
    except ValueError as error:
        raise CommandError(f"{file}: no certificates (PEM)") from error
    if not found:
        raise CommandError(f"{file}: no certificates (PEM)")
    return found


def _line(key: SigningKey) -> dict[str, Any]:
    standing = keys.standing(key, timezone.now())
    notes = []
    if standing.state in ("active", "expiring"):
        notes = [one for one in (keys.what_is_wrong(key),) if one]
    if standing.state == "expiring":
        notes.append(f"{standing.days_left} days left: ask for a new certificate now.")
    if key.development:
        notes.append("development key, no legal value")
    if key.store == KeyStore.PKCS12 and folder.readable_by_others(key.locator):
        notes.append(f"others may read {key.locator}: chmod 600")
    return {
        "id": key.pk,
        "centre": key.centre.code if key.centre is not None else None,
        "label": key.label,
        "state": standing.state,
        "days_left": standing.days_left,
        "store": key.store,
        "locator": key.locator,
        "fingerprint": key.fingerprint,
        "subject": key.subject,
        "not_after": key.not_after.isoformat(),
        "development": key.development,
        "notes": notes,
    }
