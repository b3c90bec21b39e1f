"""What the tablet computes by itself equals what the server says, on every template's example."""

import json
import subprocess
from decimal import Decimal
from typing import Any

import pytest

from tests.calibration.test_worked_examples import CODES, EXAMPLES, Work
from tests.flows.installation import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.service]

NEEDS_U = "U"  # a rule that looks at U is for the server to tell


def previews(bundles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tablet's own code, by Node."""
    done = subprocess.run(
        ["node", "build.mjs", "--previews"],
        cwd=ROOT / "bench",
        input=json.dumps(bundles),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


def test_previews_of_all_templates_equal_the_server(built: None) -> None:
    bundles = []
    for code in CODES:
        work = Work(EXAMPLES[code])
        work.start()
        work.key()
        bundles.append(work.get("worksheet"))

    told = previews(bundles)

    wrong = [
        (code, *each)
        for code, bundle, shown in zip(CODES, bundles, told, strict=True)
        for each in differences(bundle, shown)
    ]
    assert wrong == []
    assert [shown["missing"] for shown in told] == [[]] * len(CODES)


def differences(bundle: dict[str, Any], shown: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    """Where the tablet shows something else: what, here, there. A blank verdict is no claim."""
    found: list[tuple[str, str, Any, Any]] = []
    for point in bundle["results"]:
        where = f"{point['section']}/{point['row']}"
        here = shown["rows"][where]
        found += [
            (where, key, here["computed"].get(key), value)
            for key, value in point["computed"].items()
            if value and not same(here["computed"].get(key), value)
        ]
        if here["limit"] != point["limit"]:
            found.append((where, "limit", here["limit"], point["limit"]))
        if here["verdict"] != point["verdict"] and not (
            here["verdict"] == "" and by_u(bundle, point)
        ):
            found.append((where, "verdict", here["verdict"], point["verdict"]))
    return found


def same(here: str | None, there: str) -> bool:
    """The tablet shows a few decimals of what the server has in forty digits."""
    if here is None:
        return False
    step = Decimal(1).scaleb(Decimal(here).as_tuple().exponent)  # type: ignore[arg-type]
    return abs(Decimal(here) - Decimal(there)) <= step / 2


def by_u(bundle: dict[str, Any], point: dict[str, Any]) -> bool:
    """Whether a rule of the point looks at U."""
    rules = [rule["rule"] for rule in point["acceptance"]]
    guarded = bundle["definition"].get("decision_rule") != "simple"
    return guarded or any(NEEDS_U in rule.split() for rule in rules)
