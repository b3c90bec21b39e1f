"""What the signatures of a file say, for every way in which a file can be other than we made it."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

import pytest
from pypdf import PdfReader, PdfWriter

from certificates.signing import development, pades, verifying, xades
from certificates.signing.found import Found, Trust
from tests.factories import keys as key_factory
from tests.factories.keys import Pair, new_pair, pair

NOW = datetime.now(UTC)
DATA = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<d:certificate xmlns:d="urn:d" v="3">'
    b"<d:number>V26.00001</d:number><d:error unit='bar'>0.05</d:error></d:certificate>"
)
STEP = {"pdf": 5, "xml": 3}  # every structural part is longer than that


@cache
def paper() -> bytes:
    """A small PDF/A-3 with a file inside."""
    import typst

    source = (
        b'#set document(title: "x")\n'
        b'#pdf.attach("a.xml", bytes("<a/>"), relationship: "alternative",'
        b' mime-type: "text/xml", description: "d")\nText'
    )
    return bytes(typst.compile(source, format="pdf", pdf_standards=["a-3b"]))


@cache
def sealed(form: str, of: Pair | None = None, at: datetime = NOW) -> bytes:
    """A signed file of that form."""
    signer = (of or pair()).signer
    if form == "xml":
        return xades.sign(DATA, signer, at)
    return pades.sign(paper(), signer, at)[0]


def told(form: str, data: bytes, trust: Trust | None = None, kept: datetime | None = None) -> Found:
    read = verifying.of_xml if form == "xml" else verifying.of_pdf
    return read(data, trust or pair().trust(), kept_at=kept)


forms = pytest.mark.parametrize("form", ["pdf", "xml"])


@forms
def test_ours_is_valid_and_says_whose_it_is(form: str) -> None:
    found = told(form, sealed(form))

    assert (found.state, found.why, found.covers_whole, found.trusted) == ("valid", "", True, True)
    assert (found.organisation, found.fingerprint) == ("Trung tâm HUE", pair().fingerprint)
    assert (found.time_by, found.level) == ("claimed", "B-B")
    assert found.at == NOW.replace(microsecond=0)
    assert not found.development


@forms
@pytest.mark.parametrize("bit", [0x01, 0x20])
def test_one_byte_changed_anywhere_is_never_valid(form: str, bit: int) -> None:
    whole = sealed(form)
    states = set()
    for place in range(bit % 3, len(whole), STEP[form]):
        broken = bytearray(whole)
        broken[place] ^= bit
        states.add(told(form, bytes(broken)).state)

    expected = {"altered", "unreadable"} | ({"rewritten"} if form == "xml" else set())
    assert states <= expected
    assert "altered" in states


def test_every_byte_of_the_envelope_counts() -> None:
    """The hexadecimal digits of the signature are the one part that it does not cover itself."""
    whole = sealed("pdf")
    first = whole.index(b"/Contents <") + len(b"/Contents <")
    last = whole.index(b">", first)
    for place in range(first, last):
        every = [bytes((one,)) for one in b"0123456789ABCDEF"] if place < first + 80 else []
        for other in (b"0", b"7", whole[place : place + 1].swapcase(), *every):
            broken = whole[:place] + other + whole[place + 1 :]
            if broken != whole:
                assert told("pdf", broken).state in ("altered", "unreadable"), place


@forms
def test_a_shorter_file_is_not_valid(form: str) -> None:
    whole = sealed(form)
    for length in range(0, len(whole), 97):
        assert told(form, whole[:length]).state in ("altered", "unreadable", "unsigned")


def test_an_update_after_the_signature_is_told_as_such() -> None:
    writer = PdfWriter(io.BytesIO(sealed("pdf")), incremental=True)
    writer.add_metadata({"/Title": "another"})
    later = io.BytesIO()
    writer.write(later)

    found = told("pdf", later.getvalue())

    assert (found.state, found.covers_whole, found.signer != "") == ("appended", False, True)
    assert told("pdf", sealed("pdf") + b"\n").state == "appended"


def test_a_second_signature_after_ours_is_an_addition() -> None:
    whole = sealed("pdf")
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    from certificates.signing.pades import _maker

    writer = IncrementalPdfFileWriter(io.BytesIO(whole))
    meta = signers.PdfSignatureMetadata(field_name="Second", md_algorithm="sha256")
    hand = signers.PdfSigner(meta, signer=_maker()(pair("other").signer))
    # A thread of its own: the browser of other tests keeps a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(hand.sign_pdf, writer).result()

    found = told("pdf", other.getvalue())

    assert (found.state, found.fingerprint) == ("appended", pair().fingerprint)
    assert found.signatures == 2


def test_a_signature_after_ours_in_xml_is_an_addition() -> None:
    twice = xades.sign(sealed("xml"), pair("other").signer, NOW)
    assert told("xml", twice).state == "appended"


@forms
def test_a_strangers_key_over_our_own_text_is_a_strangers(form: str) -> None:
    """The same names in the certificate, another key."""
    impostor = new_pair("HUE", key_factory.ALWAYS)

    found = told(form, sealed(form, impostor))

    assert (found.state, found.ours, found.trusted) == ("stranger", False, False)
    assert found.organisation == "Trung tâm HUE"


@forms
def test_without_a_signature_it_is_unsigned(form: str) -> None:
    assert told(form, DATA if form == "xml" else paper()).state == "unsigned"


@forms
@pytest.mark.parametrize("data", [b"", b"\0" * 100, b"GIF89a", b"<a>", b"%PDF-1.7\n/ByteRange"])
def test_other_bytes_are_never_a_crash(form: str, data: bytes) -> None:
    assert told(form, data).state in ("unreadable", "altered", "unsigned")


def test_the_seal_of_one_file_under_another_is_an_alteration() -> None:
    other = pades.sign(paper().replace(b"Text", b"text"), pair().signer, NOW)[0]
    mine = sealed("pdf")

    def gap(data: bytes) -> tuple[int, int]:
        first = data.index(b"/Contents <")
        return first, data.index(b">", first)

    (a, b), (c, d) = gap(mine), gap(other)
    found = told("pdf", mine[:a] + other[c:d].ljust(b - a, b"0")[: b - a] + mine[b:])

    assert found.state == "altered"


def test_an_attachment_exchanged_inside_is_an_alteration() -> None:
    assert b"<a/>" in sealed("pdf") or PdfReader(io.BytesIO(sealed("pdf"))).attachments
    stream = sealed("pdf").index(b"EmbeddedFile")
    broken = bytearray(sealed("pdf"))
    broken[stream + 120] ^= 1
    found = told("pdf", bytes(broken))
    assert (found.state, found.why) == ("altered", "digest")
    assert found.fingerprint == pair().fingerprint  # who signed what it once was


def test_xml_saved_anew_is_as_signed_but_not_our_file() -> None:
    single = sealed("xml").replace(b"<?xml version='1.0'", b'<?xml version="1.0"')
    spaced = sealed("xml").replace(b' v="3"', b'  v="3"')
    noted = sealed("xml").replace(b"<d:number>", b"<!-- note --><d:number>")

    assert [told("xml", one).state for one in (single, spaced, noted)] == ["rewritten"] * 3


def test_a_signature_over_a_part_of_the_file_covers_no_whole() -> None:
    """Wrapped: our signed element beside another that nobody signed."""
    signed = sealed("xml").partition(b"?>\n")[2]
    wrapped = b"<outer>" + signed + b"<d:error xmlns:d='urn:d'>9.99</d:error></outer>"
    assert told("xml", wrapped).state == "unreadable"


# Time


OVER = development.Days(NOW - timedelta(days=30), NOW - timedelta(days=10))


@cache
def over() -> Pair:
    """A key whose certificate has ended."""
    return new_pair("over", OVER)


@forms
@pytest.mark.parametrize(
    ("signed", "kept", "state", "why"),
    [
        (NOW - timedelta(days=20), None, "expired", "unproven"),
        (NOW - timedelta(days=20), NOW - timedelta(days=20), "valid", ""),
        (NOW, NOW, "expired", "expired"),
        (NOW - timedelta(days=40), None, "expired", "not_yet"),
    ],
)
def test_an_ended_certificate_holds_where_our_record_proves_the_time(
    form: str, signed: datetime, kept: datetime | None, state: str, why: str
) -> None:
    found = told(form, sealed(form, over(), signed), over().trust(), kept)
    assert (found.state, found.why) == (state, why)


@forms
def test_what_a_retired_key_signed_before_is_valid_and_after_it_is_not(form: str) -> None:
    at = NOW - timedelta(days=3)
    before = pair().trust(retired=((pair().fingerprint, NOW - timedelta(days=1)),))
    after = pair().trust(retired=((pair().fingerprint, NOW - timedelta(days=5)),))
    data = sealed(form, None, at)

    assert told(form, data, before).state == "valid"
    assert (told(form, data, after).state, told(form, data, after).why) == ("expired", "retired")


@forms
def test_a_development_key_is_told_as_one(form: str) -> None:
    trust = pair().trust(development=frozenset({pair().fingerprint}))
    assert told(form, sealed(form), trust).development


def test_trust_and_finding_travel_as_json() -> None:
    trust = pair().trust(retired=((pair().fingerprint, NOW),), stamps=(pair().anchor,))
    found = told("pdf", sealed("pdf"), trust)
    assert Trust.from_json(trust.as_json()) == trust
    assert Found.from_json(found.as_json()) == found


def test_made_again_the_data_file_is_the_same() -> None:
    rsa = pair("rsa", elliptic=False).signer
    first, second = (sha256(xades.sign(DATA, rsa, NOW)).hexdigest() for _ in range(2))
    assert first == second


def revoked(of: Pair, since: datetime) -> str:
    """The list of its authority that names the key of a pair."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding

    serial = of.signer.certificate.serial_number
    named = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
    made = x509.CertificateRevocationListBuilder(of.authority.certificate.subject)
    made = made.last_update(since).next_update(NOW + timedelta(days=9))
    signed = made.add_revoked_certificate(named).sign(of.authority.key, hashes.SHA256())
    return signed.public_bytes(Encoding.PEM).decode()


@forms
def test_whoever_stole_a_revoked_key_cannot_set_its_clock_back(form: str) -> None:
    since, before = NOW - timedelta(days=5), NOW - timedelta(days=9)
    trust = pair().trust(revoked=(revoked(pair(), since),))
    data = sealed(form, None, before)

    claimed, recorded = told(form, data, trust), told(form, data, trust, before)

    assert (claimed.state, claimed.why, claimed.revoked) == ("expired", "revoked", True)
    assert (recorded.state, recorded.why) == ("valid", "")
