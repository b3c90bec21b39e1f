"""Search without case and tone marks inside the database, as `common.text.fold` does outside."""

from functools import cache
from typing import Any

from django.db.models import CharField, Func

from common.text import fold

_LETTERS = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))  # Latin letters with marks


class Folded(Func):
    """The search key of a text. Letters that fold to two (ß, æ) stay as they are on PostgreSQL."""

    function = "chuan_fold"  # taught to SQLite by common.sqlite
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Letter by letter: `lower` of a C locale knows no Vietnamese."""
        template = "lower(translate(%(expressions)s, '{}', '{}'))".format(*_pairs())
        return self.as_sql(compiler, connection, template=template, **more)


@cache
def _pairs() -> tuple[str, str]:
    """Marked letters, and in the same order their plain ones."""
    found = [(chr(code), fold(chr(code))) for code in _LETTERS]
    kept = [(one, plain) for one, plain in found if len(plain) == 1 and plain != one]
    return "".join(one for one, _ in kept), "".join(plain for _, plain in kept)
