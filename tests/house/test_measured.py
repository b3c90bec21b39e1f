"""The file of what was measured: a run of some benchmarks replaces their parts and no other."""

from benchmarks.run import RESULTS, joined, renewed

NAMES = ("bench_a", "bench_b", "bench_c")
WHOLE = joined(
    "# Measured\n\n`make bench` on 2026-01-01: X.",
    {"bench_a": "## A\n\n1", "bench_c": "## C"},
    NAMES,
)
FIRST, LATER = "on 2026-01-01: X", "on 2026-02-02: Y"


def test_a_part_is_replaced_in_its_place_and_says_when() -> None:
    found = renewed(WHOLE, {"bench_b": "## B", "bench_a": "## A\n\n2"}, NAMES, LATER)

    assert found == (
        "# Measured\n\n`make bench` on 2026-01-01: X.\n\n"
        f"<!-- bench_a -->\n\n## A\n\n2\n\nMeasured by itself {LATER}.\n\n"
        f"<!-- bench_b -->\n\n## B\n\nMeasured by itself {LATER}.\n\n"
        "<!-- bench_c -->\n\n## C\n"
    )


def test_the_same_day_and_machine_need_no_line_and_a_program_that_is_no_more_no_part() -> None:
    found = renewed(WHOLE, {"bench_c": "## C 2"}, NAMES[1:], FIRST)

    assert found == "# Measured\n\n`make bench` on 2026-01-01: X.\n\n<!-- bench_c -->\n\n## C 2\n"


def test_nothing_renewed_is_the_same_file() -> None:
    names = [line[5:-4] for line in RESULTS.read_text().splitlines() if line[:5] == "<!-- "]

    assert names == sorted(names)
    assert renewed(RESULTS.read_text(), {}, names, LATER) == RESULTS.read_text()
