"""Who sends a byte a second, nothing at all, or far too much, keeps nobody else from the page."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from backend.management.commands.serve import SERVER
from certificates.checking import files
from certificates.models import Check

ROOT = Path(__file__).parents[3]
CADDYFILE = ROOT / "deploy" / "Caddyfile"
CROWD = 130  # connections; a server that is told nothing takes a hundred
BEGUN = b"POST /c/ HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n"


# In a process of its own: a closed waitress still writes its waking byte to the number of a file
# that is closed, and by then that number is another test's.
ANSWERING = """
import json, sys
from waitress.server import create_server

def answering(environ, start):
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]

server = create_server(answering, host="127.0.0.1", port=0, **json.loads(sys.argv[1]))
print(server.effective_port, flush=True)
server.run()
"""


@contextmanager
def answering() -> Iterator[int]:
    """The port of the product's server, its settings, before an application that says ok."""
    command = [sys.executable, "-c", ANSWERING, json.dumps(SERVER)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


@pytest.mark.parametrize("head", [b"", BEGUN], ids=["silent", "begun"])
def test_a_crowd_that_says_nothing_shuts_nobody_out(head: bytes) -> None:
    with answering() as port, ExitStack() as crowd:
        for _ in range(CROWD):
            crowd.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(head)
        with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            assert answer.read() == b"ok"


def test_the_proxy_takes_a_body_whole_before_it_troubles_a_thread_with_it() -> None:
    """Its threads are few, and each would wait for the slowest sender."""
    text = CADDYFILE.read_text()

    sizes = dict(re.findall(r"^\s*(max_size|request_buffers) (\d+)MB$", text, re.MULTILINE))
    assert int(sizes["request_buffers"]) >= int(sizes["max_size"])
    assert re.search(r"^\s*read_body \w+$", text, re.MULTILINE)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/c/", "/api/v1/check/"])
def test_where_files_wait_already_the_next_does_not_hold_a_thread(address: str) -> None:
    """Forty at once made others wait for half a minute: every thread held one that waited."""
    with ExitStack() as others:
        for _ in range(files.PLACES):
            others.enter_context(files._places)
        answer = Client().post(address, {"file": SimpleUploadedFile("a.xml", b"<a>1</a>")})

    assert answer.status_code == 503
    assert (
        Client().post(address, {"file": SimpleUploadedFile("a.xml", b"<a>1</a>")}).status_code
        == 200
    )


def part(name: str, data: bytes, more: str = "") -> bytes:
    head = f'--XX\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode() + data + b"\r\n"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/c/", "/api/v1/check/"])
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"".join(part(f"f{n}", b"1", '; filename="a"') for n in range(200)), 400, "one_file"),
        (b"".join(part(f"f{n}", b"1") for n in range(2000)), 400, "no_file"),
        (part("a", bytes(20 * 2**20 + 2**15)), 413, "too_large"),
    ],
    ids=["files", "fields", "field"],
)
def test_a_form_of_too_many_parts_is_told_in_words_and_noted(
    address: str, body: bytes, status: int, code: str
) -> None:
    kind = "multipart/form-data; boundary=XX"
    answer = Client().generic("POST", address, body + b"--XX--\r\n", content_type=kind)

    assert answer.status_code == status
    assert list(Check.objects.values_list("finding", flat=True)) == [code]
    if address.startswith("/api/"):
        assert [fault["code"] for fault in answer.json()["faults"]] == [code]
