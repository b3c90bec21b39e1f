"""Sheets and labels: real sizes, everything on them, a QR that reads."""

import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from certificates.services import approve_and_issue, check_address, withdraw
from certificates.states import StickerSize
from certificates.stickers import labels, sheets, typesetting
from certificates.stickers.labels import Label
from certificates.stickers.sheets import LEAST_MODULE, QUIET, SIZES, Layout
from common.errors import InvalidInput, Refused
from tests.factories import calibration
from tests.factories import stickers as made
from tests.factories.people import NOW

MM = 72 / 25.4
ADDRESS = "https://chuan.trungtamdoluong.example/c/Zk3vX9aQ7mB2cD4eF6gH1w/"
LONG = ("SN-" + "0123456789ABCDEF" * 5)[:80]
SMALL, LARGE = StickerSize.SMALL, StickerSize.LARGE


def label(serial: str = "AK-20417", number: str = "26V.00017") -> Label:
    return Label(
        centre="Trung tâm Đo lường và Thử nghiệm Huế (mẫu)",
        title=("Đã kiểm định", "Verified"),
        address=ADDRESS,
        number=number,
        big=("Có giá trị đến", "Valid until", "11/2027"),
        rows=(("Giấy", "Cert.", "V26.00017"), ("Số", "Serial", serial)),
    )


def printed(one: Label, layout: Layout, count: int = 1) -> PdfReader:
    return PdfReader(io.BytesIO(sheets.pdf([one] * count, layout, at=NOW)))


def words(page: Any) -> str:
    return re.sub(r"[\s\u200b]", "", page.extract_text())


@pytest.mark.parametrize(
    ("layout", "columns", "rows"),
    [
        (Layout(SMALL), 7, 7),
        (Layout(LARGE), 4, 9),
        (Layout(SMALL, margin_x=Decimal(5), margin_y=Decimal(5), gap=Decimal(0)), 8, 8),
    ],
)
def test_so_many_go_on_a_sheet(layout: Layout, columns: int, rows: int) -> None:
    width, height = SIZES[layout.size]

    assert (layout.columns, layout.rows) == (columns, rows)
    for n, size, gap, whole, margin in (
        (columns, width, layout.gap, 210, layout.margin_x),
        (rows, height, layout.gap, 297, layout.margin_y),
    ):
        assert 2 * margin + n * size + (n - 1) * gap <= whole


def test_a_begun_sheet_is_used_up() -> None:
    layout = Layout(SMALL, start=48)

    assert [layout.sheets(n) for n in (0, 1, 2, 3, 51, 52)] == [0, 1, 1, 2, 2, 3]
    assert len(printed(label(), layout, 3).pages) == 2


@pytest.mark.parametrize(
    ("layout", "field"),
    [
        (Layout(SMALL, start=50), "start"),
        (Layout(SMALL, start=0), "start"),
        (Layout(LARGE, gap=Decimal(21)), "gap"),
        (Layout(LARGE, margin_x=Decimal(-1)), "margin_x"),
    ],
)
def test_what_no_sheet_has_is_refused(layout: Layout, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        sheets.pdf([label()], layout, at=NOW)

    assert [fault.field for fault in refusal.value.faults] == [field]


def test_nothing_and_too_much_are_refused() -> None:
    for many in (0, sheets.MOST + 1):
        with pytest.raises(Refused):
            sheets.pdf([label()] * many, Layout(SMALL), at=NOW)


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_a_single_label_is_a_page_of_its_size(size: StickerSize) -> None:
    found = printed(label(), Layout(size, sheet=False), 3)

    width, height = SIZES[size]
    boxes = [page.mediabox for page in found.pages]
    assert [(round(b.width / MM, 1), round(b.height / MM, 1)) for b in map(_floats, boxes)] == [
        (float(width), float(height))
    ] * 3


class _floats:  # noqa: N801 — a box with numbers
    def __init__(self, box: Any) -> None:
        self.width, self.height = float(box.width), float(box.height)


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("serial", ["1", "AK-20417", LONG, "Máy số 5 của phân xưởng ờ ữ ẵ ọ"])
def test_nothing_is_cut_off(size: StickerSize, serial: str) -> None:
    """Every letter is in the file, and no ink is nearer to the edge than half a millimetre."""
    one = label(serial)

    (page,) = printed(one, Layout(size, sheet=False)).pages
    picture = image(one, size)

    for text in (serial, "26V.00017", "V26.00017", "11/2027", one.centre):
        assert re.sub(r"\s", "", text) in words(page), text
    inked = picture.point(lambda level: 255 if level < 200 else 0).getbbox()
    edge = 0.5 * DOTS
    assert inked is not None
    assert min(inked[:2]) >= edge
    assert inked[2] <= picture.width - edge
    assert inked[3] <= picture.height - edge


DOTS = 40  # to the millimetre


def image(one: Label, size: StickerSize) -> Image.Image:
    """One label as a grey picture."""
    import typst

    from common import fonts

    data, pictures = sheets.drawn([one], Layout(size, sheet=False))
    made: Any = typst.compile(
        str(typesetting.FOLDER / sheets.TEMPLATE), root=str(typesetting.FOLDER), format="png",
        ppi=DOTS * 25.4, font_paths=[str(fonts.folder())], ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data), **pictures},
    )  # fmt: skip
    return Image.open(io.BytesIO(made)).convert("L")


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("address", ["http://127.0.0.1:8000/c/" + "x" * 22 + "/", ADDRESS])
def test_the_qr_reads(size: StickerSize, address: str) -> None:
    """Sampled module by module, the printed picture is the code of the address, quiet zone too."""
    code = sheets.qr(address, sheets.QR_ROOM[size])
    picture = image(replace(label(), address=address), size)

    wanted = [list(row) for row in segno.make(address, error="m", micro=False,
                                              boost_error=False).matrix_iter(border=QUIET)]  # fmt: skip
    assert code.module >= LEAST_MODULE
    assert round(code.module * len(wanted), 6) == round(code.width, 6)
    x, y = places(size, float(code.width))
    module = float(code.module) * DOTS
    inner = range(QUIET - 1, len(wanted) - QUIET + 1)  # one quiet module around it is looked at
    dots: Any = picture.load()

    def dark(row: int, column: int) -> bool:
        at = (x * DOTS + (column + 0.5) * module, y * DOTS + (row + 0.5) * module)
        return bool(dots[int(at[0]), int(at[1])] < 128)

    found = [[dark(row, column) for column in inner] for row in inner]
    assert found == [[bool(wanted[row][column]) for column in inner] for row in inner]


def places(size: StickerSize, width: float) -> tuple[float, float]:
    return ((25 - width) / 2, 6.4) if size == SMALL else (0.5, 4.7)


def test_an_address_that_no_phone_would_read_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        sheets.qr("https://" + "x" * 200 + ".example/c/1/", sheets.QR_ROOM[SMALL])

    assert refusal.value.code == "qr_too_small"


# What is on them


@pytest.fixture
def lab(db: None) -> calibration.Lab:
    lab = calibration.lab("HUE")
    made.series(lab.centre, lab.quality)
    made.in_hand(lab.centre, lab.quality, lab.technician, 1, 10)
    return lab


def paper(lab: calibration.Lab, job: Any = None, **more: Any) -> Any:
    job = job or calibration.measured_job(lab, **more)
    return approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)


@pytest.mark.django_db
def test_a_verification_has_its_piece_and_its_last_month(lab: calibration.Lab) -> None:
    one = paper(lab)

    (found,) = labels.stickers_of([one]).labels

    until = one.valid_until
    assert (found.number, found.address) == ("26V.00001", check_address(one))
    assert found.big == ("Có giá trị đến", "Valid until", f"{until.month:02d}/{until.year}")
    assert found.rows[0][2] == one.number


@pytest.mark.django_db
def test_a_calibration_names_no_next_day_that_nobody_agreed_to(lab: calibration.Lab) -> None:
    one = paper(
        lab, calibration.measured_job(lab, calibration.gauge_job(lab, service="calibration"))
    )

    (found,) = labels.stickers_of([one]).labels

    assert found.big == ("Ngày", "On", f"{one.performed_on:%d/%m/%Y}")
    assert [row[1] for row in found.rows] == ["Cert.", "Serial"]


@pytest.mark.django_db
def test_what_has_no_sticker_is_told_with_the_reason(lab: calibration.Lab) -> None:
    failed, gone, bare = paper(lab, passes=False), paper(lab), None
    withdraw(certificate_id=gone.pk, reason="Rơi", by=lab.quality, at=NOW)
    gone.refresh_from_db()
    other = calibration.lab("DANANG")
    bare = approve_and_issue(job_id=calibration.measured_job(other).pk, by=other.approver, at=NOW)

    found = labels.stickers_of([failed, gone, bare])

    assert found.labels == []
    assert [why for _number, why in found.left_out] == [
        "loại giấy này không có tem", "giấy không còn hiệu lực", "giấy này không dùng tem",
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_instrument_is_labelled_once(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)

    (found,) = labels.instrument_labels([job, job]).labels

    assert job.instrument is not None
    assert found.address.endswith(f"/instruments/{job.instrument.pk}/")
    assert found.big == ("Số", "Serial", job.instrument.serial)
    assert found.centre == lab.customer.name


@pytest.mark.django_db
def test_stickers_of_many_ask_once(lab: calibration.Lab, django_assert_num_queries: Any) -> None:
    from certificates.models import Certificate

    for _ in range(3):
        paper(lab)
    rows = list(Certificate.objects.select_related("statement"))

    with django_assert_num_queries(1):
        assert len(labels.stickers_of(rows).labels) == 3
