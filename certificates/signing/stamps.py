"""Time-stamps of an authority (RFC 3161): asked for within ten seconds, and not believed unread.

The answer must be about our digest, carry our number, be signed by a certificate for time-stamping
and tell a time that our clock can bear; where `TIMESTAMP_CA` names authorities, it must lead up to
one. An authority that is away or lies stops the signature: nothing is signed at a lower level.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, build_opener

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.signing import pem
from certificates.signing.cms import BadToken, Token, read_token
from common.queue import TryAgain

SECONDS = 10.0
LARGEST_ANSWER = 2**20
SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Authority:
    """Where time-stamps come from, and which authorities they must lead up to (PEM)."""

    url: str
    anchors: tuple[str, ...] = ()
    seconds: float = SECONDS


def configured() -> Authority | None:
    """The authority of the settings, or None."""
    if not settings.TIMESTAMP_URL:
        return None
    return Authority(settings.TIMESTAMP_URL, anchors())


def anchors() -> tuple[str, ...]:
    """The authorities of `TIMESTAMP_CA`, as PEM."""
    if not settings.TIMESTAMP_CA:
        return ()
    try:
        found = pem.load_many(Path(settings.TIMESTAMP_CA).read_text())
    except (OSError, ValueError) as error:
        raise TryAgain(
            _("Không đọc được chứng thư của đơn vị cấp dấu thời gian: hãy kiểm tra TIMESTAMP_CA.")
        ) from error
    return tuple(pem.dump(one) for one in found)


def stamper(authority: Authority) -> Any:
    """What pyHanko asks for time-stamps."""
    return _maker()(authority)


@cache
def _maker() -> Any:
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    class Asking(TimeStamper):
        """One authority over HTTP, in bounded time."""

        def __init__(self, authority: Authority) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self._authority = authority

        async def async_request_tsa_response(self, req: Any) -> Any:
            body = within(
                self._authority.seconds,
                lambda: _ask(self._authority, req.dump()),
                called=self._authority.url,
            )
            try:
                answer = tsp.TimeStampResp.load(body, strict=True)
                answer.native  # noqa: B018 -- all of it must be readable
            except (ValueError, TypeError, KeyError) as error:
                raise _lie("unreadable", error) from error
            return answer

        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
            try:
                made = await super().async_timestamp(message_digest, md_algorithm)
                token = read_token(made.dump())
            except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
                raise _lie(type(error).__name__, error) from error
            _insist(token, message_digest, self._authority)
            return made

    return Asking


def _insist(token: Token, digest: bytes, authority: Authority) -> None:
    if token.digest != digest:
        raise _lie("digest")
    if abs(token.at - datetime.now(UTC)) > SKEW:
        raise _lie(f"time {token.at.isoformat()}")
    if authority.anchors and not token.leads_to(authority.anchors):
        raise _lie("authority")


def _lie(why: str, _error: Exception | None = None) -> TryAgain:
    return TryAgain(
        _("Dấu thời gian nhận được không dùng được (%s). Tệp chưa được ký; sẽ thử lại.") % why
    )


def _ask(authority: Authority, body: bytes) -> bytes:
    if urlsplit(authority.url).scheme not in ("http", "https"):
        raise TryAgain(_("TIMESTAMP_URL phải là địa chỉ http hoặc https."))
    request = Request(  # noqa: S310 -- the scheme is looked at above
        authority.url,
        data=body,
        headers={
            "Content-Type": "application/timestamp-query",
            "Accept": "application/timestamp-reply",
        },
    )
    try:
        with build_opener().open(request, timeout=authority.seconds) as answer:
            found: bytes = answer.read(LARGEST_ANSWER)
    except HTTPError as error:  # it holds the connection until it is closed
        error.close()
        raise
    return found


def within(seconds: float, work: Callable[[], bytes], *, called: str) -> bytes:
    """What `work` gives, or TryAgain when it takes longer or the network fails.

    A socket's own limit counts from byte to byte and leaves out the name's resolution: an answer
    that drips would hold a worker for hours. The thread left behind ends with its socket.
    """
    said: dict[str, Any] = {}

    def run() -> None:
        try:
            said["body"] = work()
        except Exception as error:  # noqa: BLE001 -- carried over to the caller
            said["error"] = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    error = said.get("error")
    if isinstance(error, TryAgain):
        raise error
    if "body" not in said:
        words = {"url": called, "seconds": f"{seconds:g}", "why": type(error).__name__}
        if error is None:
            sentence = _("Đơn vị cấp dấu thời gian %(url)s không trả lời trong %(seconds)s giây.")
        else:
            sentence = _("Không hỏi được đơn vị cấp dấu thời gian %(url)s (%(why)s).")
        raise TryAgain(sentence % words) from error
    body: bytes = said["body"]
    return body


__all__ = ["Authority", "BadToken", "anchors", "configured", "stamper", "within"]
