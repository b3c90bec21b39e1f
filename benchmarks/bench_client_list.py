"""The preview of a client's list of 20 000 rows beside reading the file and one look-up a row.

Ours counts from the kept file to the stored preview: the file read in a process apart, headings,
types by name, ranges, instruments on record, prices by range, scopes, fates, 20 000 rows written.
The peer reads the same bytes with calamine in its own process and asks, for each row, the unique
index of instruments for it; it understands nothing and writes nothing. They take turns. Half of
the rows are instruments on record. Memory is the peak of the worker while it previews, and of the
process that reads the file.
"""

import gc
import io
import statistics
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import database

ROWS, TURNS, LIMIT, MEMORY = 20_000, 3, 3, 300
RANGES = ("0 ÷ 10 bar", "0…1,6 MPa", "(0-250) kPa", "từ 0 đến 25 kG/cm2", "-1 ÷ 9 bar")


def measure() -> dict[str, Any]:
    """Milliseconds of both ways in every turn, the queries, and the peaks in megabytes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    source, content = _made()
    ours, peer, peaks = [], [], []
    for _ in range(TURNS):
        _forget_peak()
        ours.append(database.milliseconds(partial(_preview, source.pk)))
        peaks.append(_peak())
        peer.append(database.milliseconds(partial(_look_up, content, source)))
    with CaptureQueriesContext(connection) as captured:
        _preview(source.pk)
    fates = dict(_fates(source))
    return {
        "ours": ours, "peer": peer, "queries": len(captured), "peak": max(peaks),
        "reader": _peak_of_reader(content), "fates": fates,
    }  # fmt: skip


def _made() -> tuple[Any, bytes]:
    """A draft with its list kept, of a customer who has half of it on record."""
    from django.utils import timezone

    from contracts import services
    from contracts.models import ListImport
    from instruments.models import Instrument
    from tests.factories import contracts, instruments, people, sheets
    from tests.factories.people import NOW

    centre = people.centre("TTA")
    customer = people.customer(centre)
    kind = instruments.kind("pressure-gauge")
    contract = contracts.draft(customer)
    for top, price in ((10, 150_000), (25, 180_000), (60, 220_000)):
        ends: dict[str, Any] = {
            "range_min": instruments.q("-1 bar"),
            "range_max": instruments.q(f"{top} bar"),
        }
        contracts.service(centre, price=price, **ends)
    Instrument.objects.bulk_create(
        (
            Instrument(customer=customer, type=kind, serial=f"SN-{n:05}", maker="Wika")
            for n in range(0, ROWS, 2)
        ),
        batch_size=500,
    )
    rows: Any = (sheets.gauge(n, range=RANGES[n % len(RANGES)]) for n in range(ROWS))
    content = sheets.xlsx([sheets.HEADING, *rows])
    made = services.upload_list(
        contract_id=contract.pk, file_name="ds.xlsx", content=content, by=contract.created_by,
        at=max(NOW, timezone.now()),
    )  # fmt: skip
    return ListImport.objects.select_related("contract").get(pk=made.pk), content


def _preview(import_id: int) -> None:
    from django.utils import timezone

    from common.queue import Progress
    from contracts.listing import reading
    from contracts.models import ListImport

    ListImport.objects.filter(pk=import_id).update(state="reading")
    reading.read(import_id, Progress(0), timezone.localdate())
    state = ListImport.objects.values_list("state", flat=True).get(pk=import_id)
    if state != "ready":
        raise SystemExit(f"the list is {state}")


def _look_up(content: bytes, source: Any) -> None:
    """Calamine alone, and one indexed look-up for each row."""
    from django.db import connection
    from python_calamine import CalamineWorkbook

    from instruments.models import InstrumentType

    kind = InstrumentType.objects.get(code="pressure-gauge").pk
    cells: Any = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    sql = (
        "SELECT id FROM instruments_instrument"
        " WHERE customer_id = %s AND type_id = %s AND maker = %s AND serial = %s"
    )
    customer = source.contract.customer_id
    found = 0
    with connection.cursor() as cursor:
        for row in cells[1:]:
            cursor.execute(sql, (customer, kind, row[2], row[4]))
            found += cursor.fetchone() is not None
    if found != ROWS // 2:
        raise SystemExit(f"{found} instruments found")


def _fates(source: Any) -> list[tuple[str, int]]:
    from contracts.listing.counting import fate_counts

    return list(fate_counts(source).items())


def _forget_peak() -> None:
    """Begin to count the peak of this process anew (Linux)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    """The most that this process held since, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _peak_of_reader(content: bytes) -> float:
    """The most that a process holds which only reads the file as the product does."""
    program = (
        "import sys; from common.read_book import read_book;"
        "read_book(sys.stdin.buffer.read(), 20_050, 100);"
        "print(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=content, capture_output=True, check=True
    )
    return int(done.stdout) / 1024


def main() -> None:
    """Print the table."""
    if not (found := database.in_each_engine(__file__, measure)):
        return
    print(
        f"## Lists: the preview of {ROWS:,} rows\n\n"
        f"Limit: {LIMIT} × calamine reading the same file and one indexed look-up a row, and"
        f" {MEMORY} MB. Median of {TURNS} turns.\n\n"
        "| engine | ours, ms | peer, ms | ÷ peer | ÷ limit | worker, MB | reader, MB | queries |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |".replace(",", " ", 1)
    )
    row: Callable[..., str] = (
        "| {} | {:.0f} | {:.0f} | {:.2f} | {:.2f} | {:.0f} | {:.0f} | {} |".format
    )
    for engine, one in found.items():
        ours, peer = statistics.median(one["ours"]), statistics.median(one["peer"])
        ratio = ours / peer
        print(
            row(
                engine, ours, peer, ratio, ratio / LIMIT, one["peak"], one["reader"], one["queries"]
            )
        )


if __name__ == "__main__":
    main()
