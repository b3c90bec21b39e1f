"""The servers and the browser that other tests ask for are really there."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from deploy import make_bucket

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.service
def test_redis_answers(redis_url: str) -> None:
    import redis

    client = redis.Redis.from_url(redis_url)
    try:
        assert client.ping() is True
    finally:
        client.close()


@pytest.mark.service
def test_the_bucket_is_made_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "S3_BUCKET": "chuan",
        "S3_ENDPOINT_URL": f"http://{host}:{port}",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    try:
        make_bucket.main()
        make_bucket.main()
    finally:
        server.stop()

    assert capsys.readouterr().out == "bucket chuan made\nbucket chuan is there\n"


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write("<!doctype html><h1>Chuẩn</h1>".encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.mark.browser
def test_the_browser_shows_a_page(browser: "Browser") -> None:
    server = HTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        assert page.locator("h1").inner_text() == "Chuẩn"
    finally:
        page.close()
        server.shutdown()
        server.server_close()


def test_each_new_database_is_another_one_of_this_engine(new_database: Callable[[], str]) -> None:
    first, second = new_database(), new_database()

    assert first != second
    assert first.split(":")[0] in {"sqlite", "postgresql", "postgres"}
