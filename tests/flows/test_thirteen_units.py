"""Thirteen units in three installations report to a block by signed files."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.flows.installation import Installation
from tests.flows.making_units import UNITS

NORTH, SOUTH = [f"U{n:02}" for n in range(1, 7)], [f"U{n:02}" for n in range(7, 12)]
HERE = ["U12", "U13"]
SILENT = ["U11", "U13"]  # one elsewhere, one in the block's own house
LINES = (
    "SELECT u.code, c.id, l.price * l.quantity - l.discount, l.vat_percent"
    " FROM contracts_contractline l JOIN contracts_contract c ON c.id = l.contract_id"
    " JOIN accounts_centre u ON u.id = c.centre_id"
)


@pytest.fixture
def houses(new_database: Callable[[], str], tmp_path: Path) -> Iterator[list[Installation]]:
    """Three installations, each with its own database, folder and key."""
    made = []
    for name in ("north", "south", "block"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(Installation(new_database(), folder))
    yield made
    for one in made:
        one.kill()


def do(house: Installation, what: str, *more: str) -> Any:
    done = house.run("-m", "tests.flows.making_units", what, *more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def by_hand(houses: list[Installation], codes: set[str]) -> dict[str, Fraction]:
    """Contracts and revenue with VAT of the units, from raw lines: VAT once for each rate."""
    nets: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for place, house in enumerate(houses):
        for code, contract, net, vat in house.look(LINES):
            if code in codes:
                nets[place * 10**6 + contract][vat or 0] += net
    gross = sum(
        net + int((Decimal(net * vat) / 100).quantize(Decimal(1), ROUND_HALF_UP))
        for rates in nets.values()
        for vat, net in rates.items()
    )
    met = sum(len(UNITS[code]) >= 2 for code in codes)
    return {
        "contracts": Fraction(len(nets)),
        "revenue_signed_gross": Fraction(gross),
        "average_contract_gross": Fraction(gross, len(nets)),
        "targets_met": Fraction(100 * met, len(codes)),
    }


def totals(found: Any) -> dict[str, Fraction]:
    return {one["code"]: Fraction(one["value"]) for one in found["totals"]}


def test_thirteen_units_of_three_installations_roll_up(
    houses: list[Installation], tmp_path: Path
) -> None:
    north, south, block = houses
    files = tmp_path / "files"
    files.mkdir()
    for house, units in ((north, NORTH), (south, SOUTH), (block, [*NORTH, *SOUTH, *HERE])):
        do(house, "tree", *units)
    keeper = do(block, "block", *NORTH, *SOUTH, *HERE)
    for house, units in ((north, NORTH), (south, SOUTH), (block, HERE)):
        do(house, "work", *units)
        do(house, "close", *(unit for unit in units if unit not in SILENT))
    for house, units in ((north, NORTH), (south, SOUTH)):
        do(house, "export", str(files), *(unit for unit in units if unit not in SILENT))
        do(block, "register", house.manage("export_report", "--key"), *units)
    came = sorted(str(path) for path in files.iterdir())
    assert len(came) == 10

    # A file that was touched is refused and writes nothing; the others come in.
    touched = tmp_path / "touched.json"
    whole = json.loads(Path(came[0]).read_text())
    whole["payload"] = json.loads(Path(came[1]).read_text())["payload"]
    touched.write_text(json.dumps(whole, sort_keys=True, separators=(",", ":")))
    refused = block.run("manage.py", "import_report", str(touched), "--as", keeper)
    assert refused.returncode == 1
    assert "đã bị sửa sau khi ký" in refused.stderr
    assert block.count("reports_receivedreport") == 0
    block.manage("import_report", *came, "--as", keeper)
    again = block.run("manage.py", "import_report", came[0], "--as", keeper)
    assert "Tệp này đã có ở đây" in again.stderr

    found = do(block, "rolled_up", keeper)

    reported = {*NORTH, *SOUTH, *HERE} - {*SILENT}
    assert found["missing"] == SILENT
    assert {row["unit"]: row["source"] for row in found["rows"]} == {
        unit: "closed" if unit in HERE else "received" for unit in reported
    }
    assert totals(found) == by_hand(houses, reported)

    # Who was silent reports, and is counted.
    do(south, "close", "U11")
    do(south, "export", str(files), "U11")
    (late,) = files.glob("U11-*.json")
    block.manage("import_report", str(late), "--as", keeper)

    found = do(block, "rolled_up", keeper)

    assert found["missing"] == ["U13"]
    assert totals(found) == by_hand(houses, reported | {"U11"})
