"""The roll-up of 300 units beside the same figures of one unit over the same rows.

PostgreSQL, ten years of contracts with 700 000 certificates dealt out to 300 units by customer, 30
of them in a branch of their own; every indicator of the registry but those of blocks. Counts and
sums are compared first.
"""

from typing import Any

from benchmarks import bench_indicators, database, ten_years, turns

UNITS, BRANCH = 300, 30
PERIOD = f"{ten_years.LAST.year}-H1"
ROUNDS = 4
LIMIT = 3
BY_CUSTOMER = ("contracts_contract", "calibration_job", "certificates_certificate")
BY_ID = ("planning_sciencetask", "planning_activity", "planning_programmeitem",
         "planning_proposal", "instruments_standard", "contracts_serviceitem")  # fmt: skip
# Numbers are those of a unit: dealt out anew, they would meet others.
MORE = {
    "certificates_certificate": ", serial = 10000000 + id, number = number || '/' || id",
    "instruments_standard": ", code = code || '-' || id",
    "contracts_serviceitem": ", code = code || '-' || id",
}
# Work of the years before is not asked for, and stays.
OF_LATE = {
    "calibration_job": f" WHERE performed_on >= '{ten_years.LAST.year - 1}-07-01'",
    "certificates_certificate": f" WHERE performed_on >= '{ten_years.LAST.year - 1}-07-01'",
}


def measure() -> dict[str, Any]:
    """Best times of the roll-up and of one unit over the same rows; queries of 30 and of 300."""
    from accounts.models import Centre
    from common.period import Period
    from reports.indicators import INDICATORS, compute
    from reports.rollup.adding import roll_up_tree

    rows = bench_indicators.fill()
    top, branch = Centre.objects.get(code="INST"), _deal_out()
    period = Period.parse(PERIOD)
    codes = [code for code in INDICATORS if not code.startswith("block_")]

    def one() -> Any:
        return compute(codes, centre=top, period=period, cut_off=period.end)

    def many(centre: Any = top) -> Any:
        return roll_up_tree(centre, period, codes, cut_off=period.end)

    _agree(many(), one())
    few = turns.queries_of(lambda: many(branch))
    asked = turns.queries_of(many)
    return {
        "rows": rows,
        "codes": len(codes),
        "units": len(many().rows),
        "queries": {"one": len(turns.queries_of(one)), "few": len(few), "many": len(asked)},
        "took": turns.by_turns({"one": one, "many": many}, ROUNDS),
        "plan": turns.slowest(asked),
    }


def _deal_out() -> Any:
    """Give everything to one of 300 new units; the branch of 30. Designations go to the top."""
    from django.db import connection

    from accounts.models import Centre

    top = Centre.objects.get(code="INST")
    branch = Centre.objects.create(code="BRANCH", name_vi="Nhánh", parent=top)
    made = [
        Centre.objects.create(
            code=f"R{n:03}", name_vi=f"Đơn vị {n}", parent=branch if n < BRANCH else top
        ).pk
        for n in range(UNITS)
    ]
    with connection.cursor() as cursor:
        keys = dict.fromkeys(BY_CUSTOMER, "customer_id") | dict.fromkeys(BY_ID, "id")
        for table, key in keys.items():
            also, where = MORE.get(table, ""), OF_LATE.get(table, "")
            cursor.execute(
                f"UPDATE {table} SET centre_id = (%s::bigint[])[1 + {key} %% {UNITS}]{also}{where}",  # noqa: S608
                [made],
            )
        cursor.execute(
            "UPDATE planning_product p SET centre_id = t.centre_id FROM planning_sciencetask t"
            " WHERE t.id = p.task_id"
        )
        # What one of the three has once goes to the top, and to a unit of the branch.
        for table, pk in (("calibration_scope", top.pk), ("planning_enteredfigure", made[0])):
            cursor.execute(
                f"UPDATE {table} SET centre_id = %s WHERE centre_id ="  # noqa: S608
                " (SELECT id FROM accounts_centre WHERE code = 'HUE')",
                [pk],
            )
        cursor.execute("ANALYZE")
    return branch


def _agree(found: Any, whole: dict[str, Any]) -> None:
    """Counts and sums of the units are those of the whole."""
    for code, one in whole.items():
        total = found.totals[code]
        if isinstance(one.value, int) and not total.why and (total.value or 0) != one.value:
            raise SystemExit(f"{code}: {total.value} of the units, {one.value} of the whole")


def main() -> None:
    """Print the table and the plan."""
    if database.ENGINE:
        database.answer(measure)
        return
    found = database.run_in(__file__, "postgresql")
    took, queries = found["took"], found["queries"]
    print(
        f"## A roll-up of {found['units']} units at {found['rows']['contract']} contracts\n\n"
        f"Limits: as many queries for 300 units as for 30; {LIMIT} × one unit's cost for each row"
        " read."
        f" PostgreSQL, a half-year of ten, {found['codes']} indicators; best of {ROUNDS}, by"
        " turns. Both read the same rows, so the ratio of times is that for each row.\n\n"
        "| what | queries | ms | ratio |\n| --- | ---: | ---: | ---: |\n"
        f"| one unit over all rows | {queries['one']} | {took['one']:.0f} | 1.00 |\n"
        f"| {found['units']} units | {queries['many']} | {took['many']:.0f} |"
        f" {took['many'] / took['one']:.2f} |\n"
        f"| {BRANCH + 1} units | {queries['few']} | | |\n\n"
        f"Where the time of its slowest query goes:\n\n```text\n{found['plan']}\n```"
    )


if __name__ == "__main__":
    main()
