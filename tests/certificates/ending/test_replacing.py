"""A replacement is for a clerical error: the difference is shown first, goes into the new statement,
and without one nothing is replaced."""

import copy
import json
from typing import Any

import pytest

from accounts.permissions import Role
from calibration.models import Result
from certificates import statement
from certificates.ending import differing, replacing
from certificates.models import Certificate, Counter, Letter
from certificates.services import approve_and_issue, supersede
from common.errors import Refused
from instruments.models import Instrument
from tests.factories import certificates as made
from tests.factories import people
from tests.factories.certificates import Bench
from tests.factories.people import NOW, api, page

pytestmark = pytest.mark.django_db
WHO = ("Công ty TNHH Xăng dầu Sông Bồ", "Công ty TNHH Xăng dầu Sông Hương")
CHANGE = {"label": {"vi": "Khách hàng", "en": "Customer"}, "before": WHO[0], "after": WHO[1]}


@pytest.fixture
def certificate(bench: Bench) -> Certificate:
    job = made.gauge_job(bench)
    return approve_and_issue(job_id=job.pk, by=bench.approver, at=NOW)


def renamed(bench: Bench) -> None:
    people.misspelt(bench.customer, WHO[1])


def replace(bench: Bench, certificate: Certificate, **more: Any) -> Certificate:
    return supersede(
        certificate_id=certificate.pk, reason="Ghi sai tên", by=bench.quality, at=NOW, **more
    )


def test_the_difference_goes_into_the_new_statement_and_onto_both_pages(
    bench: Bench, certificate: Certificate
) -> None:
    renamed(bench)

    new = replace(bench, certificate)

    replaces = statement.read(new.statement)["replaces"]
    assert replaces["changes"] == [CHANGE]
    assert (replaces["number"], replaces["reason"]) == ("V26.00001", "Ghi sai tên")
    assert replaces["sha256"] == certificate.statement.digest
    for one in (certificate, new):
        text = page(bench.quality).get(f"/certificates/{one.pk}/").content.decode()
        assert f"<del>{WHO[0]}</del>" in text
        assert f"<ins>{WHO[1]}</ins>" in text


def test_where_nothing_differs_nothing_is_replaced(bench: Bench, certificate: Certificate) -> None:
    with pytest.raises(Refused) as refusal:
        replace(bench, certificate)

    certificate.refresh_from_db()
    assert refusal.value.code == "nothing_differs"
    assert (certificate.state, Certificate.objects.count()) == ("issued", 1)
    assert Counter.objects.get().last == 1
    assert not Letter.objects.exists()


def test_other_measurements_are_no_clerical_error(bench: Bench, certificate: Certificate) -> None:
    renamed(bench)
    Result.objects.filter(worksheet__job=certificate.job_id, row=1).update(expanded="0.09")

    found = replacing.preview(certificate, by=bench.quality, at=NOW)

    assert (found.same_measurements, found.possible) == (False, False)
    text = page(bench.quality).get(f"/certificates/{certificate.pk}/supersede/").content.decode()
    assert "Số liệu đo khác giấy cũ" in text
    assert 'name="reason"' not in text


def test_the_page_shows_the_difference_before_it_acts(
    bench: Bench, certificate: Certificate
) -> None:
    client, address = page(bench.quality), f"/certificates/{certificate.pk}/supersede/"
    nothing = client.get(address).content.decode()
    renamed(bench)

    shown = client.get(address).content.decode()

    assert "Không có gì khác" in nothing
    assert 'name="reason"' not in nothing
    assert f"<del>{WHO[0]}</del>" in shown
    assert "Giấy bị mất không được thay" in shown
    found = replacing.preview(certificate, by=bench.quality, at=NOW)
    assert f'name="seen" value="{found.seen}"' in shown
    assert Counter.objects.get().last == 1
    client.cookies["django_language"] = "en"
    assert ">Customer<" in client.get(address).content.decode()


def test_what_has_changed_since_it_was_seen_is_shown_again(
    bench: Bench, certificate: Certificate
) -> None:
    renamed(bench)
    seen = replacing.preview(certificate, by=bench.quality, at=NOW).seen
    Instrument.objects.update(serial="AK-99999")

    answer = page(bench.quality).post(
        f"/certificates/{certificate.pk}/supersede/", {"reason": "Ghi sai tên", "seen": seen}
    )

    text = answer.content.decode()
    assert answer.status_code == 400
    assert "đã thay đổi từ lúc bạn xem" in text
    assert "<ins>AK-99999</ins>" in text
    assert "Ghi sai tên</textarea>" in text
    assert Certificate.objects.count() == 1


def test_the_api_previews_and_acts_on_what_was_seen(bench: Bench, certificate: Certificate) -> None:
    address = f"/api/v1/certificates/{certificate.pk}/supersede/"
    before = api(bench.quality).get(address).json()
    renamed(bench)
    told = api(bench.quality).get(address).json()
    body = {"reason": "Ghi sai tên", "seen": told["seen"]}

    other = api(bench.quality).post(address, body | {"seen": before["seen"]})
    answer = api(bench.quality).post(address, body)

    assert (before["possible"], before["changes"]) == (False, [])
    assert (told["possible"], told["same_measurements"]) == (True, True)
    assert told["changes"] == [CHANGE]
    assert (other.status_code, other.json()["code"]) == (409, "changed_since")
    assert answer.status_code == 201
    assert api(bench.technician).get(address).status_code == 403
    assert api(None).get(address).status_code == 401
    elsewhere = people.person(Role.QUALITY_OFFICER, people.centre("DANANG"))
    assert api(elsewhere).get(address).status_code == 404


def test_a_chain_of_many_each_says_its_own_difference(
    bench: Bench, certificate: Certificate
) -> None:
    last = certificate
    for turn in range(4):
        people.misspelt(bench.customer, f"Tên {turn}")
        last = replace(bench, last)

    said = statement.read(last.statement)["replaces"]
    assert (said["number"], last.number) == ("V26.00004", "V26.00005")
    assert [(one["before"], one["after"]) for one in said["changes"]] == [("Tên 2", "Tên 3")]


# What counts as a difference


@pytest.fixture
def said(certificate: Certificate) -> dict[str, Any]:
    return statement.read(certificate.statement)


def put(said: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    whole = inner = copy.deepcopy(said)
    *above, name = path.split(".")
    for each in above:
        inner = inner[each]
    inner[name] = value
    return whole


@pytest.mark.parametrize(
    ("path", "value", "label"),
    [
        ("customer.address", "12 đường Mới", "Địa chỉ khách hàng"),
        ("instrument.serial", "X", "Số chế tạo"),
        ("instrument.year", 1999, "Năm sản xuất"),
        ("user", None, "Đơn vị sử dụng"),
        ("dates.performed", "2026-11-19", "Ngày thực hiện"),
        ("valid_until.on", None, "Có giá trị đến"),
        ("signatures.approver.title", "Phó giám đốc", "Chức danh người phê duyệt"),
        ("centre.name.en", "Another centre", "Nơi cấp"),
        ("stickers", ["26V.00017"], "Tem kiểm định"),
    ],
)
def test_a_field_that_differs_is_told_by_its_name(
    said: dict[str, Any], path: str, value: Any, label: str
) -> None:
    found = differing.changes(said, put(said, path, value))

    assert label in [one["label"]["vi"] for one in found]
    assert all(one["before"] != one["after"] for one in found)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("number", "V26.00009"), ("public_id", "x"), ("check_url", "http://x"), ("schema", 9),
        ("dates.issued", "2030-01-01"), ("dates.issued_at", "x"), ("replaces", {"number": "x"}),
        ("software", {"name": "x", "release": "v9.9.9"}), ("sealed_by", {"fingerprint": "x"}),
        ("basis", {}), ("signatures.issued_by", "Người khác"),
    ],
)  # fmt: skip
def test_what_every_new_paper_says_otherwise_is_no_difference(
    said: dict[str, Any], path: str, value: Any
) -> None:
    assert differing.changes(said, put(said, path, value)) == []


def test_standards_and_characteristics_are_compared_line_by_line(said: dict[str, Any]) -> None:
    new = copy.deepcopy(said)
    new["standards"][0]["certificate_number"] = "V06.CN2.9999.26"
    new["instrument"]["characteristics"].pop()

    labels = [one["label"]["en"] for one in differing.changes(said, new)]

    assert labels == [said["instrument"]["characteristics"][-1]["label"]["en"], "Standard P-01"]


def test_what_only_the_new_shape_knows_is_no_difference(said: dict[str, Any]) -> None:
    """A certificate of two years ago is not wrong because statements say more today."""
    old = json.loads(json.dumps(said))
    for name in ("condition", "stickers", "template", "interval"):
        old.pop(name, None)
    for name in ("email", "laboratory_code"):
        old["centre"].pop(name, None)
    for one in old["standards"]:
        one.pop("maker", None)
        one.pop("model", None)

    assert differing.changes(old, put(said, "condition", "Mới")) == []


def test_the_words_of_the_paper_count_and_its_colours_do_not(said: dict[str, Any]) -> None:
    old = put(said, "template", {"content": {"accent": "#000", "footer": {"vi": "a", "en": "a"}}})
    same = put(said, "template", {"content": {"accent": "#fff", "footer": {"vi": "a", "en": "a"}}})
    other = put(said, "template", {"content": {"accent": "#000", "footer": {"vi": "b", "en": "a"}}})

    assert differing.changes(old, same) == []
    assert [(one["before"], one["after"]) for one in differing.changes(old, other)] == [("a", "b")]
