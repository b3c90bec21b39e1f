"""Lists brought from a table: the fate of each row, mended in place, entered whole or not."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Centre, User
from accounts.permissions import Role
from audit.models import Event
from common.errors import InvalidInput, Refused
from common.sheets import read_sheet
from planning.importing.reading import MOST_ROWS, template
from planning.importing.subjects import subjects
from planning.models import Activity, EntryImport, Target
from planning.services import imports as services
from planning.states import RowFate
from tests.factories import people
from tests.factories.people import NOW, api, page, person
from tests.factories.planning import activity, book
from tests.factories.reports import target

pytestmark = pytest.mark.django_db
HEADS = ["Loại", "Nội dung", "Ngày hoàn thành", "Loại nơi đăng", "Số lượt"]


@pytest.fixture
def hue() -> Centre:
    return people.centre("HUE")


@pytest.fixture
def quality(hue: Centre) -> User:
    return person(Role.QUALITY_OFFICER, hue)


def brought(
    centre: Centre,
    by: User,
    *rows: list[Any],
    heads: list[str] = HEADS,
    subject: str = "activities",
) -> EntryImport:
    return services.bring_list(
        centre=centre, subject=subject, file_name="Danh sách.xlsx", content=book(heads, *rows),
        by=by, at=NOW,
    )  # fmt: skip


def fates(source: EntryImport) -> list[str]:
    return [one.fate.value for one in services.preview_list(source, NOW).judged]


def entered(source: EntryImport, by: User) -> None:
    digest = services.preview_list(source, NOW).digest
    services.apply_list(import_id=source.pk, digest=digest, by=by, at=NOW)


def test_each_row_has_its_fate_and_nothing_is_written_before(hue: Centre, quality: User) -> None:
    activity(hue, title="Đã có", by=quality)

    source = brought(
        hue, quality,
        ["Bài báo, báo cáo khoa học", "Mới", date(2026, 3, 5), "tạp chí quốc tế", ""],
        ["bai bao, bao cao khoa hoc", "đã CÓ", "20/11/2026", "journal_home", 1],
        ["scientific paper", "MỚI", "2026-03-05", "international journal", ""],
        ["bài hát", "Lạ", "30/02/2026", "", ""],
        ["paper", "Không nơi đăng", "05/03/2026", "", ""],
        ["students", "Sinh viên", "05/03/2026", "", "1.200"],
        ["", "Chỉ có tên", "", "", ""],
    )  # fmt: skip

    seen = services.preview_list(source, NOW)
    assert [one.fate.value for one in seen.judged] == [
        "new", "known", "twice", "wrong", "wrong", "new", "wrong",
    ]  # fmt: skip
    assert [(one.number, [(f.field, f.code) for f in one.faults]) for one in seen.judged[3:5]] == [
        (5, [("kind", "unreadable"), ("done_on", "unreadable")]),
        (6, [("venue", "blank")]),
    ]
    assert Activity.objects.count() == 1


def test_a_list_is_mended_in_place_and_entered_whole(hue: Centre, quality: User) -> None:
    source = brought(
        hue, quality,
        ["event", "Hội nghị", "05/03/2026", "", ""],
        ["event", "Hội thảo", "hôm qua", "", ""],
        ["event", "", "06/03/2026", "", ""],
    )  # fmt: skip
    with pytest.raises(Refused) as refusal:
        entered(source, quality)
    assert refusal.value.code == "rows_left"

    by = {"import_id": source.pk, "by": quality, "at": NOW}
    services.mend_row(number=3, values={"done_on": "06/03/2026"}, leave=False, **by)  # type: ignore[arg-type]
    services.mend_row(number=4, values={}, leave=True, **by)  # type: ignore[arg-type]
    source.refresh_from_db()
    entered(source, quality)

    assert list(Activity.objects.order_by("pk").values_list("title", "done_on")) == [
        ("Hội nghị", date(2026, 3, 5)),
        ("Hội thảo", date(2026, 3, 6)),
    ]
    source.refresh_from_db()
    assert (source.applied_at, source.entered) == (NOW, 2)
    assert Event.objects.get(verb="import.apply").changes == '{"left":[null,"1"],"new":[null,"2"]}'
    with pytest.raises(Refused) as again:
        entered(source, quality)
    assert again.value.code == "applied"


def test_the_same_list_again_enters_nothing(hue: Centre, quality: User) -> None:
    rows = [["event", "Hội nghị", "05/03/2026", "", ""]]
    entered(brought(hue, quality, *rows), quality)

    second = brought(hue, quality, *rows)

    assert fates(second) == ["known"]
    with pytest.raises(Refused) as refusal:
        entered(second, quality)
    assert refusal.value.code == "nothing_to_apply"
    assert Activity.objects.count() == 1


def test_what_changed_since_the_preview_is_looked_at_again(hue: Centre, quality: User) -> None:
    source = brought(
        hue, quality, ["event", "A", "05/03/2026", "", ""], ["event", "B", "05/03/2026", "", ""]
    )
    digest = services.preview_list(source, NOW).digest
    activity(hue, kind="event", title="A", done_on=date(2026, 3, 5), by=quality)

    with pytest.raises(Refused) as refusal:
        services.apply_list(import_id=source.pk, digest=digest, by=quality, at=NOW)

    assert refusal.value.code == "stale_preview"
    assert Activity.objects.count() == 1


def test_targets_come_by_code_by_name_and_as_own_goals(hue: Centre) -> None:
    manager = person(Role.MANAGER, hue)
    target(hue, 380, measure="contracts", period="2026", by=manager)
    heads = ["Chỉ tiêu", "Đơn vị tính", "Kỳ", "Giá trị", "Văn bản giao", "Ngày giao"]
    paper = ["15/QĐ", "05/01/2026"]

    source = brought(
        hue, manager,
        ["contracts", "", "2026", "380", *paper],
        ["Hợp đồng dịch vụ", "", "2026-Q1", "90", *paper],
        ["Tỷ lệ hài lòng", "%", "2026", "99,5", *paper],
        heads=heads, subject="targets",
    )  # fmt: skip
    wrong = brought(
        hue, manager,
        ["contracts", "", "2026", "400", *paper],
        ["contracts", "", "2026-Q1", "1,5", *paper],
        ["Một chỉ tiêu lạ", "", "2026", "1", *paper],
        heads=heads, subject="targets",
    )  # fmt: skip

    assert fates(source) == ["known", "new", "new"]
    assert [
        [(fault.field, fault.code) for fault in one.faults]
        for one in services.preview_list(wrong, NOW).judged
    ] == [[("value", "target_known")], [("value", "too_many_places")], [("unit", "blank")]]
    entered(source, manager)
    assert list(Target.objects.order_by("pk").values_list("measure", "period", "value", "places")) == [
        ("contracts", "2026", 380, 0),
        ("contracts", "2026-Q1", 90, 0),
        ("own_ty_le_hai_long", "2026", 995, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "wrong_format"),
        ("a.xlsx", b"", "blank"),
        ("a.xlsx", b"PK\x03\x04 rubbish", "unreadable_file"),
        ("a.csv", b"\xff\xfe\x00", "unreadable_file"),
        ("a.csv", "Tên,Ngày\nx,y\n".encode(), "no_heading"),
        ("a.csv", "Loại,Nội dung\n".encode(), "no_rows"),
        ("a.csv", b"kind,title\n" + b"event,x\n" * (MOST_ROWS + 1), "too_many_rows"),
        ("a.xlsx", b"x" * (services.MOST_BYTES + 1), "too_large"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_that_is_no_such_list_is_refused(
    hue: Centre, quality: User, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.bring_list(
            centre=hue, subject="activities", file_name=name, content=content, by=quality, at=NOW
        )

    assert [(fault.field, fault.code) for fault in refusal.value.faults] == [("file", code)]
    assert not EntryImport.objects.exists()


@pytest.mark.parametrize("code", ["activities", "targets"])
def test_the_template_is_read_back(hue: Centre, code: str) -> None:
    manager = person(Role.MANAGER, hue)
    content = template(subjects()[code])

    source = services.bring_list(
        centre=hue, subject=code, file_name="a.xlsx", content=content, by=manager, at=NOW
    )

    assert fates(source) == ["new"]
    assert len(read_sheet(content, "a.xlsx").rows) == 2


def test_a_formula_is_a_text(hue: Centre, quality: User) -> None:
    content = b'kind,title,done_on\nevent,"=HYPERLINK(""http://x"")",2026-03-05\n'
    source = services.bring_list(
        centre=hue, subject="activities", file_name="a.csv", content=content, by=quality, at=NOW
    )
    entered(source, quality)

    table = page(quality).get(reverse("planning:activities"), {"format": "csv"}).content.decode()

    assert Activity.objects.get().title == '=HYPERLINK("http://x")'
    assert "'=HYPERLINK" in table


def test_five_thousand_rows_cost_few_queries(
    hue: Centre, quality: User, django_assert_max_num_queries: Any
) -> None:
    lines = "".join(f"event,Hội nghị {n},2026-03-05\n" for n in range(MOST_ROWS))
    content = f"kind,title,done_on\n{lines}".encode()
    source = services.bring_list(
        centre=hue, subject="activities", file_name="a.csv", content=content, by=quality, at=NOW
    )

    with django_assert_max_num_queries(3):
        seen = services.preview_list(source, NOW)

    assert seen.count(RowFate.NEW) == MOST_ROWS


def test_a_list_is_brought_mended_and_entered_on_pages(hue: Centre, quality: User) -> None:
    client, url = page(quality), f"{reverse('planning:imports')}?subject=activities"
    content = book(HEADS, ["event", "Hội nghị", "hôm qua", "", ""])

    made = client.post(url, {"centre": hue.pk, "file": SimpleUploadedFile("a.xlsx", content)})
    shown = client.get(made["Location"]).content.decode()
    cells = {"kind": "event", "title": "Hội nghị", "done_on": "05/03/2026"}
    mended = client.post(f"{made['Location']}rows/2/?fate=wrong&edit=2", cells)
    source = EntryImport.objects.get()
    digest = services.preview_list(source, NOW).digest
    done = client.post(made["Location"], {"digest": digest})
    after = client.get(made["Location"]).content.decode()

    assert "chưa đọc được" in shown
    assert mended["Location"] == f"{made['Location']}?fate=wrong#row-2"
    assert done["Location"] == made["Location"]
    assert "Đã nhập 1 dòng" in after
    assert Activity.objects.get().title == "Hội nghị"
    assert client.post(url, {"centre": hue.pk}).status_code == 400


def test_a_list_is_seen_only_by_who_might_have_brought_it(hue: Centre, quality: User) -> None:
    manager = person(Role.MANAGER, hue)
    heads = ["Chỉ tiêu", "Kỳ", "Giá trị", "Văn bản giao", "Ngày giao"]
    of_targets = brought(
        hue, manager, ["contracts", "2026", "9", "1/QĐ", "05/01/2026"], heads=heads,
        subject="targets",
    )  # fmt: skip
    mine = brought(hue, quality, ["event", "A", "05/03/2026", "", ""])
    stranger = person(Role.MANAGER, people.centre("QTR"))

    answers = {
        name: [
            api(who).get(reverse("planning_api:import", args=[one.pk])).status_code
            for one in (of_targets, mine)
        ]
        for name, who in {"manager": manager, "quality": quality, "stranger": stranger}.items()
    }

    assert answers == {"manager": [200, 200], "quality": [404, 200], "stranger": [404, 404]}


def test_the_api_brings_mends_and_applies(hue: Centre, quality: User) -> None:
    client = api(quality)
    content = book(HEADS, ["event", "Hội nghị", "hôm qua", "", ""])
    file = SimpleUploadedFile("a.xlsx", content)

    made = client.post(
        reverse("planning_api:imports"),
        {"centre": "HUE", "subject": "activities", "file": file}, format="multipart",
    )  # fmt: skip
    url = reverse("planning_api:import", args=[made.json()["id"]])
    mended = client.patch(f"{url}rows/2/", {"values": {"done_on": "05/03/2026"}}, format="json")
    done = client.post(url, {"digest": mended.json()["digest"]}, format="json")

    assert made.status_code == 201
    assert made.json()["counts"]["wrong"] == 1
    assert made.json()["rows"][0]["faults"][0]["field"] == "done_on"
    assert (mended.json()["counts"]["new"], done.status_code) == (1, 200)
    assert Activity.objects.get().title == "Hội nghị"
