"""The keys by which other installations are known: registered with how they came, and ended."""

from datetime import datetime
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from common.errors import Conflict, Fault, Faults, InvalidInput, Refused
from common.holding import hold
from common.text import nfc
from common.verbs import name_verbs
from reports.exchange.jws import fingerprint, public_pem
from reports.exchange.own_key import is_own
from reports.models import UnitKey

MOST_KEY = 4000
MOST_NOTE = 200

name_verbs(
    {
        "unit_key.register": gettext_lazy("đăng ký khóa của đơn vị"),
        "unit_key.end": gettext_lazy("kết thúc khóa của đơn vị"),
    }
)


@transaction.atomic
def register_key(*, unit: Centre, public_key: str, note: str, by: Any, at: datetime) -> UnitKey:
    """A unit's public key, and how it was received: whoever compares it says so here."""
    faults = Faults()
    if not nfc(note):
        faults.add("note", _("Cần ghi khóa đến bằng cách nào, ai đã đối chiếu."), code="blank")
    elif len(nfc(note)) > MOST_NOTE:
        faults.add("note", _("Dài quá %(most)s ký tự.") % {"most": MOST_NOTE}, code="too_long")
    faults.raise_if_any()
    key = _read(public_key)
    hold(Centre.objects.all(), unit.pk)
    known = UnitKey.objects.filter(centre=unit, fingerprint=fingerprint(key)).first()
    if known is not None:
        raise _known(known)
    made = UnitKey.objects.create(
        centre=unit,
        public_key=public_pem(key),
        fingerprint=fingerprint(key),
        note=note,
        added_by=by,
        added_at=at,
    )
    record(
        subject=made,
        verb="unit_key.register",
        by=by,
        at=at,
        chain=unit.code,
        changes={"fingerprint": (None, made.fingerprint), "note": (None, made.note)},
    )
    return made


@transaction.atomic
def end_key(*, key_id: int, why: str, by: Any, at: datetime) -> UnitKey:
    """No file that it signs is taken in from now on; what came before stays."""
    if not nfc(why):
        raise InvalidInput(Fault("why", _("Cần ghi lý do."), code="blank"))
    key: UnitKey = hold(UnitKey.objects.select_related("centre"), key_id)
    if key.ended_at is not None:
        raise Refused(_("Khóa này đã kết thúc."), code="key_ended")
    key.ended_at = at
    key.save(update_fields=["ended_at"])
    record(
        subject=key,
        verb="unit_key.end",
        by=by,
        at=at,
        chain=key.centre.code,
        changes={"ended_at": (None, at.isoformat())},
        why=nfc(why),
    )
    return key


def _read(text: str) -> Ed25519PublicKey:
    """The key in what was pasted; a private one is refused before anything else."""
    if "PRIVATE" in text:
        message = _(
            "Đây là khóa riêng. Khóa riêng không được rời máy của đơn vị; hãy xin khóa công khai."
        )
        raise InvalidInput(Fault("public_key", message, code="private_key"))
    try:
        key = serialization.load_pem_public_key(text[:MOST_KEY].strip().encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        message = _("Không đọc được khóa: cần khóa công khai dạng PEM, từ “BEGIN PUBLIC KEY”.")
        raise InvalidInput(Fault("public_key", message, code="bad_key")) from error
    if not isinstance(key, Ed25519PublicKey):
        message = _("Khóa phải là Ed25519.")
        raise InvalidInput(Fault("public_key", message, code="bad_key", allowed="Ed25519"))
    if is_own(fingerprint(key)):
        message = _("Đây là khóa của chính nơi này. Hãy dán khóa mà đơn vị gửi đến.")
        raise InvalidInput(Fault("public_key", message, code="own_key"))
    return key


def _known(key: UnitKey) -> Conflict:
    if key.ended_at is None:
        return Conflict(_("Khóa này của đơn vị đã được đăng ký."), code="key_known")
    return Conflict(_("Khóa này đã kết thúc, không đăng ký lại."), code="key_ended")
