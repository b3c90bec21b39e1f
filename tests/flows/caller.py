"""Somebody at a terminal: pages and API over HTTP, by the standard library."""

import http.cookiejar
import json
import re
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlencode

from tests.flows.making import PASSWORD

BOUNDARY = "----chuan-flow"


class Caller:
    """A session of the pages, kept over restarts of the server."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.opener.addheaders = [("Accept-Language", "vi")]

    def sign_in(self, email: str) -> Self:
        """By the form."""
        self.text("/accounts/login/")
        self.post("/accounts/login/", [("login", email), ("password", PASSWORD)])
        assert "sessionid" in {cookie.name for cookie in self.jar}, "not signed in"
        return self

    def text(self, path: str) -> str:
        """A page."""
        return self.file(path).decode()

    def file(self, path: str) -> bytes:
        """What lies at an address; a redirect away from it is a failure."""
        with self.opener.open(self.address + path, timeout=300) as answer:
            assert answer.url == self.address + path, answer.url
            return bytes(answer.read())

    def post(
        self,
        path: str,
        fields: Sequence[tuple[str, str]],
        file: tuple[str, str, bytes] | None = None,
    ) -> str:
        """Send a form; the address it led to."""
        given = [("csrfmiddlewaretoken", self._token()), *fields]
        body, kind = _multipart(given, file) if file else (urlencode(given).encode(), _FORM)
        request = urllib.request.Request(  # noqa: S310 (our own server)
            self.address + path, body, {"Content-Type": kind}
        )
        with self.opener.open(request, timeout=300) as answer:
            return re.sub(r"^https?://[^/]+", "", answer.url)

    def api(self, method: str, path: str, data: Any = None) -> Any:
        """Ask the API; the answer's JSON."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self._token()}
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(  # noqa: S310 (our own server)
            self.address + path, body, headers, method=method
        )
        try:
            with self.opener.open(request, timeout=300) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{error.code} {error.read().decode()[:500]}") from error

    def _token(self) -> str:
        return next(one.value or "" for one in self.jar if one.name == "csrftoken")


_FORM = "application/x-www-form-urlencoded"


def _multipart(
    fields: Sequence[tuple[str, str]], file: tuple[str, str, bytes]
) -> tuple[bytes, str]:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    name, file_name, content = file
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    parts += [head.encode(), content, f"\r\n--{BOUNDARY}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={BOUNDARY}"
