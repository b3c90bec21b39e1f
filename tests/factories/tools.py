"""Signatures read by programs that are not ours; a test is skipped where one is not installed."""

import shutil
import subprocess
from pathlib import Path

import pytest


def _insist_here(tool: str, package: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"no {tool}: install it (Debian: apt-get install {package})")


def xmlsec(xml: Path, anchor: Path) -> str:
    """What xmlsec1 says of a file that is right."""
    _insist_here("xmlsec1", "xmlsec1")
    command = ["xmlsec1", "--verify", "--trusted-pem", str(anchor)]
    for name in ("Signature", "KeyInfo", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"):
        command += ["--id-attr:Id", name]
    done = subprocess.run([*command, str(xml)], capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


def poppler(paper: Path) -> str:
    """What Poppler's pdfsig says of a file."""
    _insist_here("pdfsig", "poppler-utils")
    command = ["pdfsig", "-nocert", str(paper)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
