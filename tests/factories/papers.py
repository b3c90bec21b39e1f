"""Papers for tests: contracts that have come so far that a kind of paper can be made of them."""

import io
import json
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from accounts.permissions import Role
from calibration.models import Job
from certificates.models import Certificate, Sticker
from certificates.states import Kind, StickerState
from contracts.models import Appendix, Contract, Paper
from contracts.papers.facts import Terms
from contracts.papers.services import PaperIn, make_paper
from contracts.papers.word.building import template
from contracts.quoting import reviews
from contracts.states import PaperKind
from tests.factories import contracts, custody, people, quoting, stickers
from tests.factories.people import NOW, TODAY


def ready(*, gauges: int = 2, price: int = 250_000) -> Contract:
    """A draft of a line with gauges and a line without any, at a centre whose papers are whole."""
    centre = people.centre()
    centre.above_vi, centre.place_vi = "Sở Khoa học và Công nghệ Ví Dụ", "Huế"
    centre.tax_code, centre.bank_account = "9900000016", "0000 1111"
    centre.bank_name, centre.head_name = "Kho bạc Ví Dụ", "Trần Thị Thử"
    centre.head_title_vi = "Giám đốc"
    centre.save()
    made = contracts.draft(people.customer(centre))
    line = contracts.line(made, price, max(1, gauges))
    if gauges:
        contracts.gauges(line, gauges)
    contracts.line(made, 500_000, kind="other", description="Đi lại", vat_category="standard")
    return made


def signed(**facts: Any) -> Contract:
    """The same, signed today."""
    return contracts.sign(ready(**facts))


def received(contract: Contract) -> Contract:
    """Its instruments handed in."""
    rows = Job.objects.filter(contract_item__line__contract=contract).order_by("pk")
    things = [job.instrument for job in rows.select_related("instrument") if job.instrument]
    custody.held(*things, accessories="Hộp đựng")
    return contract


def returned(contract: Contract) -> Contract:
    """Handed in, done and handed back."""
    done(received(contract))
    custody.handed_back(*contract.customer.custodies.all())
    return contract


def done(contract: Contract) -> Contract:
    """Every job approved, with a certificate of its own."""
    for job in contracts.finish(contract):
        certificate(job)
    return contract


def stuck(contract: Contract) -> Sticker:
    """A sticker on its first item, as a row: no move says so."""
    keeper = people.person(Role.QUALITY_OFFICER, contract.centre)
    piece = stickers.series(contract.centre, keeper).stickers.order_by("number")[0]
    rows = Job.objects.filter(contract_item__line__contract=contract)
    piece.state, piece.job = StickerState.USED, rows.order_by("pk")[0]
    piece.save()
    return piece


def certificate(job: Job) -> Certificate:
    """A certificate's row with the next number of its centre."""
    assert job.performed_on is not None
    assert job.approved_by is not None
    rows = Certificate.objects.filter(centre=job.centre)
    serial = (rows.aggregate(last=Max("serial"))["last"] or 0) + 1
    return Certificate.objects.create(
        centre=job.centre, customer=job.customer, job=job, kind=Kind.VERIFICATION, year=2026,
        serial=serial, number=f"V26.{serial:05}", performed_on=job.performed_on, issued_at=NOW,
        issued_by=job.approved_by,
    )  # fmt: skip


def amended(contract: Contract) -> Appendix:
    """An appendix that struck the second line and brought another."""
    made = Appendix.objects.create(
        contract=contract, number=1, title="Thêm áp kế", signed_on=TODAY, due_on=date(2027, 1, 31),
        recorded_at=NOW, recorded_by=contract.created_by,
    )  # fmt: skip
    first, second = contract.lines.order_by("position")[:2]
    second.struck_by = made
    second.save()
    contract.lines.create(
        position=3, kind=first.kind, description="Kiểm định nhiệt kế", quantity=3, price=100_000,
        vat_category=first.vat_category, vat_percent=first.vat_percent, added_by=made,
    )  # fmt: skip
    return made


def reviewed(contract: Contract) -> Contract:
    """Its request written down and reviewed."""
    facts = reviews.ReviewFacts(
        method="ĐLVN 08:2011", interval_months=12, understood=True, capable=True
    )
    reviews.record_review(contract_id=contract.pk, facts=facts, by=contract.created_by, at=NOW)
    return contract


def for_kind(kind: str) -> Contract:
    """A contract of which a paper of a kind can be made."""
    if kind == PaperKind.QUOTATION:
        made = ready()
        quoting.made(made)
        return made
    if kind in (PaperKind.REQUEST, PaperKind.CONTRACT):
        return reviewed(ready())
    made = signed()
    if kind == PaperKind.APPENDIX:
        amended(made)
    elif kind == PaperKind.RECEIVED:
        received(made)
    elif kind == PaperKind.RETURNED:
        returned(made)
    elif kind != PaperKind.PAYMENT:
        done(made)
    if kind in (PaperKind.PAYMENT, PaperKind.LIQUIDATION):
        contracts.invoice(made, (5, 500_000, 25_000))
        contracts.payment(made, 100_000)
    return made


def paper(contract: Contract, kind: str, *, at: datetime = NOW, **said: Any) -> Paper:
    """A paper of a contract, dated today unless told."""
    asked = PaperIn(
        kind=PaperKind(kind),
        dated_on=said.pop("dated_on", TODAY),
        terms=Terms(**said.pop("terms", {})),
        **said,
    )
    return make_paper(contract_id=contract.pk, said=asked, by=contract.created_by, at=at)


def facts(of: Paper) -> dict[str, Any]:
    """What it states."""
    found: dict[str, Any] = json.loads(of.facts)
    return found


def words_of(docx: bytes) -> str:
    """All text of a docx: paragraphs, then cells row by row."""
    import docx as word

    page = word.Document(io.BytesIO(docx))
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    return "\n".join([one.text for one in page.paragraphs] + cells)


def pages_of(pdf: bytes) -> str:
    """All text of a PDF."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def word_template(text: str = "Giấy số {{ number }} của {{ customer.name }}") -> bytes:
    """A template of Word that says one thing."""
    import docx as word

    page = word.Document()
    page.add_paragraph(text)
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def our_template(kind: str) -> bytes:
    """The product's own."""
    return template(kind)
