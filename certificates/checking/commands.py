"""How anyone verifies a file with their own tools: the commands, each tried in a test."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from certificates.checking.files import Finding
from certificates.checking.reading import PDF, XML
from common.pairs import Pair, pair


@dataclass(frozen=True)
class Command:
    """One step: what it tells, what to type."""

    words: Pair
    line: str


def anchors_address() -> str:
    """Where the authorities that we sign under are published."""
    return f"{settings.SITE_URL}{reverse('certificates:anchors-pem')}"


def of(found: Finding) -> list[Command]:
    """The commands for a file of this kind; none for what is neither PDF nor XML."""
    if found.kind not in (PDF, XML):
        return []
    return [*_both(found.kind), *(_PDF if found.kind == PDF else ()), *_xml(found.kind)]


def _both(kind: str) -> list[Command]:
    return [
        Command(
            pair(
                "Mã băm của tệp: so với hai mã ở trên",
                "The file's digest: compare it with both above",
            ),
            f"sha256sum file.{kind}",
        ),
        Command(
            pair("Chứng thư gốc của chúng tôi", "Our trust anchors"),
            f"curl -O {anchors_address()}",
        ),
    ]


_PDF = (
    Command(
        pair(
            "Chữ ký của PDF: ai ký, lúc nào, có bao trùm cả tệp không",
            "The PDF's signature: who, when, and whether it covers the whole file",
        ),
        "pdfsig file.pdf",
    ),
    Command(
        pair("Lấy chữ ký ra khỏi PDF", "Take the signature out of the PDF"),
        "pdfsig -dump file.pdf",
    ),
    Command(
        pair("Lấy chứng thư của người ký", "Take the signer's certificate out of it"),
        "openssl pkcs7 -inform DER -in file.pdf.sig0 -print_certs -out signer.pem",
    ),
    Command(
        pair(
            "Chứng thư đó có thuộc chứng thư gốc của chúng tôi không",
            "Whether that certificate is under our trust anchor",
        ),
        "openssl verify -CAfile trust-anchors.pem -untrusted signer.pem signer.pem",
    ),
    Command(
        pair("Lấy dữ liệu XML ở trong PDF ra", "Take the XML out of the PDF"),
        "pdfdetach -save 1 -o file.xml file.pdf",
    ),
)


def _xml(kind: str) -> list[Command]:
    line = (
        "xmlsec1 --verify --enabled-key-data x509 --trusted-pem trust-anchors.pem"
        " --id-attr:Id SignedProperties file.xml"
    )
    words = pair("Chữ ký của XML, tới chứng thư gốc", "The XML's signature, up to the trust anchor")
    return [Command(words, line)]
