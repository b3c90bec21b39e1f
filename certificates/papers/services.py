"""Changes to templates: drafted, put in force from a day, drafted from another, given up."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import hold, record
from certificates.models import Certificate, Template, TemplateDraft
from certificates.papers import pictures
from certificates.papers.queries import in_force
from certificates.papers.tree import below
from certificates.pdf import template
from common.canonical import canonical, sha256
from common.errors import Conflict, Fault, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs

name_verbs(
    {
        "template.draft": gettext_lazy("soạn mẫu giấy"),
        "template.discard": gettext_lazy("bỏ bản soạn mẫu giấy"),
        "template.put_in_force": gettext_lazy("đưa mẫu giấy vào áp dụng"),
    }
)

LONGEST_WHY = 300
LONGEST_CONTENT = 20_000
FARTHEST = 3  # years ahead that a template may begin
# What a form's boxes can hold wrong; anything else has not the shape of a template.
_TYPED_WRONG = frozenset(
    {
        "format",
        "contrast",
        "range",
        "choice",
        "too_long",
        "unprintable",
        "required",
        "unknown_picture",
    }
)


class Edited(Conflict):
    """Somebody else changed the draft meanwhile."""

    code = "edited"


def faults(content: Any, *, centre: Centre, kind: str) -> list[Fault]:
    """Everything that keeps a content from being put in force."""
    try:
        whole = template.insist(content, kind)
    except InvalidInput as error:
        return list(error.faults)
    known = {row.sha256 for row in pictures.offered(centre)}
    return [
        Fault(one.key, _("Không có hình này."), "unknown_picture", str(whole[one.key])[:64])
        for one in template.fields(kind)
        if one.type == "picture" and whole[one.key] and whole[one.key] not in known
    ]


def digest_of(draft: TemplateDraft | None) -> str:
    """What a writer says they began from; "" where there was no draft."""
    return "" if draft is None else sha256(draft.content)


@transaction.atomic
def save_draft(
    *, centre: Centre, kind: str, content: Any, seen: str | None = None, by: Any, at: datetime
) -> TemplateDraft:
    """Keep what is being written, with what is still wrong in it.

    `seen` is the digest of the draft it was begun from: Edited when somebody changed it since;
    None writes over it. What has not the shape of a template is InvalidInput.
    """
    text = _shaped(content, centre, kind)
    end = hold(centre.code)
    rows = TemplateDraft.objects.select_for_update(no_key=True)
    draft = rows.filter(centre=centre, kind=kind).first()
    if seen is not None and seen != digest_of(draft):
        raise Edited(_edited(draft))
    if draft is not None and draft.content == text:
        return draft
    before = digest_of(draft)
    draft = draft or TemplateDraft(centre=centre, kind=kind)
    draft.content, draft.by, draft.at = text, by, at
    draft.save()
    record(
        subject=draft, verb="template.draft", by=by, at=at, chain=end.name,
        changes={"kind": (None, kind), "digest": (before or None, sha256(text))},
    )  # fmt: skip
    return draft


def _edited(draft: TemplateDraft | None) -> str:
    if draft is None:
        return _("Bản soạn mà bạn bắt đầu từ đó đã được bỏ hoặc đưa vào áp dụng.")
    when = timezone.localtime(draft.at).strftime("%H:%M %d/%m/%Y")
    said = {"who": draft.by, "when": when}
    return _("%(who)s đã lưu một bản khác lúc %(when)s.") % said


def _shaped(content: Any, centre: Centre, kind: str) -> str:
    """The canonical text of a content whose shape is right."""
    wrong = [
        fault
        for fault in faults(content, centre=centre, kind=kind)
        if fault.code not in _TYPED_WRONG
    ]
    if wrong:
        raise InvalidInput(*wrong)
    for one in template.fields(kind):
        if not _boxed(one.type, content.get(one.key, one.default)):
            raise InvalidInput(Fault(one.key, _("Giá trị sai kiểu."), "type"))
    text = canonical({str(key): value for key, value in content.items()})
    if len(text) > LONGEST_CONTENT:
        most = str(LONGEST_CONTENT)
        raise InvalidInput(Fault("", _("Mẫu giấy quá dài."), "too_long", str(len(text)), most))
    return text


def _boxed(kind: str, value: Any) -> bool:
    """Whether a box of a form can hold it: a wrong number of millimetres is a text."""
    if kind == "millimetres":
        return isinstance(value, str | int) and not isinstance(value, bool)
    return kind not in ("colour", "choice", "picture") or isinstance(value, str)


@transaction.atomic
def discard_draft(*, centre: Centre, kind: str, by: Any, at: datetime) -> None:
    """Give up what is being written; what is in force stays."""
    hold(centre.code)
    draft = _draft(centre, kind)
    record(
        subject=draft, verb="template.discard", by=by, at=at, chain=centre.code,
        changes={"kind": (kind, None), "digest": (digest_of(draft), None)},
    )  # fmt: skip
    draft.delete()


def _draft(centre: Centre, kind: str) -> TemplateDraft:
    rows = TemplateDraft.objects.select_for_update(no_key=True)
    draft = rows.filter(centre=centre, kind=kind).first()
    if draft is None:
        raise Refused(_("Không có bản soạn nào."), code="no_draft")
    return draft


@transaction.atomic
def draft_from(
    *, centre: Centre, kind: str, of: Centre, of_kind: str, by: Any, at: datetime
) -> TemplateDraft:
    """Begin a draft as a copy of what holds today for another kind or another centre.

    What the other kind has and this one has not is left out; its pictures come along. Refused
    while something is being written: a copy would take its place.
    """
    if TemplateDraft.objects.filter(centre=centre, kind=kind).exists():
        raise Refused(_("Đang có bản soạn: hãy bỏ nó trước khi sao chép."), code="has_draft")
    found = in_force(of, of_kind, timezone.localtime(at).date())
    content = template.completed(found["content"], kind)
    pictures.bring(centre, template.pictures_of(content), by=by, at=at)
    return save_draft(centre=centre, kind=kind, content=content, seen="", by=by, at=at)


@transaction.atomic
def put_in_force(
    *, centre: Centre, kind: str, valid_from: date, why: str = "", by: Any, at: datetime
) -> Template:
    """Make a version of the draft, in force from a day on, for good.

    Days that are over keep what they had, and so does a day of which a paper is issued already:
    whoever asks what held on a day finds one answer. For a day to come a later version takes the
    place of an earlier one.
    """
    reason = _reason(why)
    lock_papers(centre)  # nothing is issued meanwhile, here or below
    draft = _draft(centre, kind)
    content = _good(json.loads(draft.content), centre, kind)
    _insist_day(centre, kind, valid_from, timezone.localtime(at).date())
    _insist_other(centre, kind, valid_from, content)
    row = Template.objects.create(
        centre=centre, kind=kind, version=_last(centre, kind) + 1, valid_from=valid_from,
        content=canonical(content), why=reason, by=by, at=at,
    )  # fmt: skip
    draft.delete()
    record(
        subject=row, verb="template.put_in_force", by=by, at=at, chain=centre.code, seals=[row],
        changes={"version": (row.version - 1 or None, row.version),
                 "valid_from": (None, valid_from)}, why=reason,
    )  # fmt: skip
    return row


def lock_papers(centre: Centre) -> None:
    """Hold the chains of the centre and of all units below: whoever issues there waits.

    Always from the root down, so that two of these never wait for each other.
    """
    for code in below(centre).values_list("code", flat=True):
        hold(code)


def _last(centre: Centre, kind: str) -> int:
    rows = Template.objects.filter(centre=centre, kind=kind)
    return int(rows.aggregate(last=Max("version"))["last"] or 0)


def _reason(why: str) -> str:
    text = nfc(why)
    if len(text) > LONGEST_WHY:
        found, most = str(len(text)), str(LONGEST_WHY)
        raise InvalidInput(Fault("why", _("Lý do quá dài."), "too_long", found, most))
    return text


def _good(content: Mapping[str, Any], centre: Centre, kind: str) -> dict[str, Any]:
    """The content whole and tidy, with nothing wrong in it."""
    if found := faults(content, centre=centre, kind=kind):
        raise InvalidInput(*found, message=_("Bản soạn còn chỗ sai."))
    return template.insist(content, kind)


def _insist_day(centre: Centre, kind: str, day: date, today: date) -> None:
    last = today.replace(year=today.year + FARTHEST, day=min(today.day, 28))
    if not today <= day <= last:
        message = _("Mẫu giấy áp dụng từ hôm nay hoặc từ một ngày sắp tới.")
        allowed = f"{today.isoformat()}…{last.isoformat()}"
        raise InvalidInput(Fault("valid_from", message, "day", day.isoformat(), allowed))
    if day == today and (issued := _issued(centre, kind, today)):
        message = _("Hôm nay đã cấp giấy theo mẫu cũ (%s): mẫu mới áp dụng sớm nhất từ ngày mai.")
        raise InvalidInput(Fault("valid_from", message % issued, "day_has_papers", day.isoformat()))


def _issued(centre: Centre, kind: str, day: date) -> str:
    """A number of a paper that was issued on a day by the template that would change; or ""."""
    start = timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001
    rows = Certificate.objects.filter(
        centre__path__startswith=centre.path, kind=kind, issued_at__gte=start
    )
    # A unit below that has its own, or stands under one that has, goes by that.
    own = Template.objects.filter(
        centre__path__startswith=centre.path, kind=kind, valid_from__lte=day
    ).exclude(centre=centre)
    for path in set(own.values_list("centre__path", flat=True)):
        rows = rows.exclude(centre__path__startswith=path)
    return rows.order_by("pk").values_list("number", flat=True).first() or ""


def _insist_other(centre: Centre, kind: str, day: date, content: Mapping[str, Any]) -> None:
    before = in_force(centre, kind, day)
    if before["centre"] == centre.code and before["content"] == content:
        raise Refused(_("Bản soạn không khác mẫu áp dụng ngày ấy."), code="same_template")
