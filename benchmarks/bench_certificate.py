"""One certificate from its statement to its signed file, step by step; setting beside two peers.

A calibration with 30 points and its plot, warm, one core. Each turn is another certificate, with a
number and a serial number of its own: a compiler that has seen a page already would only remember
it. The peers set the same words and table into a plain PDF; neither draws the plot, nor writes
PDF/A-3 with a data file by itself as asked here.
"""

import io
import os
import statistics
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import database

ROUNDS = 40
POINTS = 30
LIMIT_ALL, LIMIT_TYPST = 250, 20  # ms
NOW = datetime(2026, 3, 5, 2, tzinfo=UTC)


def measure() -> dict[str, Any]:
    """Median milliseconds of each step, of the whole, and of the peers."""
    from certificates import pdf
    from certificates.dcc import gates, writing
    from certificates.signing import pades, xades
    from tests.factories import keys

    each = _turns(_statement())
    said = next(each)
    signer = keys.pair().signer
    xml = writing.write(said)
    signed = xades.sign(xml, signer, NOW)
    paper = pdf.render(said, attachment=signed, attachment_name="C26.00042.xml")
    steps: dict[str, Callable[[], object]] = {
        "DCC 3.3.0 written": lambda: writing.write(next(each)),
        "XSD and our rules": lambda: gates.insist(xml, schematron=False),
        "XSD and Schematron": lambda: gates.insist(xml, schematron=True),
        "XAdES": lambda: xades.sign(xml, signer, NOW),
        "Typst, PDF/A-3b with the data file": lambda: pdf.render(
            next(each), attachment=signed, attachment_name="C26.00042.xml"
        ),
        "PAdES B-B": lambda: pades.sign(paper, signer, NOW),
    }

    def whole() -> None:
        said = next(each)
        data = writing.write(said)
        gates.insist(data, schematron=True)
        sealed = xades.sign(data, signer, NOW)
        made = pdf.render(said, attachment=sealed, attachment_name="C26.00042.xml")
        pades.sign(made, signer, NOW)

    found = {name: _median(step) for name, step in steps.items()}
    return {
        "steps": found,
        "whole": _median(whole),
        "pages": _pages(paper),
        "size": len(pades.sign(paper, signer, NOW)[0]),
        "peers": {
            "Typst alone, no data file": _median(lambda: pdf.render(next(each))),
            "Typst, the same certificate again": _median(lambda: pdf.render(said)),
            "Typst, the table alone without the plot": _median(
                lambda: pdf.render(_bare(next(each)))
            ),
            "WeasyPrint": _peer(_weasyprint, said),
            "ReportLab": _peer(_reportlab, said),
        },
    }


def _statement() -> Mapping[str, Any]:
    from tests.factories import statements

    table = statements.table()
    model = table["rows"][1]
    rows = []
    for place in range(POINTS):
        digits = {"ref": f"{place * 10}.00", "x": f"{place * 10}.10"}
        machine = {"reference": digits["ref"], "indication": digits["x"]}
        rows.append(
            {
                "row": place,
                "cells": model["cells"] | digits,
                "measured": model["measured"] | machine,
            }
        )
    return statements.statement(tables=[table | {"rows": rows}])


def _turns(said: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The certificate again and again, each with its own numbers."""
    for turn in count():
        thing = said["instrument"] | {"serial": f"S-{turn:06d}"}
        yield {**said, "number": f"C26.{turn:05d}", "instrument": thing}


def _bare(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """A centre's template that draws no plots."""
    return {**said, "template": {"content": said["template"]["content"] | {"plots": False}}}


def _median(action: Callable[[], object]) -> float:
    for _ in range(3):
        action()
    return statistics.median(database.milliseconds(action) for _ in range(ROUNDS))


def _pages(paper: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(paper)).pages)


# Peers


def _peer(make: Callable[[Mapping[str, Any]], bytes], said: Mapping[str, Any]) -> float | None:
    """None where the peer does not start on this machine (WeasyPrint needs Pango)."""
    try:
        make(said)
    except (ImportError, OSError):
        return None
    return _median(lambda: make(said))


def _facts(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    thing = said["instrument"]
    return [
        ("Tên phương tiện đo", thing["name"]["vi"]),
        ("Nơi sản xuất", f"{thing['maker']}, {thing['country']}"),
        ("Kiểu", thing["model"]),
        ("Số chế tạo", thing["serial"]),
        ("Khách hàng", said["customer"]["name"]),
        ("Phương pháp", said["method"]["number"]),
        *((one["label"]["vi"], " … ".join(one["digits"])) for one in said["environment"]),
        *(("", text["vi"]) for text in said["notes"]),
    ]


def _cells(said: Mapping[str, Any]) -> list[list[str]]:
    table = said["tables"][0]
    heads = [[one["label"]["vi"] for one in table["columns"]]]
    return heads + [
        [str(row["cells"].get(one["key"], "")) for one in table["columns"]] for row in table["rows"]
    ]


def _weasyprint(said: Mapping[str, Any]) -> bytes:
    from weasyprint import HTML

    facts = "".join(f"<tr><th>{name}</th><td>{text}</td></tr>" for name, text in _facts(said))
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in _cells(said)
    )
    made: bytes = HTML(
        string=f"<style>@page{{size:A4;margin:20mm}}h2{{break-before:page}}</style>"
        f"<h1>{said['title']['vi']} {said['number']}</h1><table>{facts}</table>"
        f"<h2>Kết quả</h2><table>{rows}</table>"
    ).write_pdf()
    return made


def _reportlab(said: Mapping[str, Any]) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

    styles = getSampleStyleSheet()
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(
        [
            Paragraph(f"{said['title']['vi']} {said['number']}", styles["Title"]),
            Table(
                [[name, Paragraph(text, styles["Normal"])] for name, text in _facts(said)],
                colWidths=[140, 320],
            ),
            PageBreak(),
            Table(_cells(said), repeatRows=1),
        ]
    )
    return out.getvalue()


def main() -> None:
    """Print the tables."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    os.environ["RAYON_NUM_THREADS"] = "1"  # one core
    with TemporaryDirectory(prefix="chuan-bench-") as folder:
        os.environ["DATA_DIR"] = folder  # no step asks a database
        django.setup()
        found = measure()
    whole = found["whole"]
    print(
        f"## A certificate of {found['pages']} pages and {POINTS} points, made and signed\n\n"
        f"Limits: {LIMIT_ALL} ms for all, {LIMIT_TYPST} ms for Typst alone. Warm, one core, median"
        f" of {ROUNDS}; RSA 2048; the file is {found['size'] / 1024:.0f} KiB.\n\n"
        "| step | ms |\n| --- | ---: |"
    )
    for name, took in found["steps"].items():
        print(f"| {name} | {took:.1f} |")
    print(f"| **all of it** | **{whole:.1f}** ({whole / LIMIT_ALL:.2f} of the limit) |")
    alone = found["peers"]["Typst alone, no data file"]
    print("\n| setting | ms | ratio to Typst |\n| --- | ---: | ---: |")
    for name, took in found["peers"].items():
        told = "did not start here | –" if took is None else f"{took:.1f} | {took / alone:.2f}"
        print(f"| {name} | {told} |")
    print(f"\nTypst alone is {alone / LIMIT_TYPST:.2f} of its limit.")


if __name__ == "__main__":
    main()
