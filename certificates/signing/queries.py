"""Questions of the page of keys and of its API."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import OuterRef, Subquery

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from certificates.models import Rendering, SigningKey, SigningKeyRows
from certificates.signing import folder, keys, services


@dataclass(frozen=True)
class Shown:
    """A key with how it stands, why it cannot sign, and whether the person may retire it."""

    key: SigningKey
    standing: keys.Standing
    trouble: str
    may: bool

    @property
    def in_force(self) -> bool:
        """Whether it is the one that signs."""
        return self.standing.state in ("active", "expiring", "expired")


def keys_seen_by(person: Person) -> SigningKeyRows:
    """Keys that sign for the person's centres, with what each signed last. One query."""
    last = Rendering.objects.filter(signed_with=OuterRef("pk")).order_by("-pk")
    return (
        SigningKey.objects.visible_to(person)
        .select_related("centre")
        .annotate(
            last_at=Subquery(last.values("made_at")[:1]),
            last_number=Subquery(last.values("certificate__number")[:1]),
            last_id=Subquery(last.values("certificate_id")[:1]),
        )
    )


def shown(rows: Iterable[SigningKey], person: Person, at: datetime) -> list[Shown]:
    """Each with its standing; those in force are tried, the others rest."""
    return [_shown(row, person, at) for row in rows]


def _shown(row: SigningKey, person: Person, at: datetime) -> Shown:
    standing = keys.standing(row, at)
    tried = standing.state in ("active", "expiring")
    live = row.retired_at is None or row.retired_at > at
    return Shown(
        row,
        standing,
        keys.what_is_wrong(row) if tried else "",
        live and may_manage(person, row.centre),
    )


def may_manage(person: Person, centre: Centre | None) -> bool:
    """Keys of the whole installation are for whoever runs the machine, by command."""
    return centre is not None and person.may(Can.MANAGE_KEYS, centre)


def files_for(centre: Centre) -> list[str]:
    """PKCS#12 files in the folder of keys that bear the centre's code and belong to no key yet."""
    whose = services.prefix_of(centre)
    place = Path(settings.SIGNING_KEYS_DIR)
    found = sorted(one.name for one in place.glob(f"{whose}*{folder.ENDING}"))
    known = set(SigningKey.objects.filter(locator__in=found).values_list("locator", flat=True))
    return [name for name in found if name not in known and services.bears_code(name, centre)]
