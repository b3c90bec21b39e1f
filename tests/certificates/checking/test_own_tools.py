"""What the check page tells outsiders to type works as it stands, with tools that are not ours."""

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from certificates.checking import commands
from certificates.checking.files import examine
from tests.certificates.checking.conftest import Paper
from tests.factories import keys, spoilt

pytestmark = pytest.mark.django_db
MISSING = [
    tool
    for tool in ("sha256sum", "pdfsig", "pdfdetach", "xmlsec1", "openssl")
    if shutil.which(tool) is None
]
with_tools = pytest.mark.skipif(bool(MISSING), reason=f"not on this machine: {MISSING}")


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        shlex.split(line), cwd=folder, capture_output=True, text=True, check=False
    )


def published(folder: Path) -> None:
    """What `curl -O` would bring."""
    answer = Client().get("/.well-known/chuan/trust-anchors.pem")
    (folder / "trust-anchors.pem").write_bytes(answer.content)


@with_tools
def test_the_commands_verify_both_files(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(paper.pdf)
    published(tmp_path)
    found = examine(paper.pdf, certificate=None)

    lines = [one.line for one in commands.of(found) if not one.line.startswith("curl")]
    done = [run(line, tmp_path) for line in lines]

    assert [one.returncode for one in done] == [0] * 7
    digest, shown, _dumped, _taken, trusted, _detached, data = done
    assert digest.stdout.split()[0] == found.sha256
    assert "Signature is Valid." in shown.stdout
    assert "Total document signed" in shown.stdout
    assert trusted.stdout == "signer.pem: OK\n"
    assert (tmp_path / "file.xml").read_bytes() == paper.xml
    assert "OK" in data.stdout + data.stderr


@with_tools
@pytest.mark.parametrize("spoil", [spoilt.other_serial, spoilt.resigned_xml])
def test_the_commands_refuse_what_is_not_ours(
    paper: Paper, tmp_path: Path, spoil: "type[object]"
) -> None:
    (tmp_path / "file.xml").write_bytes(spoil(paper.xml))  # type: ignore[arg-type, call-arg]
    published(tmp_path)
    line = commands.of(examine(paper.xml, certificate=None))[-1].line

    assert run(line, tmp_path).returncode != 0


@with_tools
def test_a_strangers_pdf_is_not_under_our_anchor(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(spoilt.resigned_pdf(paper.pdf))
    published(tmp_path)
    lines = [one.line for one in commands.of(examine(paper.pdf, certificate=None))][3:6]

    assert [run(line, tmp_path).returncode for line in lines] == [0, 0, 2]


@with_tools
def test_a_changed_pdf_is_not_valid_to_pdfsig(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(spoilt.one_byte(paper.pdf))

    assert "Signature is Valid." not in run("pdfsig file.pdf", tmp_path).stdout


@with_tools
def test_an_appended_pdf_is_not_wholly_signed_to_pdfsig(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(spoilt.appended(paper.pdf))

    assert "Not total document signed" in run("pdfsig file.pdf", tmp_path).stdout


def test_the_address_of_the_anchors_is_the_one_that_answers(paper: Paper) -> None:
    lines = [one.line for one in commands.of(examine(paper.xml, certificate=None))]
    address = next(line for line in lines if line.startswith("curl")).split()[-1]

    answer = Client().get("/" + address.split("/", 3)[3])

    assert answer.status_code == 200
    assert keys.pair("HUE").anchor.strip() in answer.content.decode()
