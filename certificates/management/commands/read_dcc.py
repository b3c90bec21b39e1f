"""`manage.py read_dcc FILE [--json] [--language vi|en] [--no-rules]`: another's certificate, read.

Exits 0 when it was read, 1 when the file was rejected (the reasons are told), 2 when there is no
such file, 3 when it was read and its signature says that it was changed.
"""

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.dcc.reading.faults import as_json
from certificates.dcc.reading.files import MOST_BYTES
from certificates.dcc.reading.reading import read
from certificates.dcc.reading.telling import lines
from certificates.signing.found import Trust
from certificates.signing.trust import trust_now
from common.errors import DomainError

REJECTED, UNOPENED, CHANGED = 1, 2, 3
LANGUAGES = ("vi", "en")


class Command(BaseCommand):
    help = "Reads a digital calibration certificate (DCC 3.0.0 to 3.3.0): an XML, or a PDF."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="everything that was read")
        parser.add_argument("--language", choices=LANGUAGES, default=_of_environment())
        parser.add_argument(
            "--no-rules", action="store_true", help="leave PTB's Schematron out (it loads Saxon)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            data = _content(options["file"])
            try:
                found = read(
                    data, options["file"].name, schematron=not options["no_rules"],
                    trust=self._trust(),
                )  # fmt: skip
            except DomainError as refusal:
                self._reject(refusal, whole=options["json"])
            if options["json"]:
                self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            else:
                for line in lines(found):
                    self.stdout.write(line)
            if found["signature"]["state"] in ("altered", "appended"):
                raise CommandError(_("Tệp đã bị sửa sau khi ký."), returncode=CHANGED)

    def _trust(self) -> Trust:
        """Whom we believe; nobody, and said so, where there is no database to ask."""
        try:
            return trust_now()
        except DatabaseError:
            self.stderr.write(_("Không hỏi được cơ sở dữ liệu: mọi người ký đều là người lạ."))
            return Trust()

    def _reject(self, refusal: DomainError, *, whole: bool) -> None:
        if whole:
            self.stdout.write(json.dumps(as_json(refusal), ensure_ascii=False, indent=1))
        told = [str(fault.message) for fault in refusal.faults] or [str(refusal)]
        reasons = "\n".join(f"  - {each}" for each in told)
        message = _("Tệp không được đọc:")
        raise CommandError(f"{message}\n{reasons}", returncode=REJECTED) from refusal


def _content(path: Path) -> bytes:
    """The file, no more of it than is read at all."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        message = _("Không mở được tệp %(name)s: %(why)s.")
        place = {"name": path, "why": error.strerror or error}
        raise CommandError(message % place, returncode=UNOPENED) from error


def _of_environment() -> str:
    """The language of the terminal; Vietnamese where it is neither."""
    named = os.environ.get("LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return named[:2] if named[:2] in LANGUAGES else LANGUAGES[0]
