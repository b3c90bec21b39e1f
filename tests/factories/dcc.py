"""Digital certificates for tests: a small one of our own, whose parts a test replaces.

PTB's samples are read where they lie beside the checkout; where they do not, the tests that need
them are not collected.
"""

import io
from collections import Counter
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "dcc"
VALID = sorted((BESIDE / "samples").glob("s*.xml"))
NEGATIVE = sorted((BESIDE / "samples" / "negative").glob("n*.xml"))
OWN = sorted((BESIDE / "example").glob("*.xml"))

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<dcc:digitalCalibrationCertificate xmlns:dcc="https://ptb.de/dcc" xmlns:si="https://ptb.de/si" schemaVersion="3.3.0">
"""
ADMINISTRATIVE = """<dcc:administrativeData>
<dcc:dccSoftware><dcc:software><dcc:name><dcc:content>x</dcc:content></dcc:name><dcc:release>v1.0</dcc:release></dcc:software></dcc:dccSoftware>
<dcc:coreData><dcc:countryCodeISO3166_1>VN</dcc:countryCodeISO3166_1><dcc:usedLangCodeISO639_1>vi</dcc:usedLangCodeISO639_1><dcc:mandatoryLangCodeISO639_1>vi</dcc:mandatoryLangCodeISO639_1><dcc:uniqueIdentifier>V08.CN5.0001.26</dcc:uniqueIdentifier><dcc:beginPerformanceDate>2026-03-03</dcc:beginPerformanceDate><dcc:endPerformanceDate>2026-03-04</dcc:endPerformanceDate><dcc:performanceLocation>laboratory</dcc:performanceLocation></dcc:coreData>
<dcc:items><dcc:item id="item"><dcc:name><dcc:content>Áp kế</dcc:content></dcc:name><dcc:manufacturer><dcc:name><dcc:content>Ví Dụ</dcc:content></dcc:name></dcc:manufacturer><dcc:model>PG</dcc:model><dcc:identifications><dcc:identification><dcc:issuer>manufacturer</dcc:issuer><dcc:value>{serial}</dcc:value></dcc:identification></dcc:identifications></dcc:item></dcc:items>
<dcc:calibrationLaboratory><dcc:contact><dcc:name><dcc:content>Viện Đo lường Ví Dụ</dcc:content></dcc:name><dcc:location><dcc:city>Hà Nội</dcc:city></dcc:location></dcc:contact></dcc:calibrationLaboratory>
<dcc:respPersons><dcc:respPerson><dcc:person><dcc:name><dcc:content>Nguyễn Văn Ký</dcc:content></dcc:name></dcc:person><dcc:mainSigner>true</dcc:mainSigner></dcc:respPerson></dcc:respPersons>
<dcc:customer><dcc:name><dcc:content>Trung tâm</dcc:content></dcc:name><dcc:location><dcc:city>Huế</dcc:city></dcc:location></dcc:customer>
</dcc:administrativeData>
"""
RESULTS = """<dcc:measurementResults><dcc:measurementResult><dcc:name><dcc:content>Kết quả</dcc:content></dcc:name>
<dcc:results><dcc:result><dcc:name><dcc:content>Bảng</dcc:content></dcc:name><dcc:data>{data}</dcc:data></dcc:result></dcc:results>
</dcc:measurementResult></dcc:measurementResults></dcc:digitalCalibrationCertificate>
"""


def expanded(values: str, k: str = "2") -> str:
    """U of a list in the new form."""
    return (
        "<si:measurementUncertaintyUnivariateXMLList><si:expandedMUXMLList>"
        f"<si:valueExpandedMUXMLList>{values}</si:valueExpandedMUXMLList>"
        f"<si:coverageFactorXMLList>{k}</si:coverageFactorXMLList>"
        "<si:coverageProbabilityXMLList>0.95</si:coverageProbabilityXMLList>"
        "</si:expandedMUXMLList></si:measurementUncertaintyUnivariateXMLList>"
    )


def numbers(values: str, unit: str, sure: str = "") -> str:
    """A list of numbers."""
    return (
        f"<si:realListXMLList><si:valueXMLList>{values}</si:valueXMLList>"
        f"<si:unitXMLList>{unit}</si:unitXMLList>{sure}</si:realListXMLList>"
    )


def hybrid(*parts: str) -> str:
    """The same numbers in several units."""
    return f"<si:hybrid>{''.join(parts)}</si:hybrid>"


def quantity(inner: str, ref: str = "", behind: str = "") -> str:
    """A column; `ref` is its refType."""
    kind = f' refType="{ref}"' if ref else ""
    return f"<dcc:quantity{kind}>{inner}{behind}</dcc:quantity>"


def table(*columns: str) -> str:
    """A list of quantities."""
    return f"<dcc:list>{''.join(columns)}</dcc:list>"


GAUGE = table(
    quantity(numbers("0.00 10.00 20.00", r"\bar"), "basic_measuredValue"),
    quantity(numbers("0.000 10.002 20.003", r"\bar", expanded("0.004")), "basic_referenceValue"),
)


def xml(data: str = GAUGE, *, serial: str = "R-1", **replaced: str) -> bytes:
    """A certificate with these data; further words are texts to put in place: `a="old→new"`."""
    whole = HEAD + ADMINISTRATIVE.format(serial=serial) + RESULTS.format(data=data)
    if version := replaced.pop("version", ""):
        whole = whole.replace('"3.3.0"', f'"{version}"')
    for change in replaced.values():
        old, _arrow, new = change.partition("→")
        assert old in whole, old
        whole = whole.replace(old, new)
    return whole.encode()


def pdf(*files: tuple[str, bytes], password: str = "", owner: str = "") -> bytes:
    """A PDF of one page with files attached; with `owner` it opens, and may not be changed."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name, data in files:
        writer.add_attachment(name, data)
    if password or owner:
        writer.encrypt(password, owner_password=owner or None, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def attached(data: bytes) -> dict[str, list[bytes]]:
    """What a PDF holds, by pypdf."""
    found: Any = PdfReader(io.BytesIO(data)).attachments
    return dict(found)


def numbers_of(found: Any) -> Counter[str]:
    """Every number that was read of every table: values, U, limits, and words that hold one."""
    told: Counter[str] = Counter()
    tables = [table for result in found["results"] for table in result["tables"]]
    for column in [column for table in tables for column in table["columns"]]:
        told.update(column["texts"])
        told.update(word for limit in column["limits"] for word in limit["texts"])
        limits = [part for limit in column["limits"] for part in limit["parts"]]
        for part in (*column["parts"], *limits):
            told.update(each for each in part["values"] if each is not None)
            sure = part["uncertainty"]
            told.update(each for each in (sure["values"] if sure else []) if each is not None)
    return told
