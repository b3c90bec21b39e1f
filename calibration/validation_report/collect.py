"""What the report says, gathered as plain data; nothing is worded or laid out here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils import translation

from calibration.validation_report.software import software
from calibration.validation_report.words import CONFIDENCES, KINDS
from common.canonical import canonical, sha256
from instruments.messages import sentence
from metrology.errors import MetrologyError
from metrology.validation.cases import Case, CaseFile, Result
from metrology.validation.kinds import KINDS as KNOWN
from metrology.validation.rows import shown, shown_expected, shown_question
from metrology.validation.runner import DRAWS, SEED, run

SCHEMA = 1

_EXPONENT = re.compile(r"(?<=[0-9])e([+-]?[0-9]+)")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def collect(files: Sequence[CaseFile], *, root: Path, at: datetime) -> dict[str, Any]:
    """Run every case of `files` and gather the report, with the digest of all it says.

    `root` is the folder of the software, `at` the moment of the report.
    """
    results = list(run(files))
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "made_at": at.isoformat(timespec="seconds"),
        "software": software(root),
        "monte_carlo": {
            "draws": f"{DRAWS:,}".replace(",", "\N{NO-BREAK SPACE}"),
            "seed": str(SEED),
        },
        "totals": _totals(results),
        "by_kind": _grouped(results, lambda each: each.case.kind, KINDS),
        "by_confidence": _grouped(results, lambda each: each.case.source.confidence, CONFIDENCES),
        "disagreements": [_case(case, rows) for case, rows in _cases(_failed(results))],
        "kinds": [
            {"kind": kind, "cases": [_case(case, list(rows)) for case, rows in _cases(list(group))]}
            for kind, group in groupby(results, lambda each: each.case.kind)
        ],
        "not_asked": _not_asked(results),
        "files": [{"name": each.name, "digest": each.digest} for each in files],
    }
    return data | {"digest": sha256(canonical(data))}


def _failed(results: Iterable[Result]) -> list[Result]:
    return [each for each in results if not each.passed]


def _cases(results: Sequence[Result]) -> list[tuple[Case, list[Result]]]:
    grouped = groupby(results, lambda each: (each.case.kind, each.case.id))
    rows = [list(group) for _, group in grouped]
    return [(each[0].case, each) for each in rows]


def _case(case: Case, results: Sequence[Result]) -> dict[str, Any]:
    return {
        "id": case.id,
        "kind": case.kind,
        "title": case.title,
        "source": ", ".join(part for part in (case.source.document, case.source.section) if part),
        "confidence": case.source.confidence,
        "notes": case.notes,
        "rows": [_row(each) for each in results],
    }


def _row(result: Result) -> dict[str, Any]:
    expected = result.expected
    return {
        "output": expected.output,
        "quantity": expected.quantity,
        "question": _powers(shown_question(expected)),
        "method": expected.method,
        "expected": _powers(shown_expected(expected)),
        "computed": _powers(shown(result.computed, expected.tolerance)),
        "passed": result.passed,
        "error": None if result.refusal is None else _said(result.refusal),
    }


def _said(error: MetrologyError) -> dict[str, str]:
    """What the core refused, in both languages."""
    found = {}
    for lang in ("vi", "en"):
        with translation.override(lang):
            found[lang] = sentence(error)
    return found


def _powers(text: str) -> str:
    """Write 5e-07 as 5 × 10⁻⁷."""
    return _EXPONENT.sub(lambda found: f" × 10{str(int(found[1])).translate(_RAISED)}", text)


def _totals(results: Sequence[Result]) -> dict[str, str]:
    failed = len(_failed(results))
    return {
        "cases": str(len({(each.case.kind, each.case.id) for each in results})),
        "numbers": str(len(results)),
        "passed": str(len(results) - failed),
        "failed": str(failed),
    }


def _grouped(
    results: Sequence[Result], key: Any, order: Mapping[str, object]
) -> list[dict[str, str]]:
    groups = {name: [each for each in results if key(each) == name] for name in order}
    return [{"name": name} | _totals(group) for name, group in groups.items() if group]


def _not_asked(results: Sequence[Result]) -> list[dict[str, str]]:
    """Name what the runner can ask and no published number asks, by kind."""
    asked = {(each.case.kind, each.expected.quantity, each.expected.method) for each in results}
    found = []
    for name, kind in KNOWN.items():
        missing = [
            f"{quantity} ({', '.join(methods)})"
            for quantity, question in kind.questions.items()
            if (
                methods := [
                    each for each in question.methods if (name, quantity, each) not in asked
                ]
            )
        ]
        if missing:
            found.append({"name": name, "questions": "; ".join(missing)})
    return found
