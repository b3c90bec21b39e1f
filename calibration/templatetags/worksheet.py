"""Numbers of a worksheet, and the files of the bench app."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from calibration.numbers import shortened
from common.templatetags.show import digits, words
from metrology.conformity.decisions import DECISION_RULES

register = template.Library()
_HOUR = 60  # minutes
_DAY = 24 * _HOUR


@register.filter
def brief(text: Any) -> str:
    """A computed number: all its digits while they are few, six significant ones otherwise."""
    return digits(shortened(str(text or "")))


@register.filter
def percent(share: Any) -> str:
    """0.84 → 84."""
    return format(Decimal(str(share or 0)) * 100, ".0f")


_CONFIDENCE = {
    "high": _("cao"),
    "medium": _("trung bình"),
    "low": _("thấp"),
    "source": _("có nguồn"),
    "memory": _("theo trí nhớ"),
    "own choice": _("lựa chọn của chúng tôi"),
}


@register.filter
def confidence(mark: Any) -> str:
    """How sure a template is of a part: a word of ours, or a text in both languages."""
    return words(mark) if isinstance(mark, dict) else str(_CONFIDENCE.get(mark, mark or ""))


@register.filter
def decision(rule: str) -> str:
    """A decision rule in words."""
    found = DECISION_RULES.get(rule)
    return rule if found is None else words({"vi": found.text_vi, "en": found.text_en})


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, in the largest fitting unit: “2 giờ trước”."""
    minutes = max(0, int((timezone.now() - moment).total_seconds() // 60))
    if minutes < _HOUR:
        return ngettext("%(n)s phút trước", "%(n)s phút trước", minutes) % {"n": minutes}
    if minutes < _DAY:
        hours = minutes // _HOUR
        return ngettext("%(n)s giờ trước", "%(n)s giờ trước", hours) % {"n": hours}
    days = minutes // _DAY
    return ngettext("%(n)s ngày trước", "%(n)s ngày trước", days) % {"n": days}


@register.filter
def lookup(mapping: Any, key: str) -> Any:
    """`mapping[key]`, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def stated_lines(budget: Any) -> list[str]:
    """The stated result of each output of a kept budget, in the reader's language."""
    return [words(each) for each in json.loads(budget.stated)]


@register.simple_tag(takes_context=True)
def chip(context: Any, name: str, value: str, label: Any) -> str:
    """One filter of the address as a chip: pressed when it is on, and then it turns it off."""
    asked = context["request"].GET.copy()
    on = asked.get(name) == value
    asked.pop("page", None)
    asked.pop(name, None)
    if not on:
        asked[name] = value
    current = mark_safe(' aria-current="true"') if on else ""
    return format_html(
        '<a class="chip" href="?{}"{}>{}{}</a>', asked.urlencode(), current, label,
        " ✕" if on else "",
    )  # fmt: skip


@register.simple_tag
def bench_files() -> dict[str, str] | None:
    """Addresses of the built app: {"js": …, "css": …}; None when it is not built."""
    manifest = settings.BENCH_DIST / "bench" / "manifest.json"
    try:
        entries = json.loads(manifest.read_text(encoding="utf-8"))["entries"]
        found = {"js": static(f"bench/{entries['main.js']}"), "css": ""}
    except (OSError, ValueError, KeyError):
        return None
    if entries.get("main.css"):
        found["css"] = static(f"bench/{entries['main.css']}")
    return found
