"""A file of another laboratory becomes a calibration event, once, by a person who looked."""

from datetime import date
from typing import Any

import pytest

from accounts.permissions import Role
from audit.models import Event
from certificates.dcc.reading.reading import read
from certificates.dcc.reading.shapes import Certificate
from certificates.foreign import services
from certificates.foreign.mapping import Choice, lines, settled, suggested
from certificates.models import ForeignFile
from certificates.signing.found import Trust
from common.errors import InvalidInput, Refused
from instruments.models import Standard, StandardCalibration
from tests.factories import dcc, instruments, people
from tests.factories.dcc import expanded, hybrid, numbers, quantity, table, xml
from tests.factories.instruments import q
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
FACTS: dict[str, Any] = {
    "on": date(2026, 3, 4),
    "valid_until": date(2027, 3, 4),
    "laboratory": "Viện Đo lường Ví Dụ",
    "certificate_number": "V08.CN5.0001.26",
    "traceable_to": "SI",
}
FIRST = Choice("1.1.1", "1.1.1.1", "1.1.1.2", "value", "1.1.1.2")
LINES = [
    ("0.00 bar", "0.000 bar", "0.004 bar", "2"),
    ("10.00 bar", "10.002 bar", "0.004 bar", "2"),
    ("20.00 bar", "20.003 bar", "0.004 bar", "2"),
]


@pytest.fixture
def gauge(db: None) -> Standard:
    return instruments.standard(people.centre("HUE"), serial="R-1")


@pytest.fixture
def thermometer(db: None) -> Standard:
    low, high = q("0 degC"), q("330 degC")
    return instruments.standard(
        people.centre("DANANG"), serial="string-manufacturer-item", quantity="temperature",
        range_min=low, range_max=high,
    )  # fmt: skip


@pytest.fixture
def kept(gauge: Standard, files: Any) -> ForeignFile:
    return keep(gauge, xml())


def keep(standard: Standard, data: bytes) -> ForeignFile:
    centre = standard.centre
    by = people.person(Role.QUALITY_OFFICER, centre)
    return services.keep(centre=centre, data=data, content=seen(data), by=by, at=NOW)


def seen(data: bytes) -> Certificate:
    return read(data, "tờ.xml", trust=Trust())


def confirm(row: ForeignFile, standard: Standard, choice: Choice = FIRST, **more: Any) -> Any:
    given = {"facts": FACTS, "by": row.by, "at": NOW, **more}
    return services.confirm(file_id=row.pk, standard=standard, choice=choice, **given)


def said(found: Any) -> list[tuple[str, str, str, str]]:
    return [(str(one.nominal), str(one.value), str(one.expanded), one.k) for one in found]


def made(standard: Standard, *columns: str, choice: Choice = FIRST) -> Any:
    return said(lines(seen(xml(table(*columns))), standard, choice).lines)


def refused(standard: Standard, *columns: str, choice: Choice = FIRST) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as error:
        made(standard, *columns, choice=choice)
    fault = error.value.faults[0]
    assert str(fault.message)
    return fault.field, fault.code


# Which columns are what


def test_columns_that_say_what_they_are_are_suggested(gauge: Standard) -> None:
    assert suggested(seen(xml()), gauge) == FIRST


def test_columns_of_another_quantity_are_not_suggested(thermometer: Standard) -> None:
    assert suggested(seen(xml()), thermometer) is None


def test_after_another_table_is_picked_its_own_columns_are_suggested(gauge: Standard) -> None:
    content = seen(xml(dcc.GAUGE + table(quantity(numbers("1", r"\bar")))))

    assert settled(content, gauge, FIRST._replace(table="1.1.2")) == Choice(
        "1.1.2", "", "", "value", ""
    )
    back = FIRST._replace(nominal="1.1.2.1")
    assert settled(content, gauge, back) == FIRST


def test_lines_have_the_digits_of_the_file(gauge: Standard) -> None:
    assert said(lines(seen(xml()), gauge, FIRST).lines) == LINES


INDICATION = quantity(numbers("10.00 20.00", r"\bar"))


@pytest.mark.parametrize(
    ("how", "values", "true"),
    [
        ("error", "-0.002 0.003", ["10.002 bar", "19.997 bar"]),
        ("correction", "0.002 -0.003", ["10.002 bar", "19.997 bar"]),
    ],
)
def test_a_true_value_comes_from_an_error_or_a_correction(
    gauge: Standard, how: str, values: str, true: list[str]
) -> None:
    other = quantity(numbers(values, r"\bar", expanded("0.004")))

    assert [line[1] for line in made(gauge, INDICATION, other, choice=FIRST._replace(how=how))] == (
        true
    )


def test_the_part_of_a_hybrid_is_that_of_the_unit_the_standard_uses(gauge: Standard) -> None:
    shown = quantity(hybrid(numbers("1000000", r"\pascal"), numbers("10.00", r"\bar")))
    true = quantity(
        hybrid(numbers("1000200", r"\pascal", expanded("400")), numbers("10.002", r"\bar"))
    )
    swapped = quantity(hybrid(numbers("10.00", r"\bar"), numbers("1000000", r"\pascal")))

    # U stands in pascal alone: it stays as it is written.
    assert made(gauge, shown, true) == [("10.00 bar", "10.002 bar", "400 Pa", "2")]
    assert made(gauge, swapped, true)[0][0] == "10.00 bar"


def test_a_standard_without_a_unit_of_its_own_takes_the_instruments_unit(db: None) -> None:
    bare = instruments.standard(
        people.centre("HUE"), range_min=None, range_max=None, mpe=None, serial="R-1"
    )
    shown = quantity(hybrid(numbers("1000000", r"\pascal"), numbers("10.00", r"\bar")))
    true = quantity(numbers("10.002", r"\bar", expanded("0.004")))

    assert made(bare, shown, true)[0][0] == "10.00 bar"


def test_a_step_in_kelvin_is_no_temperature(thermometer: Standard) -> None:
    shown = quantity(numbers("33.17", r"\degreecelsius"))
    error = quantity(numbers("0.072", r"\kelvin", expanded("0.061")))

    assert made(thermometer, shown, error, choice=FIRST._replace(how="error")) == [
        ("33.17 degC", "33.098 degC", "0.061 delta_K", "2")
    ]


STANDARD_U = (
    "<si:measurementUncertaintyUnivariateXMLList><si:standardMUXMLList><si:valueStandardMUXMLList>"
    "0.002</si:valueStandardMUXMLList></si:standardMUXMLList></si:measurementUncertaintyUnivariateXMLList>"
)
INTERVAL = (
    "<si:measurementUncertaintyUnivariateXMLList><si:coverageIntervalMUXMLList>"
    "<si:valueStandardMUXMLList>0.002</si:valueStandardMUXMLList>"
    "<si:intervalMinXMLList>9.998 19.998</si:intervalMinXMLList>"
    "<si:intervalMaxXMLList>10.006 20.006</si:intervalMaxXMLList>"
    "<si:coverageProbabilityXMLList>0.95</si:coverageProbabilityXMLList>"
    "</si:coverageIntervalMUXMLList></si:measurementUncertaintyUnivariateXMLList>"
)


@pytest.mark.parametrize(
    ("stated", "k", "want"),
    [
        (STANDARD_U, "2.5", ("0.0050 bar", "2.5")),
        (INTERVAL, "2", ("0.004 bar", "2")),
        (expanded("0.004", "2.0000"), "", ("0.004 bar", "2.0000")),
        (expanded("0.004", "2.00000000"), "", ("0.004 bar", "2.0000")),
    ],
)
def test_every_form_of_uncertainty_gives_u_and_k(
    gauge: Standard, stated: str, k: str, want: tuple[str, str]
) -> None:
    true = quantity(numbers("10.002 20.003", r"\bar", stated))

    assert made(gauge, INDICATION, true, choice=FIRST._replace(k=k))[0][2:] == want


RELATIVE = (
    "<dcc:relativeUncertainty><dcc:relativeUncertaintyXmlList>"
    r"<si:valueXMLList>0.05</si:valueXMLList><si:unitXMLList>\percent</si:unitXMLList>"
    "</dcc:relativeUncertaintyXmlList></dcc:relativeUncertainty>"
)


def test_a_relative_uncertainty_is_taken_of_the_value(gauge: Standard) -> None:
    true = quantity(numbers("10.000 20.000", r"\bar"), behind=RELATIVE)

    found = made(gauge, INDICATION, true, choice=FIRST._replace(k="2"))
    assert [line[2] for line in found] == ["0.0050000 bar", "0.0100000 bar"]


@pytest.mark.parametrize("stated", [STANDARD_U, INTERVAL])
def test_where_the_file_states_no_k_a_person_must(gauge: Standard, stated: str) -> None:
    true = quantity(numbers("10.002 20.003", r"\bar", stated))

    assert refused(gauge, INDICATION, true) == ("k", "required")
    assert refused(gauge, INDICATION, true, choice=FIRST._replace(k="x")) == ("k", "not_a_number")
    assert refused(gauge, INDICATION, true, choice=FIRST._replace(k="0")) == ("k", "not_a_number")


TRUE = quantity(numbers("10.002 20.003", r"\bar", expanded("0.004")))
BARE = quantity(numbers("10.002 20.003", r"\bar"))
FAULTS: list[tuple[tuple[str, str], tuple[str, ...], dict[str, str]]] = [
    (("table", "unknown"), (INDICATION, TRUE), {"table": "9"}),
    (("nominal", "unknown"), (INDICATION, TRUE), {"nominal": "9"}),
    (("how", "unknown"), (INDICATION, TRUE), {"how": "guess"}),
    (("nominal", "unit"), (quantity(numbers("1 2", r"\kelvin")), TRUE), {}),
    (("value", "unit"), (INDICATION, quantity(numbers("1 2", "|smoot", expanded("1")))), {}),
    (("expanded", "missing"), (INDICATION, BARE), {}),
    (("value", "length"), (INDICATION, quantity(numbers("1 2 3", r"\bar", expanded("1")))), {}),
    (("table", "empty"), (quantity(numbers("NaN NaN", r"\bar")), TRUE), {}),
    (("nominal", "too_many_digits"), (quantity(numbers("1E-40 2", r"\bar")), TRUE), {}),
]


@pytest.mark.parametrize(("fault", "columns", "changed"), FAULTS)
def test_what_cannot_be_a_line_is_named(
    gauge: Standard, fault: tuple[str, str], columns: tuple[str, ...], changed: dict[str, str]
) -> None:
    assert refused(gauge, *columns, choice=FIRST._replace(**changed)) == fault


def test_a_unit_that_does_not_fit_is_named_as_people_write_it(gauge: Standard) -> None:
    with pytest.raises(InvalidInput) as error:
        made(gauge, quantity(numbers("1 2", r"\degreecelsius")), TRUE)

    assert error.value.faults[0].found == "°C"


def test_more_lines_than_an_event_holds_are_refused(gauge: Standard) -> None:
    many = " ".join(["1"] * 201)
    first, second = (quantity(numbers(many, r"\bar", sure)) for sure in ("", expanded("0.1")))

    assert refused(gauge, first, second) == ("table", "too_many")


def test_rows_without_a_number_are_left_out_and_named(gauge: Standard) -> None:
    shown = quantity(numbers("10.00 NaN", r"\bar"))
    found = lines(seen(xml(table(shown, TRUE))), gauge, FIRST)

    assert (len(found.lines), found.left_out) == (1, [2])


def test_one_value_stands_for_all_rows(gauge: Standard) -> None:
    one = quantity(numbers("10.002", r"\bar", expanded("0.004")))

    assert [line[1] for line in made(gauge, INDICATION, one)] == ["10.002 bar"] * 2


# Kept, confirmed, corrected, dropped


def test_a_file_is_kept_once_with_what_was_read(gauge: Standard, kept: ForeignFile) -> None:
    again = keep(gauge, xml())

    assert again == kept
    assert ForeignFile.objects.count() == 1
    with kept.file.open("rb") as file:
        assert file.read() == xml()
    assert Event.objects.filter(verb="foreign.keep").count() == 1


def test_the_same_file_of_another_centre_is_a_file_of_its_own(kept: ForeignFile) -> None:
    other = instruments.standard(people.centre("QUANGTRI"))

    assert keep(other, xml()) != kept


def test_a_confirmed_file_is_an_event_with_its_lines_and_the_file(
    gauge: Standard, kept: ForeignFile
) -> None:
    event = confirm(kept, gauge)

    kept.refresh_from_db()
    assert (kept.event, kept.standard, kept.confirmed_by) == (event, gauge, kept.by)
    assert said(event.values.all()) == LINES
    assert event.file_sha256 == kept.sha256
    with event.file.open("rb") as file:
        assert file.read() == xml()
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["standard.calibrate", "foreign.confirm"]


def test_confirmed_twice_it_is_one_event(gauge: Standard, kept: ForeignFile) -> None:
    first = confirm(kept, gauge)

    assert confirm(kept, gauge) == first
    assert StandardCalibration.objects.count() == 1


def test_a_confirmed_file_is_not_confirmed_for_another_standard(
    gauge: Standard, kept: ForeignFile
) -> None:
    confirm(kept, gauge)
    other = instruments.standard(gauge.centre)

    with pytest.raises(Refused) as refusal:
        confirm(kept, other)

    assert refusal.value.code == "confirmed"
    assert StandardCalibration.objects.count() == 1


def test_other_columns_correct_the_event_by_a_new_one(gauge: Standard, files: Any) -> None:
    wrong = quantity(numbers("10.003 20.004", r"\bar", expanded("0.005")))
    row = keep(gauge, xml(table(INDICATION, wrong, TRUE)))
    first = confirm(row, gauge)

    second = confirm(
        row, gauge, FIRST._replace(value="1.1.1.3", expanded="1.1.1.3"), why="Nhầm cột"
    )

    row.refresh_from_db()
    assert (second.corrects, row.event) == (first, second)
    assert [line[1] for line in said(second.values.all())] == ["10.002 bar", "20.003 bar"]


def test_a_refused_confirmation_changes_nothing(gauge: Standard, kept: ForeignFile) -> None:
    with pytest.raises(InvalidInput):
        confirm(kept, gauge, facts={**FACTS, "valid_until": date(2020, 1, 1)})

    kept.refresh_from_db()
    assert kept.event is None
    assert not StandardCalibration.objects.exists()


def test_what_was_changed_after_it_was_signed_is_not_confirmed(gauge: Standard, files: Any) -> None:
    content = seen(xml())
    content["signature"]["state"] = "altered"
    by = people.person(Role.QUALITY_OFFICER, gauge.centre)
    row = services.keep(centre=gauge.centre, data=xml(), content=content, by=by, at=NOW)

    with pytest.raises(Refused) as refusal:
        confirm(row, gauge)

    assert refusal.value.code == "altered"
    assert not StandardCalibration.objects.exists()


def test_a_draft_can_be_dropped_and_a_confirmed_file_not(
    gauge: Standard, files: Any, django_capture_on_commit_callbacks: Any
) -> None:
    draft, used = keep(gauge, xml(serial="R-2")), keep(gauge, xml())
    confirm(used, gauge)
    stored, name = draft.file.storage, str(draft.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        services.drop(file_id=draft.pk, by=draft.by, at=NOW)
    with pytest.raises(Refused):
        services.drop(file_id=used.pk, by=used.by, at=NOW)

    assert list(ForeignFile.objects.all()) == [used]
    assert not stored.exists(name)
    assert Event.objects.order_by("pk").last().verb == "foreign.drop"  # type: ignore[union-attr]


def test_a_pdf_is_kept_as_it_came(gauge: Standard, files: Any) -> None:
    whole = dcc.pdf(("V08.xml", xml()))
    row = keep(gauge, whole)

    event = confirm(row, gauge)

    assert event.file.name.endswith(".pdf")
    with event.file.open("rb") as file:
        assert file.read() == whole


def test_whose_file_it_is_is_told_by_the_serial_number(gauge: Standard) -> None:
    content = seen(xml())

    assert services.is_of(content, gauge)
    other = instruments.standard(gauge.centre)
    services.insist_same_item(content, other, sure=True)
    with pytest.raises(InvalidInput) as error:
        services.insist_same_item(content, other, sure=False)
    assert error.value.faults[0].field == "sure"


if dcc.VALID:

    def test_a_sample_of_the_wild_becomes_an_event(thermometer: Standard, files: Any) -> None:
        row = keep(thermometer, dcc.VALID[0].read_bytes())
        choice = suggested(seen(dcc.VALID[0].read_bytes()), thermometer)
        assert choice is not None

        event = confirm(row, thermometer, choice)

        assert said(event.values.all()) == [
            ("33.17 degC", "33.098 degC", "0.061 delta_K", "2"),
            ("100.06 degC", "99.971 degC", "0.061 delta_K", "2"),
            ("175.21 degC", "175.103 degC", "0.061 delta_K", "2"),
            ("250.16 degC", "250.169 degC", "0.061 delta_K", "2"),
            ("319.92 degC", "320.004 degC", "0.061 delta_K", "2"),
        ]


def test_a_file_that_was_dropped_meanwhile_is_refused_in_words(
    kept: ForeignFile, gauge: Standard
) -> None:
    services.drop(file_id=kept.pk, by=kept.by, at=NOW)

    with pytest.raises(Refused) as refusal:
        confirm(kept, gauge)

    assert refusal.value.code == "gone"
    assert not StandardCalibration.objects.exists()
