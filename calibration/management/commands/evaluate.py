"""`manage.py evaluate [FILE…] [--json] [--lang vi|en]`: published answers against the core."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from instruments.messages import sentence
from metrology.errors import Code, MetrologyError
from metrology.validation.cases import CaseError, CaseFile, Result
from metrology.validation.reader import MOST_BYTES, own_files, read
from metrology.validation.rows import row, shown, shown_expected, shown_question
from metrology.validation.runner import run

FAILED, UNUSABLE = 1, 2

# Vietnamese, English.
WORDS = {
    "pass": ("đạt", "pass"),
    "fail": ("KHÔNG ĐẠT", "FAIL"),
    "kind": ("loại", "kind"),
    "confidence": ("độ chắc chắn của nguồn", "source confidence"),
    "total": ("Tổng: {cases} bài, {numbers} số, {failed} không đạt",
              "Total: {cases} cases, {numbers} numbers, {failed} failed"),
    "failed": ("{failed} trên {numbers} số không đạt", "{failed} of {numbers} numbers failed"),
    "unusable": ("Có dữ liệu không dùng được: xem các dòng trên.",
                 "Some input cannot be used: see the lines above."),
    "unopened": ("không mở được tệp ({reason})", "the file cannot be opened ({reason})"),
    "case": ("bài {case}: ", "case {case}: "),
    "unknown": ("không rõ", "not stated"),
}  # fmt: skip


class Command(BaseCommand):
    help = "Evaluates reference cases (our own copy without FILE); exits 1 when one fails."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="a list of objects, nothing else")
        parser.add_argument("--lang", choices=("vi", "en"), default="vi")

    def handle(self, *args: Any, **options: Any) -> None:
        self.english = options["lang"] == "en"
        with translation.override(options["lang"]):
            files, refused = self._files(options["files"])
            results = list(run(files))
            if options["json"]:
                rows = [row(each) for each in results]
                self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False))
            elif results:
                self._table(results)
            self._finish(results, refused)

    def _files(self, paths: Iterable[Path]) -> tuple[list[CaseFile], list[CaseError]]:
        if not paths:
            return list(own_files()), []
        files: list[CaseFile] = []
        refused: list[CaseError] = []
        for path in paths:
            try:
                files.append(_read(path))
                refused.extend(files[-1].refused)
            except CaseError as error:
                refused.append(error)
        return files, refused

    def _word(self, name: str, **blanks: object) -> str:
        return WORDS[name][self.english].format(**blanks)

    def _table(self, results: Sequence[Result]) -> None:
        previous = ""
        for each in results:
            if each.case.id != previous:
                previous = each.case.id
                self.stdout.write(f"{each.case.id}: {each.case.title}")
            self.stdout.write(self._line(each))
        by_kind = Counter((each.case.kind, each.passed) for each in results)
        by_source = Counter((each.case.source.confidence, each.passed) for each in results)
        self._totals("kind", by_kind)
        self._totals("confidence", by_source)
        cases = len({(each.case.kind, each.case.id) for each in results})
        failed = sum(not each.passed for each in results)
        self.stdout.write(self._word("total", cases=cases, numbers=len(results), failed=failed))

    def _line(self, result: Result) -> str:
        expected = result.expected
        verdict = self._word("pass" if result.passed else "fail")
        question = shown_question(expected)
        quantity = f"{expected.quantity}({question})" if question else expected.quantity
        computed = shown(result.computed, expected.tolerance)
        line = (
            f"  {expected.output:12} {quantity:32} {expected.method:10} "
            f"{computed:>24}   {shown_expected(expected):28} {verdict}"
        )
        return f"{line}: {sentence(result.refusal)}" if result.refusal else line

    def _totals(self, title: str, counts: Counter[tuple[str, bool]]) -> None:
        self.stdout.write("")
        self.stdout.write(
            f"{self._word(title):24} {self._word('pass'):>8} {self._word('fail'):>10}"
        )
        for name in sorted({name for name, _ in counts}):
            label = name or self._word("unknown")
            self.stdout.write(f"{label:24} {counts[name, True]:8} {counts[name, False]:10}")

    def _finish(self, results: Sequence[Result], refused: Sequence[CaseError]) -> None:
        told = [(each.file, each.case, each.error) for each in refused if not each.unreadable]
        told += [(each.case.file, each.case.id, each.refusal) for each in results if each.refusal]
        for file, name, error in dict.fromkeys(told):
            case = self._word("case", case=name) if name else ""
            self.stderr.write(f"{file}: {case}{sentence(error)}")
        for each in refused:
            if each.unreadable:
                reason = each.error.params["reason"]
                self.stderr.write(f"{each.file}: {self._word('unopened', reason=reason)}")
        if told:
            raise CommandError(self._word("unusable"), returncode=UNUSABLE)
        if refused:
            raise CommandError(self._word("unusable"), returncode=FAILED)
        failed = sum(not each.passed for each in results)
        if failed:
            message = self._word("failed", failed=failed, numbers=len(results))
            raise CommandError(message, returncode=FAILED)


def _read(path: Path) -> CaseFile:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        refusal = MetrologyError(Code.CANNOT_COMPUTE, found=str(path), reason=reason)
        raise CaseError(path.name, "", refusal, unreadable=True) from error
    return read(data, path.name)
