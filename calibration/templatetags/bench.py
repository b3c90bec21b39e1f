"""Scripts of the bench for pages of the office."""

import json

from django import template
from django.conf import settings
from django.templatetags.static import static

register = template.Library()


@register.simple_tag
def bench_script(name: str) -> str:
    """The address of a built script ("shelf.js"); "" when it is not built."""
    manifest = settings.BENCH_DIST / "bench" / "manifest.json"
    try:
        return static(f"bench/{json.loads(manifest.read_text(encoding='utf-8'))['entries'][name]}")
    except (OSError, ValueError, KeyError):
        return ""
