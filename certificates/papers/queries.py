"""Which template a paper is made by on a day, and how it came to be."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models.functions import Length

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from certificates.models import Template, TemplateDraft
from certificates.papers.tree import line_of
from certificates.pdf import template
from certificates.states import Kind


def in_force(centre: Centre, kind: Kind | str, day: date) -> dict[str, Any]:
    """What a centre's papers of a kind are made by on a day: {"version", "content", "centre"}.

    Its own template, else that of the unit above, and so on; version 0 of no centre: nobody has
    set any. The content is whole, so that a statement may keep a copy. One query.
    """
    codes = centre.path.strip("/").split("/")
    rows = Template.objects.filter(centre__code__in=codes, kind=kind, valid_from__lte=day)
    nearest = rows.select_related("centre").order_by(
        Length("centre__path").desc(), "-valid_from", "-version"
    )
    return said(nearest.first(), kind)


def said(row: Template | None, kind: Kind | str) -> dict[str, Any]:
    """A version as statements keep it."""
    if row is None:
        return {"version": 0, "centre": "", "content": template.default(str(kind))}
    content = template.completed(json.loads(row.content), str(kind))
    return {"version": row.version, "centre": row.centre.code, "content": content}


@dataclass(frozen=True)
class Version:
    """A version with the days it counts: from `row.valid_from` to `until` (None: further notice).

    `state` is one of: in_force, coming, past, never (another took its place before it began).
    """

    row: Template
    until: date | None
    state: str

    @property
    def content(self) -> dict[str, Any]:
        """What it says, whole."""
        return template.completed(json.loads(self.row.content), self.row.kind)


def versions(centre: Centre, kind: Kind | str, day: date) -> list[Version]:
    """Every version of a centre's own, the newest first, as they stand on a day."""
    rows = Template.objects.filter(centre=centre, kind=kind).select_related("by", "centre")
    return standing(list(rows.order_by("-valid_from", "-version")), day)


def standing(rows: Sequence[Template], day: date) -> list[Version]:
    """Rows of one centre and kind, latest day and highest version first, with their days."""
    found: list[Version] = []
    after: date | None = None  # the day on which the one after it begins
    for row in rows:
        if row.valid_from == after:
            found.append(Version(row, None, "never"))
            continue
        until = None if after is None else after - timedelta(days=1)
        over = until is not None and until < day
        state = "coming" if row.valid_from > day else "past" if over else "in_force"
        found.append(Version(row, until, state))
        after = row.valid_from
    return sorted(found, key=lambda one: -one.row.version)


def at_work(found: Iterable[Version]) -> Version | None:
    """The version in force among them."""
    return next((one for one in found if one.state == "in_force"), None)


def draft_of(centre: Centre, kind: Kind | str) -> TemplateDraft | None:
    """What is being written, where something is."""
    return TemplateDraft.objects.filter(centre=centre, kind=kind).select_related("by").first()


def written(draft: TemplateDraft) -> dict[str, Any]:
    """What a draft says so far, right or wrong, whole."""
    return template.completed(json.loads(draft.content), draft.kind)


@dataclass(frozen=True)
class Sheet:
    """One kind of paper at a centre, for a list: what holds, since when, what comes, what drafts.

    `of` is the centre that set it; None: the house's own.
    """

    kind: Kind
    of: Centre | None
    now: Version | None
    coming: Version | None
    draft: TemplateDraft | None


def sheets(centre: Centre, day: date) -> list[Sheet]:
    """Every kind of paper of a centre, in three queries."""
    line = line_of(centre)
    rows = list(
        Template.objects.filter(centre__in=line)
        .select_related("by", "centre")
        .order_by("-valid_from", "-version")
    )
    drafts = {one.kind: one for one in TemplateDraft.objects.filter(centre=centre)}
    return [_sheet(line, kind, rows, drafts.get(kind), day) for kind in Kind]


def _sheet(
    line: Sequence[Centre],
    kind: Kind,
    rows: Sequence[Template],
    draft: TemplateDraft | None,
    day: date,
) -> Sheet:
    own = {
        one: standing([row for row in rows if row.kind == kind and row.centre_id == one.pk], day)
        for one in line
    }
    holding = next(((one, now) for one in line if (now := at_work(own[one]))), None)
    coming = [each for each in own[line[0]] if each.state == "coming"]
    first = min(coming, key=lambda each: each.row.valid_from, default=None)
    return Sheet(
        kind,
        None if holding is None else holding[0],
        None if holding is None else holding[1],
        first,
        draft,
    )


def centres_of(person: Person) -> list[Centre]:
    """The centres whose papers a person manages, from the root down."""
    return list(person.centres(Can.MANAGE_PAPERS).order_by("path"))
