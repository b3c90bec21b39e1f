"""Search without case and tone marks inside the database, as `common.text.fold` does outside."""

from typing import Any

from django.db.models import CharField, Func

# What a letter of Vietnamese or of its neighbours carries, taken apart; đ is a letter of its own.
_MARKS = "".join(map(chr, (*range(0x300, 0x30D), 0x30F, 0x311, 0x31B, *range(0x323, 0x329))))


class Folded(Func):
    """The search key of a text, but for its blanks.

    Letters without a plain form (ß, ø) stay as they are on PostgreSQL.
    """

    function = "chuan_fold"  # taught to SQLite by common.sqlite
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Apart, then without marks: a few are quick to look through, hundreds of letters are not.

        `lower` comes last: that of a C locale knows only plain letters.
        """
        template = f"lower(translate(normalize(%(expressions)s, NFD), 'đĐ{_MARKS}', 'dD'))"
        return self.as_sql(compiler, connection, template=template, **more)
