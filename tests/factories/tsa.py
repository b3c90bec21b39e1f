"""A time-stamp authority of one's own, over real HTTP; it can be honest, lie or hang."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from certificates.signing import development, pem
from tests.factories.keys import ALWAYS

type_of_lie = Callable[[tsp.TimeStampResp], bytes]


@cache
def authority() -> tuple[development.Authority, Any, Any]:
    """(the authority above, the key that stamps, its certificate)."""
    above = development.new_authority(called="TSA", days=ALWAYS, elliptic=True)
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time for tests")])
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(above.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ALWAYS.since)
        .not_valid_after(ALWAYS.until)
        .add_extension(purpose, critical=True)
        .sign(above.key, SHA256())
    )
    return above, key, certificate


def anchor() -> str:
    """PEM of the authority above."""
    return pem.dump(authority()[0].certificate)


def stamper(at: datetime | None = None) -> DummyTimeStamper:
    """pyHanko's own authority with our key."""
    _above, key, certificate = authority()
    raw = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(raw),
        fixed_dt=at or datetime.now(UTC),
    )


@contextmanager
def serving(
    *, at: datetime | None = None, lie: type_of_lie | None = None, status: int = 200
) -> Iterator[str]:
    """Serve on a port of its own; yields the address."""
    source = stamper(at)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            told = source.request_tsa_response(asked)
            body = told.dump() if lie is None else lie(told)
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: Any) -> None:
            """Tests say what they have to say themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
