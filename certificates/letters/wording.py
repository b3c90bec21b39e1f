"""What a customer is told when a certificate ends: Vietnamese first, English beneath."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from certificates.ending.differing import Change, text_of
from certificates.models import Certificate

LANGUAGES = ("vi", "en")
LINE = "\n\n" + "–" * 20 + "\n\n"
LONGEST_SUBJECT = 200


class Text(NamedTuple):
    """One letter."""

    subject: str
    body: str


class Ended(NamedTuple):
    """A certificate that has ended, with what its letter needs; texts as the paper stated them."""

    certificate: Certificate
    said: dict[str, Any]
    address: str  # of the check page
    newer: str = ""  # number of the one that replaces it
    newer_address: str = ""
    changes: Sequence[Change] = ()


def withdrawn(ended: Ended) -> Text:
    """That a certificate was withdrawn, why, and what follows from it."""
    return _both(ended, _withdrawn)


def superseded(ended: Ended) -> Text:
    """That a certificate was replaced, by which, why, and what is said otherwise."""
    return _both(ended, _superseded)


def _both(ended: Ended, say: Any) -> Text:
    subjects, bodies = [], []
    for lang in LANGUAGES:
        with translation.override(lang):
            subject, body = say(ended, lang)
        subjects.append(subject)
        bodies.append(body)
    return Text(" / ".join(subjects)[:LONGEST_SUBJECT], LINE.join(bodies))


def _withdrawn(ended: Ended, lang: str) -> tuple[str, str]:
    facts = _facts(ended, lang)
    subject = _("Giấy số %(number)s đã bị thu hồi") % facts
    body = _(
        "Kính gửi %(customer)s,\n\n"
        "%(centre)s đã thu hồi giấy số %(number)s (%(title)s), cấp ngày %(issued_on)s, về "
        "%(object)s.\n\n"
        "Lý do: %(reason)s\n\n"
        "Từ ngày %(ended_on)s giấy này không còn hiệu lực. Đề nghị Quý khách hàng không dùng giấy, "
        "xem lại những việc đã dựa vào giấy, và liên hệ với chúng tôi để được hướng dẫn.\n\n"
        "Trạng thái của giấy, ai cũng xem được: %(address)s\n\n"
        "%(signature)s"
    )
    return subject, body % facts


def _superseded(ended: Ended, lang: str) -> tuple[str, str]:
    facts = _facts(ended, lang)
    facts["newer"], facts["newer_address"] = ended.newer, ended.newer_address
    facts["changes"] = "\n".join(
        f"– {text_of(one['label'], lang)}: {one['before']} → {one['after']}"
        for one in ended.changes
    )
    subject = _("Giấy số %(number)s đã được thay bằng giấy số %(newer)s") % facts
    body = _(
        "Kính gửi %(customer)s,\n\n"
        "Giấy số %(number)s (%(title)s), cấp ngày %(issued_on)s, về %(object)s, có lỗi ghi chép "
        "và đã được thay bằng giấy số %(newer)s.\n\n"
        "Lý do: %(reason)s\n\n"
        "Những chỗ thay đổi:\n%(changes)s\n\n"
        "Kết quả đo giữ nguyên. Từ ngày %(ended_on)s giấy cũ không còn hiệu lực; xin dùng giấy "
        "mới.\n\n"
        "Giấy mới: %(newer_address)s\n\n"
        "%(signature)s"
    )
    return subject, body % facts


def _facts(ended: Ended, lang: str) -> dict[str, str]:
    certificate, said = ended.certificate, ended.said
    centre = certificate.centre
    return {
        "customer": certificate.customer.name,
        "centre": text_of(said["centre"]["name"], lang),
        "number": certificate.number,
        "title": text_of(said["title"], lang),
        "issued_on": _day(certificate.issued_at),
        "ended_on": _day(certificate.ended_at),
        "object": _object(said, lang),
        "reason": certificate.end_reason,
        "address": ended.address,
        "signature": "\n".join(
            each for each in (text_of(said["centre"]["name"], lang), centre.phone) if each
        ),
    }


def _day(at: Any) -> str:
    return timezone.localdate(at).strftime("%d/%m/%Y")


def _object(said: dict[str, Any], lang: str) -> str:
    thing = said["instrument"]
    if thing is None:
        return text_of(said["sample"], lang)
    return f"{text_of(thing['name'], lang)}, {_('số chế tạo')} {thing['serial']}"
