"""The worked example of each template, through the real worksheet: its numbers and its verdict."""

import copy
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.permissions import Role
from calibration.definition import Table, compile_definition
from calibration.models import Job
from calibration.plan import tables_of, unit_of
from calibration.procedures import TEMPLATES
from calibration.services import confirm_all, load_templates, open_job, put_in_force
from tests.factories import authority, instruments, people
from tests.factories.calibration import with_a_number

pytestmark = pytest.mark.django_db

DATA = Path(TEMPLATES).parent / "worked_examples.json"
EXAMPLES = {each["code"]: each for each in json.loads(DATA.read_text(encoding="utf-8"))["examples"]}
CODES = sorted(path.stem for path in TEMPLATES.glob("*.json"))
Answer = dict[str, Any]
Cell = tuple[str, int, str, int, str, str]  # section, row, column, repeat, value, unit


def test_every_template_has_an_example() -> None:
    assert set(CODES) == set(EXAMPLES)


@pytest.mark.parametrize("code", CODES)
def test_the_example_holds(code: str) -> None:
    example = EXAMPLES[code]
    work = Work(example)

    work.start()
    work.key()
    results = work.get("results")
    submitted = work.post("submit", None, 200)

    assert results["missing"] == []
    assert [point for point in results["results"] if point["problems"]] == []
    for expected in example["expect"]:
        found, within = measured(results, work.plan, expected), Decimal(expected["within"])
        assert abs(found - Decimal(expected["value"])) <= within, (expected, found)
    assert results["verdict"] == (example["verdict"] if not work.conformity else "reported")
    assert results["conformity"] == (example["verdict"] if work.conformity else "")
    judged = [point for point in results["results"] if point["acceptance"]]
    if example["verdict"] == "pass":
        assert judged
        assert {point["verdict"] for point in judged} == {"pass"}
    assert (submitted["state"], submitted["outcome"]) == ("measured", results["verdict"])
    if example["service"] == "calibration":
        with_error = [point for point in results["results"] if point["error"]]
        assert with_error
        assert all(point["stated_expanded"] for point in with_error)


BEYOND = (
    ("breath-alcohol", "accuracy", 1, "x", ["0.290", "0.280", "0.285"]),
    ("digital-multimeter", "points", 4, "x", "3.622"),
    ("ecg", "rate", 1, "x", "64"),
    ("electricity-meter", "basic_error", 5, "err", ["-1.55", "-1.60"]),
    ("electricity-meter", "register", 0, "w_x", "1.011"),
    ("fuel-dispenser", "volume~2", 6, "v_fd", "5.03"),
    ("fuel-dispenser", "price~1", 0, "pfd", "460002"),
    ("micrometer", "points", 3, "l_x", ["10.305", "10.304", "10.305"]),
    ("pressure-gauge", "accuracy", 2, "down", "4.25"),
    ("scale-platform", "accuracy", 0, "up", "0.55"),
    ("sphygmomanometer", "accuracy", 2, "down", "104"),
    ("sphygmomanometer", "exhaust", 0, "time_s", "10.5"),
    ("taximeter", "time", 0, "t_x", "613"),
    ("truck-scale", "eccentricity", 6, "r", "11460"),
    ("truck-scale", "repeatability", 1, "r", ["80000", "80040", "80020"]),
    ("vernier-caliper", "inside", 1, "l_x", ["50.04", "50.04", "50.04"]),
    ("water-meter", "flow", 2, "v_i", "102.5"),
    ("weights", "abba", 0, "b1", "0.072"),
)


@pytest.mark.parametrize(("code", "section", "row", "column", "value"), BEYOND)
def test_one_reading_beyond_the_limit_fails(
    code: str, section: str, row: int, column: str, value: Any
) -> None:
    example = copy.deepcopy(EXAMPLES[code])
    example["tables"][section][row]["cells"][column] = value
    work = Work(example)

    work.start()
    work.key()
    results = work.get("results")

    assert (results["conformity"] if work.conformity else results["verdict"]) == "fail"
    failed = {point["section"] for point in results["results"] if point["verdict"] == "fail"}
    assert failed == {"mass" if section == "abba" else section}


class Work:
    """A laboratory with what one example needs, and its job."""

    def __init__(self, example: Mapping[str, Any]) -> None:
        self.example = example
        self.now = timezone.now()
        self.centre = people.centre()
        quality = people.person(Role.QUALITY_OFFICER, self.centre)
        instruments.kind(example["instrument"]["type"])
        for each in load_templates(self.centre, quality, self.now, codes=[example["code"]]):
            pk, source = each.pk, "dữ liệu thử: chưa đối chiếu"
            with_a_number(each, quality, self.now)
            confirm_all(version_id=pk, source=source, by=quality, at=self.now)
            put_in_force(version_id=pk, valid_from=date(2020, 1, 1), by=quality, at=self.now)
        authority.allow(self.centre)
        self.technician = people.api(people.person(Role.TECHNICIAN, self.centre))
        self.standards = [self.standard(given) for given in example["standards"]]
        self.conformity = example.get("conformity", "")
        self.job = self.open()
        self.plan: dict[str, Any] = {}

    def standard(self, given: Mapping[str, Any]) -> int:
        q = instruments.q
        low, high = (q(end) for end in given["range"]) if "range" in given else (None, None)
        made = instruments.standard(
            self.centre, name_vi=given["name"], quantity=given["quantity"],
            also=given.get("also", []), range_min=low, range_max=high,
            mpe=q(given["mpe"]) if "mpe" in given else None,
        )  # fmt: skip
        values = [(q(nominal), q(value), q(u), k) for nominal, value, u, k in given["values"]]
        instruments.calibration(made, self.now.date() - timedelta(days=100), values=values)
        return int(made.pk)

    def open(self) -> Job:
        given, q = dict(self.example["instrument"]), instruments.q
        for name in ("range_min", "range_max", "resolution"):
            if name in given:
                given[name] = q(given[name])
        customer = people.customer(self.centre)
        thing = instruments.instrument(customer, given.pop("type"), **given)
        officer = people.person(Role.CONTRACT_OFFICER, self.centre)
        return open_job(
            centre=self.centre, customer=customer, instrument=thing,
            service=self.example["service"], regime=self.example.get("regime", ""),
            conformity=self.conformity, by=officer, at=self.now,
        )  # fmt: skip

    def get(self, door: str) -> Answer:
        answer = self.technician.get(f"/api/v1/jobs/{self.job.pk}/{door}/")
        assert answer.status_code == 200, answer.json()
        return dict(answer.json())

    def post(self, door: str, body: Any, wanted: int) -> Answer:
        answer = self.technician.post(f"/api/v1/jobs/{self.job.pk}/{door}/", body)
        assert answer.status_code == wanted, answer.json()
        return dict(answer.json())

    def start(self) -> None:
        bundle = self.post("start", {"standards": self.standards}, 201)
        self.plan = bundle["plan"]
        assert bundle["job"]["state"] == "measuring"

    def key(self) -> None:
        """Key everything, as the tablet sends it: environment, checks, tables."""
        readings = [self.reading(*cell) for cell in self.cells()]
        self.post("readings", {"readings": readings, "locale": "en"}, 200)

    def cells(self) -> Iterator[Cell]:
        definition = compile_definition(self.get("worksheet")["definition"])
        for climate in definition.environment:
            if climate.key in self.example["environment"]:
                value, unit = self.example["environment"][climate.key]
                yield "environment", 0, climate.key, 0, value, unit
        for check in definition.checks:
            yield "checks", 0, check.key, 0, "pass", ""
        for laid in tables_of(self.plan):
            table = definition.by_key[laid.table]
            rows = self.example["tables"].get(laid.section, [])
            assert rows or laid.phase or table.optional, laid.section
            for row, given in zip(laid.rows if rows else (), rows, strict=True):
                for key, value in given["cells"].items():
                    yield from self.cell(table, laid.section, row, key, value)

    def cell(
        self, table: Table, section: str, row: Mapping[str, Any], key: str, value: Any
    ) -> Iterator[Cell]:
        column = table.column(key)
        assert column is not None
        unit = column.unit or unit_of(self.plan, row) if column.role == "reading" else ""
        for repeat, each in enumerate(value if isinstance(value, list) else [value]):
            yield section, row["row"], key, repeat, each, unit

    def reading(
        self, section: str, row: int, column: str, repeat: int, value: str, unit: str
    ) -> Answer:
        return {
            "id": str(uuid4()), "section": section, "row": row, "column": column,
            "repeat": repeat, "value": value, "unit": unit, "taken_at": self.now.isoformat(),
        }  # fmt: skip


def measured(results: Answer, plan: Mapping[str, Any], expected: Mapping[str, Any]) -> Decimal:
    """What the worksheet gave where the example expects a number."""
    points = [p for p in results["results"] if p["section"] == expected["section"]]
    if "largest" in expected:
        return max(
            abs(Decimal(point["computed"][key])) for point in points for key in expected["largest"]
        )
    point = next(point for point in points if point["row"] == expected["row"])
    kind, _dot, key = expected["name"].partition(".")
    if kind == "line":
        lines = point["budget"]["budget"]["lines"]
        return Decimal(str(next(line["u"] for line in lines if line["key"] == key)))
    if kind == "values":
        laid = next(each for each in tables_of(plan) if each.section == expected["section"])
        return Decimal(laid.rows[expected["row"]]["values"][key][0])
    if kind == "limit_less_U":
        return Decimal(point["limit"]) - Decimal(point["expanded"])
    return Decimal(point["computed"][key] if kind == "computed" else point[kind])
