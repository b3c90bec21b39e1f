"""What stops a digital certificate, and that our rules find what PTB's Schematron finds."""

import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from certificates.dcc import gates, schemas, schematron
from certificates.dcc.schemas import NAMESPACES
from certificates.dcc.writing import write
from certificates.signing.safe import parse_xml
from common.errors import InvalidInput
from tests.factories import statements as made
from tests.factories.dcc import NEGATIVE, OWN, VALID

XML = write(made.statement()).decode()


def changed(old: str, new: str, *, times: int = 1) -> bytes:
    assert old in XML, old
    return XML.replace(old, new, times).encode()


def cut(pattern: str) -> bytes:
    text, many = re.subn(pattern, "", XML, flags=re.DOTALL)
    assert many
    return text.encode()


# One thing broken each: what our rules call it, and the certificate. Both must find it.
MUTATIONS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "no methods": ("dcc_methods", lambda: cut(r"<dcc:usedMethods>.*?</dcc:usedMethods>")),
    "no conditions": (
        "dcc_conditions",
        lambda: cut(r"<dcc:influenceConditions>.*?</dcc:influenceConditions>"),
    ),
    "a language is missing": (
        "dcc_language",
        lambda: cut(r'<dcc:content lang="en">Digital pressure gauge</dcc:content>'),
    ),
    "a language is there twice": (
        "dcc_language",
        lambda: changed('lang="en">Digital pressure', 'lang="vi">Digital pressure'),
    ),
    "a language nobody declared": (
        "dcc_language",
        lambda: changed('lang="en">Digital pressure', 'lang="de">Digital pressure'),
    ),
    "a language declared twice": (
        "dcc_language_twice",
        lambda: changed("LangCodeISO639_1>en<", "LangCodeISO639_1>vi<"),
    ),
    "a language of no standard": (
        "dcc_iso",
        lambda: changed("mandatoryLangCodeISO639_1>vi<", "mandatoryLangCodeISO639_1>qq<"),
    ),
    "a country of no standard": (
        "dcc_iso",
        lambda: changed("countryCodeISO3166_1>VN<", "countryCodeISO3166_1>QQ<"),
    ),
    "a reference into the void": ("dcc_reference", lambda: changed('refId="toSI"', 'refId="no"')),
    "a release with a suffix": ("dcc_release", lambda: changed(">v1.0.0<", ">v1.0.0-rc1<")),
    "a release without a letter": ("dcc_release", lambda: changed(">v1.0.0<", ">1.0.0<")),
    "ended before it began": (
        "dcc_days",
        lambda: changed("endPerformanceDate>2026-03-04<", "endPerformanceDate>2026-03-03<"),
    ),
    "two blanks in a list": ("dcc_spacing", lambda: changed(">0.00 50.00 ", ">0.00  50.00 ")),
    "a blank at the end of a list": (
        "dcc_spacing",
        lambda: changed("50.00 100.00<", "50.00 100.00 <"),
    ),
    "two blanks between kinds": (
        "dcc_spacing",
        lambda: changed('refType="basic_isInCMC"', 'refType="basic_isInCMC  basic_x"'),
    ),
    "too many units": (
        "dcc_count",
        lambda: changed(r"unitXMLList>\pascal<", r"unitXMLList>\pascal \pascal<"),
    ),
    "a unit nobody declared": (
        "dcc_unit_undeclared",
        lambda: changed("nonSIUnit>|psi<", "nonSIUnit>|torr<"),
    ),
    "a unit without its definition": (
        "dcc_unit_undefined",
        lambda: cut(r"<dcc:nonSIDefinition>.*?</dcc:nonSIDefinition>"),
    ),
    "a definition without its unit": (
        "dcc_unit_undefined",
        lambda: cut(r"<dcc:nonSIUnit>.*?</dcc:nonSIUnit>"),
    ),
    "a blank in a unit": (
        "dcc_unit",
        lambda: changed(r"<si:unit>\degreecelsius<", r"<si:unit>\degree celsius<"),
    ),
    "a relative uncertainty": (
        "dcc_relative",
        lambda: changed(
            "</si:hybrid>\n                <dcc:measurementMetaData>",
            "</si:hybrid><dcc:relativeUncertainty><dcc:relativeUncertaintyXmlList>"
            r"<si:valueXMLList>1 1 1</si:valueXMLList><si:unitXMLList>\one</si:unitXMLList>"
            "</dcc:relativeUncertaintyXmlList></dcc:relativeUncertainty>"
            "<dcc:measurementMetaData>",
        ),
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_both_find_what_is_broken(name: str) -> None:
    code, mutation = MUTATIONS[name]
    root = parse_xml(mutation())

    ours, theirs = gates.own_faults(root), gates.schematron_faults(root)

    assert code in {fault.code for fault in ours}
    assert theirs
    assert all(fault.field and str(fault.message) for fault in (*ours, *theirs))


# What the Schematron does not look at.
ONLY_OURS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "U for two of three values": (
        "dcc_count",
        lambda: changed("valueExpandedMUXMLList>345 345 414<", "valueExpandedMUXMLList>345 345<"),
    ),
    "a verdict for two of three values": (
        "dcc_count",
        lambda: changed("conformityXMLList>pass pass pass<", "conformityXMLList>pass pass<"),
    ),
    "a unit of nobody's": (
        "dcc_unit",
        lambda: changed(r"<si:unit>\degreecelsius<", "<si:unit>°C<"),
    ),
    "a foreign unit alone": (
        "dcc_unit_alone",
        lambda: changed(r"<si:unit>\degreecelsius<", "<si:unit>|psi<"),
    ),
    "two main signers": ("dcc_signer", lambda: changed("mainSigner>false<", "mainSigner>true<")),
}


@pytest.mark.parametrize("name", ONLY_OURS)
def test_our_rules_see_more(name: str) -> None:
    code, mutation = ONLY_OURS[name]
    root = parse_xml(mutation())

    assert [fault.code for fault in gates.own_faults(root)] == [code]
    assert gates.schematron_faults(root) == []


def test_a_clean_certificate_passes_every_gate() -> None:
    gates.insist(XML.encode(), schematron=False)
    gates.insist(XML.encode(), schematron=True)


def test_a_fault_of_the_schema_names_the_place_and_what_is_expected() -> None:
    xml = changed("<dcc:issueDate>2026-03-05</dcc:issueDate>", "<dcc:issueDay>x</dcc:issueDay>")

    with pytest.raises(InvalidInput) as refused:
        gates.insist(xml, schematron=False)

    (fault,) = refused.value.faults
    assert (fault.code, fault.field, fault.found) == (
        "dcc_schema",
        "administrativeData/coreData/issueDay",
        "issueDay",
    )
    assert fault.allowed == "issueDate, reportAmendedSubstituted, previousReport"


def test_a_coverage_factor_below_one_is_refused() -> None:
    table = made.table()
    for row in table["rows"]:
        row["measured"]["k"] = "0.9"

    with pytest.raises(InvalidInput) as refused:
        gates.insist(write(made.statement(tables=[table])), schematron=False)

    assert {fault.found for fault in refused.value.faults} >= {"0.9"}


def test_a_fault_of_our_rules_says_what_was_found_and_what_is_allowed() -> None:
    (fault, other) = gates.own_faults(changed(">v1.0.0<", ">v1.0.0-rc1<", times=2))

    assert (fault.code, fault.field, fault.found, fault.allowed) == (
        "dcc_release", "administrativeData/dccSoftware/software/release", "v1.0.0-rc1", "v1.2.3",
    )  # fmt: skip
    assert other.field == "measurementResults/measurementResult/usedSoftware/software/release"


def test_an_unknown_version_has_no_schema() -> None:
    with pytest.raises(schemas.UnknownSchemaError, match="9"):
        gates.schema_faults(changed('schemaVersion="3.3.0"', 'schemaVersion="9"'))


def test_the_schemas_are_read_without_importing_their_package() -> None:
    import sys

    assert [schemas.schema(version).validate(parse_xml(XML.encode())) for version in ("3.3.0",)]
    assert "dcclib" not in sys.modules


# Saxon in threads and processes


def findings(xml: bytes) -> list[str]:
    """What Saxon finds: the whole sentence of each broken rule."""
    return [each.said for each in schematron.broken(parse_xml(xml))]


def test_threads_share_one_sheet_and_each_get_their_own_answer() -> None:
    broken = changed(">v1.0.0<", ">v1.0.0-rc1<")
    files = [XML.encode(), broken] * 10

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(findings, files))

    assert [len(each) for each in found] == [0, 1] * 10


def test_the_thread_that_compiled_may_end() -> None:
    with ThreadPoolExecutor(1) as first:
        assert first.submit(findings, XML.encode()).result() == []

    assert findings(XML.encode()) == []


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forked_worker_compiles_its_own() -> None:
    assert findings(XML.encode()) == []  # the parent has one already

    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as workers:
        assert list(workers.map(findings, [XML.encode()] * 4)) == [[]] * 4


# Others' files, where they lie beside the checkout


def by_name(names: list[Any]) -> list[Any]:
    return [pytest.param(one, id=one.stem) for one in names]


if VALID:

    @pytest.mark.parametrize("path", by_name([*VALID, *OWN]))
    def test_valid_samples_keep_the_schema_of_their_version(path: Any) -> None:
        assert gates.schema_faults(path.read_bytes()) == []

    @pytest.mark.parametrize("path", by_name(OWN))
    def test_the_target_example_passes_every_gate(path: Any) -> None:
        root = parse_xml(path.read_bytes())
        assert gates.own_faults(root) == []
        assert schematron.broken(root, roles=("error", "warning")) == []

    def test_the_negative_samples_fail_each_its_own_gate() -> None:
        by_schema, by_rules = sorted(NEGATIVE)

        assert gates.schema_faults(by_schema.read_bytes())
        assert gates.schema_faults(by_rules.read_bytes()) == []
        assert gates.schematron_faults(by_rules.read_bytes())
        assert gates.own_faults(by_rules.read_bytes())


def test_the_namespaces_are_those_of_the_document() -> None:
    root = parse_xml(XML.encode())

    assert root.nsmap["dcc"] == NAMESPACES["dcc"]
    assert root.tag == f"{{{NAMESPACES['dcc']}}}digitalCalibrationCertificate"
