"""A statement as a DCC: where each field stands, digit by digit."""

from typing import Any

import pytest

from calibration.states import Regime
from certificates.dcc import gates, schematron
from certificates.dcc.schemas import NAMESPACES
from certificates.dcc.writing import write
from certificates.signing.safe import parse_xml
from certificates.statement import wording
from common.errors import InvalidInput
from common.pairs import pair
from tests.factories import statements as made

A = "dcc:administrativeData"
M = "dcc:measurementResults/dcc:measurementResult"


def written(**said: Any) -> Any:
    """The document of a sample statement, after every gate."""
    root = parse_xml(write(made.statement(**said)))
    assert gates.schema_faults(root) == []
    assert gates.own_faults(root) == []
    assert gates.schematron_faults(root) == []
    return root


def texts(root: Any, path: str) -> list[str]:
    return [one if isinstance(one, str) else one.text for one in found(root, path)]


def found(root: Any, path: str) -> list[Any]:
    return list(root.xpath(path, namespaces=dict(NAMESPACES)))


def text(root: Any, path: str) -> str:
    (only,) = texts(root, path)
    return only


def test_the_only_warnings_are_texts_that_nobody_translated() -> None:
    root = parse_xml(write(made.statement()))

    found = schematron.broken(root, roles=("error", "warning", "fatal"))
    assert {one.said.partition(":")[0] for one in found} == {"Language attribute missing"}
    places = ["/".join(f"dcc:{step}" for step in one.path.split("/")) for one in found]
    assert [text(root, place) for place in places] == ["Giám đốc", "QĐ 01/2026", "0000000000"]


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert write(made.statement()) == write(made.statement())
    assert write(made.statement()).startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n")


def test_a_standard_is_traceable_only_where_it_is_said_to_what() -> None:
    standard = made.statement()["standards"][0]
    path = "//dcc:measuringEquipment/dcc:certificate/dcc:traceable"

    assert texts(written(standards=[standard]), path) == ["true"]
    assert texts(written(standards=[standard | {"traceable_to": ""}]), path) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("@schemaVersion", ["3.3.0"]),
        (f"{A}/dcc:dccSoftware/dcc:software/dcc:release", ["v1.0.0"]),
        (f"{A}/dcc:refTypeDefinitions//dcc:namespace", ["basic", "math"]),
        (f"{A}/dcc:coreData/dcc:countryCodeISO3166_1", ["VN"]),
        (f"{A}/dcc:coreData/dcc:usedLangCodeISO639_1", ["vi", "en"]),
        (f"{A}/dcc:coreData/dcc:mandatoryLangCodeISO639_1", ["vi"]),
        (f"{A}/dcc:coreData/dcc:uniqueIdentifier", ["VN_HUE_C26.00042"]),
        (f"{A}/dcc:coreData//*[@refType='basic_calibrationMark']/dcc:value", ["C26.00042"]),
        (f"{A}/dcc:coreData/dcc:receiptDate", ["2026-03-02"]),
        (f"{A}/dcc:coreData/dcc:beginPerformanceDate", ["2026-03-04"]),
        (f"{A}/dcc:coreData/dcc:endPerformanceDate", ["2026-03-04"]),
        (f"{A}/dcc:coreData/dcc:issueDate", ["2026-03-05"]),
        (f"{A}/dcc:coreData/dcc:performanceLocation", ["customer"]),
        (f"{A}//dcc:statement[@refId='place']/dcc:location//dcc:content", ["Phòng máy 3"]),
        (f"{A}/dcc:items/dcc:item/dcc:name/dcc:content[@lang='en']", ["Digital pressure gauge"]),
        (f"{A}/dcc:items/dcc:item/dcc:equipmentClass/dcc:classID", ["pressure-gauge"]),
        (f"{A}/dcc:items/dcc:item/dcc:description/dcc:content[@lang='en']", ["Intact"]),
        (f"{A}/dcc:items/dcc:item/dcc:owner/dcc:name/dcc:content", ["Xưởng 2"]),
        (f"{A}/dcc:items/dcc:item/dcc:manufacturer/dcc:name/dcc:content", ["Ví Dụ Gauge"]),
        (f"{A}/dcc:items/dcc:item/dcc:manufacturer/dcc:location//dcc:content", ["Đức"]),
        (f"{A}/dcc:items/dcc:item/dcc:model", ["PG-100"]),
        (
            f"{A}/dcc:items/dcc:item/dcc:identifications/dcc:identification/dcc:value",
            ["SN-12345", "TB-07", "PDM 001-2020", "2020"],
        ),
        (f"{A}/dcc:calibrationLaboratory/dcc:calibrationLaboratoryCode", ["VILAS 000"]),
        (f"{A}/dcc:calibrationLaboratory/dcc:contact/dcc:eMail", ["lab@example.vn"]),
        (f"{A}/dcc:calibrationLaboratory/dcc:contact/dcc:location/dcc:countryCode", ["VN"]),
        (f"{A}/dcc:calibrationLaboratory/dcc:cryptElectronicSeal", ["false"]),
        (f"{A}/dcc:respPersons//dcc:content", ["Nguyễn Văn Ký", "Giám đốc", "Trần Thị Đo"]),
        (f"{A}/dcc:respPersons//dcc:mainSigner", ["true", "false"]),
        (f"{A}/dcc:customer/dcc:location//dcc:content", ["2 đường Ví Dụ, Huế"]),
        (f"{A}/dcc:customer/dcc:eMail", ["qa@example.vn"]),
        (f"{A}//*[@refType='basic_recalibration']/dcc:date", ["2027-03-04"]),
        (f"{A}//*[@refType='basic_conformity']/dcc:conformity", ["pass"]),
        (f"{A}//*[@refType='basic_isInCMC']/dcc:reference", ["VILAS 000"]),
        (f"{A}//*[@id='decisionRule']/dcc:convention", ["simple"]),
        (f"{A}//*[@id='decisionRule']/dcc:norm", ["ILAC-G8:09/2019"]),
        (f"{A}//*[@id='decisionRule']/dcc:reference", ["4.2.1"]),
        (f"{A}//*[@refType='basic_conformity']/dcc:norm", ["ĐLVN 76:2001; ISO 6789"]),
        (f"{A}//dcc:statement/dcc:declaration/dcc:content[.='The seal is dry.']/@lang", ["en"]),
        (f"{A}//*[@refType='basic_metrologicallyTraceableToSI']/dcc:traceable", ["true"]),
        (f"{A}//dcc:statement[dcc:reference='7.8.2.1 l']//dcc:content[@lang='vi']",
         [wording.ONLY_THIS_ITEM["vi"]]),
        (f"{A}//dcc:statement/dcc:link", ["https://chuan.example/c/abc/"]),
        (f"{A}//dcc:nonSIUnit", ["|psi"]),
        (f"{M}/dcc:usedMethods/dcc:usedMethod[1]/dcc:norm", ["ĐLVN 76:2001", "ISO 6789"]),
        (f"{M}/dcc:usedMethods/dcc:usedMethod[2]/@refType", ["basic_uncertainty"]),
        (f"{M}/dcc:usedSoftware/dcc:software/dcc:name/dcc:content", ["Chuẩn"]),
        (f"{M}//dcc:measuringEquipment/dcc:certificate/dcc:referralID", ["V08.CN5.0001.26"]),
        (f"{M}//dcc:measuringEquipment/dcc:certificate/dcc:procedure", ["sha256"]),
        (f"{M}//dcc:measuringEquipment/dcc:certificate/dcc:inValidityRange", ["true"]),
        (f"{M}//dcc:measuringEquipment/dcc:model", ["R-1"]),
        (f"{M}//dcc:measuringEquipment//dcc:value[../dcc:issuer]", ["REF-001", "P-01"]),
        (f"{M}//*[@refType='basic_temperature']//si:value", ["22.5", "23.0"]),
        (f"{M}//*[@refType='basic_temperature']//si:unit", [r"\degreecelsius"] * 2),
        (f"{M}//*[@refType='basic_humidityRelative']//si:value", ["48", "56"]),
        (f"{M}/dcc:measurementMetaData/dcc:metaData[@refId='toSI']/dcc:valid", ["true"]),
    ],
)  # fmt: skip
def test_each_field_has_its_place(path: str, said: list[str]) -> None:
    assert texts(written(), path) == said


def test_a_list_in_psi_gives_pascals_first_and_the_stated_digits_beside_them() -> None:
    error = found(written(), "//dcc:quantity[@refType='basic_measurementError']")[0]

    assert texts(error, "si:hybrid/si:realListXMLList/si:unitXMLList") == [r"\pascal", "|psi"]
    assert texts(error, "si:hybrid/si:realListXMLList/si:valueXMLList") == [
        "0 689 345",
        "0.00 0.10 0.05",
    ]
    assert texts(error, "si:hybrid//si:valueExpandedMUXMLList") == [
        "345 345 414",
        "0.05 0.05 0.06",
    ]
    assert texts(error, "si:hybrid//si:coverageFactorXMLList") == ["2", "2"]
    assert texts(error, "si:hybrid//si:coverageProbabilityXMLList") == ["0.95", "0.95"]
    assert texts(error, "si:hybrid//si:distributionXMLList") == ["normal", "normal"]


def test_the_point_is_judged_where_its_error_is() -> None:
    path = "//dcc:quantity[@refType='basic_measurementError']/dcc:measurementMetaData/dcc:metaData"
    judged, scope = found(written(), path)

    assert (judged.get("refId"), judged.get("refType")) == ("decisionRule", "basic_conformity")
    assert text(judged, "dcc:conformityXMLList") == "pass pass pass"
    stated = "si:hybrid/si:realListXMLList[2]/si:valueXMLList"
    assert {
        one.get("refType"): text(one, stated) for one in found(judged, "dcc:data/dcc:quantity")
    } == {
        "basic_toleranceLimitLower": "-0.25 -0.25 -0.50",
        "basic_toleranceLimitUpper": "0.25 0.25 0.50",
        "basic_acceptanceLimitLower": "-0.20 -0.20 -0.20",
        "basic_acceptanceLimitUpper": "0.20 0.20 0.20",
    }
    assert scope.get("refId") == "inCMC"
    assert text(scope, "dcc:validXMLList") == "true true false"


def test_each_number_stands_once() -> None:
    kinds = texts(written(), f"{M}//dcc:result//dcc:list/dcc:quantity/@refType")

    assert kinds == ["basic_referenceValue", "basic_measuredValue", "basic_measurementError"]


def test_what_was_as_found_stands_with_the_conditions() -> None:
    before = made.table("points@found", phase=wording.AS_FOUND)
    left = made.table("points@left", phase=wording.AS_LEFT)
    root = written(tables=[before, left], adjustment={"text": wording.ADJUSTED, "note": "vặn 0"})

    (condition,) = found(root, "//dcc:influenceCondition[@refType='basic_adjustment']")
    assert text(condition, "dcc:status") == "beforeAdjustment"
    assert len(found(condition, "dcc:data/dcc:list/dcc:quantity")) == 3
    assert len(found(root, "//dcc:result//dcc:list")) == 1


def test_channels_are_sub_items_that_their_results_point_to() -> None:
    channels = [
        {"label": made.HOSE_1, "verdict": "pass"},
        {"label": made.HOSE_2, "verdict": ""},
    ]
    tables = [made.table("p~1", channel=made.HOSE_1), made.table("p~2", channel=made.HOSE_2)]
    root = written(channels=channels, tables=tables)

    ids = ["item_1_channel_1", "item_1_channel_2"]
    assert texts(root, "//dcc:subItems/dcc:item/@id") == ids
    assert texts(root, "//dcc:result/@refId") == ids
    assert texts(root, "//dcc:result/dcc:data/dcc:quantity/@refId") == ids
    assert texts(root, "//dcc:quantity[@refId]//dcc:conformity") == ["pass"]


def test_a_replacement_names_the_former_certificate_and_what_changed() -> None:
    root = written(
        replaces={
            "number": "C26.00041", "reason": "sai tên", "issued_on": "2026-03-01",
            "text": wording.replaces("C26.00041"), "sha256": "ab" * 32,
            "changes": [{"label": pair("Khách hàng", "Customer"), "before": "A", "after": "B"}],
        }
    )  # fmt: skip

    core = found(root, f"{A}/dcc:coreData")[0]
    assert text(core, "dcc:reportAmendedSubstituted/dcc:typeOfChange") == "substituted"
    assert text(core, ".//dcc:replacedUniqueIdentifier") == "VN_HUE_C26.00041"
    assert text(core, "dcc:previousReport/dcc:value") == "ab" * 32
    said = text(root, "//*[@refType='basic_revision']/dcc:declaration/dcc:content[@lang='en']")
    assert "Reason for the replacement: sai tên" in said
    assert "Customer: A → B" in said


def test_no_interval_unless_it_was_agreed() -> None:
    assert found(written(interval=None), "//*[@refType='basic_recalibration']") == []


def test_a_sealed_file_says_so_and_nothing_of_the_key() -> None:
    root = written(sealed_by={"fingerprint": "f" * 64, "subject": "CN=x"})

    assert text(root, "//dcc:calibrationLaboratory/dcc:cryptElectronicSeal") == "true"
    assert b"f" * 64 not in write(made.statement(sealed_by={"fingerprint": "f" * 64}))


def test_units_differ_from_row_to_row() -> None:
    table = made.table()
    table["columns"] = [
        {k: v for k, v in one.items() if k != "unit"} | {"symbol": ""} for one in table["columns"]
    ]
    for row, unit in zip(table["rows"], ("kPa", "psi", "bar"), strict=True):
        row["measured"] |= {"unit": unit, "error_unit": unit}
    root = written(tables=[table])

    first, second = texts(root, "//dcc:quantity[@refType='basic_referenceValue']//si:unitXMLList")
    assert (first, second) == (r"\kilo\pascal \pascal \bar", r"\kilo\pascal |psi \bar")


def test_rows_that_state_other_things_stand_in_a_list_of_their_own() -> None:
    table = made.table()
    table["rows"][1]["measured"] |= {"U": "", "verdict": "", "k": "", "p": "", "in_scope": None}
    lists = found(written(tables=[table]), "//dcc:result//dcc:list")

    error = "dcc:quantity[@refType='basic_measurementError']/si:hybrid/*[2]/si:valueXMLList"
    assert [text(one, error) for one in lists] == ["0.00 0.05", "0.10"]
    assert found(lists[1], ".//si:expandedMUXMLList") == []
    assert found(lists[1], ".//dcc:conformityXMLList") == []


def test_without_an_error_u_goes_with_the_value() -> None:
    table = made.table()
    for row in table["rows"]:
        row["cells"].pop("error")
        row["measured"] |= {"error": "", "verdict": "", "limit": None, "acceptance": None}
    root = written(tables=[table], decision={"rule": None, "text": wording.NO_CONFORMITY})

    value = "//dcc:quantity[@refType='basic_measuredValue']"
    assert texts(root, f"{value}//si:valueExpandedMUXMLList") == ["345 345 414", "0.05 0.05 0.06"]
    assert found(root, "//*[@id='decisionRule']") == []


def test_a_u_whose_probability_is_not_defined_stands_beside_its_k_and_no_nan() -> None:
    table = made.table()
    table["rows"][1]["measured"] |= {"p": "", "distribution": ""}
    root = written(tables=[table])

    whole, bare = found(root, "//dcc:result//dcc:list")
    assert set(texts(whole, ".//si:coverageProbabilityXMLList")) == {"0.95"}
    assert found(bare, ".//si:expandedMUXMLList") == []
    names = "dcc:quantity/dcc:name/dcc:content[@lang='en']"
    assert texts(bare, names)[-2:] == ["Expanded measurement uncertainty", "Coverage factor k"]
    stated = "dcc:quantity[dcc:name/dcc:content='{}']//si:valueXMLList"
    assert texts(bare, stated.format("Expanded measurement uncertainty"))[-1] == "0.05"
    assert texts(bare, stated.format("Coverage factor k")) == ["2"]
    assert not [one for one in root.iter() if "NaN" in (one.text or "").split()]


def test_a_u_of_what_is_judged_in_words_is_not_lost() -> None:
    table = made.table()
    for row in table["rows"]:
        row["cells"].pop("error")
        row["measured"] |= {"error": "", "error_unit": "mm"}
    root = written(tables=[table])

    assert "0.05 0.05 0.06" in texts(root, "//dcc:result//si:valueXMLList")


def test_a_blank_cell_stays_blank() -> None:
    table = made.table()
    table["columns"].insert(2, made.column("y", "reading", "bar"))
    table["rows"][0]["cells"]["y"] = "1.0"
    root = written(tables=[table])

    assert "1.0 NaN NaN" in texts(root, "//si:valueXMLList")


def test_a_scale_is_a_number_beside_its_convention() -> None:
    table = made.table()
    for row in table["rows"]:
        row["measured"] |= {"unit": "HRC", "error_unit": "HRC"}
    for one in table["columns"]:
        one["unit"] = "HRC"
    root = written(tables=[table])

    assert set(texts(root, "//dcc:result//si:unitXMLList")) == {r"\one"}
    assert set(texts(root, "//dcc:list//dcc:convention")) == {"HRC (ISO 6508-1)"}


def test_money_is_told_in_words_and_judged_all_the_same() -> None:
    table = made.table()
    for one in table["columns"]:
        one["unit"] = "VND"
    for row in table["rows"]:
        row["measured"] |= {"unit": "VND", "error_unit": "VND", "U": "", "k": "", "in_scope": None}
    root = written(tables=[table])

    error = found(root, "//dcc:quantity[@refType='basic_measurementError']")[0]
    assert text(error, "dcc:charsXMLList") == "0.00 0.10 0.05"
    assert text(error, ".//dcc:conformityXMLList") == "pass pass pass"
    assert text(error, "dcc:name/dcc:content[@lang='vi']") == "Sai số (đồng)"


@pytest.mark.parametrize(("unit", "why"), [("VND", "tiền"), ("smoot", "không có trong danh mục")])
def test_a_unit_without_a_form_is_refused_by_name(unit: str, why: str) -> None:
    table = made.table()
    for row in table["rows"]:
        row["measured"] |= {"unit": unit, "error_unit": unit}

    with pytest.raises(InvalidInput) as refused:
        write(made.statement(tables=[table]))

    (fault,) = refused.value.faults
    assert (fault.code, fault.found, fault.field) == ("no_dsi_form", unit, "tables.points")
    assert why in str(fault.message)


@pytest.mark.parametrize(("kind", "outcome"), [("verification", "pass"), ("notice", "fail")])
def test_work_on_paper_states_its_conclusion(kind: str, outcome: str) -> None:
    record = {"number": "BB-07", "text": wording.on_paper("BB-07")}
    root = written(
        kind=kind, tables=[], environment=[], checks=[], standards=[], uncertainty=None,
        decision=None, traceability=None, accreditation=None, adjustment=None, instrument=None,
        sample="Mẫu nước", method=None, paper_record=record, interval=None,
        regime=wording.REGIMES[Regime.PERIODIC], stickers=["26V.00017"],
        valid_until={"on": "2027-03-31", "rule": pair("Chu kỳ 12 tháng", "Cycle of 12 months")},
        conclusion={"outcome": outcome, "text": pair("Đạt", "Meets")},
    )  # fmt: skip

    assert texts(root, "//dcc:result//dcc:conformity") == [outcome]
    assert texts(root, "//dcc:result//dcc:noQuantity/dcc:content[@lang='en']") == ["Meets"]
    assert texts(root, "//dcc:statement/dcc:conformity") == [outcome]
    assert "26V.00017" in texts(root, f"{A}/dcc:coreData//dcc:value")
    assert texts(root, "//dcc:statement/dcc:date") == ["2027-03-31"]
    assert (
        text(root, "//dcc:influenceCondition/dcc:data/dcc:text/dcc:content[@lang='vi']")
        == (wording.on_paper("BB-07")["vi"])
    )


def test_a_standard_whose_certificate_is_paper_says_so() -> None:
    standards = made.statement()["standards"]
    standards[0] |= {"certificate_sha256": "", "on_paper": True}
    root = written(standards=standards)

    certificate = found(root, "//dcc:measuringEquipment/dcc:certificate")[0]
    assert (text(certificate, "dcc:procedure"), text(certificate, "dcc:value")) == (
        "analogue",
        "noValue",
    )


def test_which_standard_served_which_point_is_told_where_it_differs() -> None:
    table = made.table()
    table["rows"][2]["measured"]["standards"] = ["P-01", "P-02"]
    root = written(tables=[table])

    assert text(root, "//dcc:list/dcc:quantity[last()]/dcc:charsXMLList") == "P-01 P-01 P-01,P-02"


def test_an_older_statement_has_no_digital_form() -> None:
    with pytest.raises(ValueError, match="schema 3"):
        write(made.statement(schema=3))


HOSTILE = (
    "tab\tvà\nxuống dòng",
    "kết]]>thúc <b>&amp;",
    "\x00\x0b\x1f điều khiển \ufffe",
    "  đầu và cuối  ",
    "a" * 5000,
    "x " * 2500,
    "\u00a0",
    "\x01",
    "",
    "\ud800lẻ",
    "𝔘ngoài mặt phẳng cơ sở",
    "\u202eđảo",
)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: repr(one[:12]))
def test_hostile_text_is_held_or_left_out(hostile: str) -> None:
    said = made.statement()
    thing = said["instrument"] | {
        "name": pair(hostile), "maker": hostile, "country": hostile, "model": hostile,
        "serial": hostile, "tag": hostile, "type_approval": hostile,
        "characteristics": [{"label": pair(hostile), "values": [{"text": hostile}]}],
    }  # fmt: skip
    customer = dict.fromkeys(said["customer"], hostile)
    standards = [said["standards"][0] | {"name": pair(hostile), "serial": hostile,
                                         "accuracy": hostile, "certificate_number": hostile,
                                         "laboratory": hostile, "code": hostile}]  # fmt: skip
    table = made.table()
    table["columns"].insert(0, made.column("label", "label", ""))
    for row in table["rows"]:
        row["cells"]["label"] = hostile
    written(
        instrument=thing, customer=customer, standards=standards, tables=[table],
        place={"where": wording.ON_SITE, "detail": hostile},
        user={"name": hostile, "address": hostile}, condition=hostile,
        notes=[pair(hostile), pair(hostile, "other")],
    )  # fmt: skip


@pytest.mark.parametrize("digits", ["1.5E-7", "-0.05", "0", "1E+3"])
def test_digits_are_written_as_they_were_stated(digits: str) -> None:
    table = made.table(rows=made.table()["rows"][:1])
    table["rows"][0]["cells"] |= {"ref": digits}
    table["rows"][0]["measured"] |= {"reference": digits}
    root = written(tables=[table])

    assert digits in texts(root, "//dcc:quantity[@refType='basic_referenceValue']//si:valueXMLList")


@pytest.mark.parametrize("words", ["Loại 1a", "1,5", "~ 3", "٣", "NaN"])
def test_what_is_no_number_stays_text_and_is_never_lost(words: str) -> None:
    table = made.table(rows=made.table()["rows"][:1])
    table["rows"][0]["cells"] |= {"x": words}
    table["rows"][0]["measured"] |= {"indication": words}
    root = written(tables=[table])

    assert words.replace(" ", "\u00a0") in texts(root, "//dcc:list//dcc:charsXMLList")
