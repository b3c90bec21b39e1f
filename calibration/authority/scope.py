"""What is frozen of a centre's scopes when work starts: numbers, CMC, and what lies outside."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from calibration.authority.coverage import day_words, lines_words, range_words
from calibration.authority.powers import (
    Asked,
    Held,
    Powers,
    held,
    legal_kind,
    scopes_of,
)
from calibration.models import Job
from calibration.states import ScopeKind, Service

NOTHING: Mapping[str, Any] = {
    "designation": "", "registration": "", "accreditation": "", "outside": "", "cmc": [],
}  # fmt: skip


def scope_facts(job: Job, day: date, powers: Powers) -> dict[str, Any]:
    """The `scope` of a plan: see `NOTHING`; `outside` is a sentence {vi, en} where there is one.

    A verification is outside an accreditation only if that one has lines for verification at all:
    a mark on a calibration certificate says nothing about what the law asks.
    """
    found = {**NOTHING, "cmc": []}
    if job.instrument is None:
        return found
    asked = Asked.of(job, day)
    legal = held(legal_kind(job.service), asked, powers)
    if legal.scope is not None and not legal.missing:
        found[legal_kind(job.service)] = legal.scope.number
    accredited = held(ScopeKind.ACCREDITATION, asked, powers)
    if accredited.scope is not None and not accredited.missing:
        found["accreditation"] = accredited.scope.number
        if job.service != Service.VERIFICATION:
            found["cmc"] = [json.loads(line.cmc) for line in accredited.lines if line.cmc]
    elif _claims(asked, accredited, powers):
        found["outside"] = {"vi": "", "en": ""}
        for language in found["outside"]:
            with translation.override(language):
                found["outside"][language] = _outside(asked, accredited, powers)
    return found


def _claims(asked: Asked, accredited: Held, powers: Powers) -> bool:
    """Whether an accreditation is there that a reader would take the work to be under."""
    if asked.service == Service.VERIFICATION:
        return accredited.missing != "type"
    return bool(scopes_of(ScopeKind.ACCREDITATION, asked.path, powers))


def _outside(asked: Asked, accredited: Held, powers: Powers) -> str:
    thing = asked.thing
    vietnamese = (translation.get_language() or "vi").startswith("vi")
    kind = thing.type.name_vi if vietnamese else thing.type.name_en or thing.type.name_vi
    scope = accredited.scope or scopes_of(ScopeKind.ACCREDITATION, asked.path, powers)[0]
    names = {"type": kind, "number": scope.number}
    if accredited.missing == "type":
        return _("Ngoài phạm vi công nhận %(number)s: không có “%(type)s”.") % names
    if accredited.missing == "ended":
        day = day_words(scope.valid_to)
        return _("Công nhận %(number)s hết hạn ngày %(day)s.") % {**names, "day": day}
    if accredited.missing == "not_begun":
        day = day_words(scope.valid_from)
        return _("Công nhận %(number)s có giá trị từ ngày %(day)s.") % {**names, "day": day}
    return _("Ngoài phạm vi công nhận %(number)s: %(allowed)s; phương tiện đo có %(found)s.") % {
        **names,
        "allowed": lines_words(accredited.lines),
        "found": found_words(asked),
    }


def found_words(asked: Asked) -> str:
    """The range of the instrument in words."""
    low, high = asked.thing.range_min, asked.thing.range_max
    return _("phạm vi chưa ghi") if low is None and high is None else range_words(low, high)


def scope_of_plan(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The scope of a plan; older plans have none."""
    return {**NOTHING, **plan.get("scope", {})}
