"""scripts/setup.py chooses the right lock and Node; catalogues are compiled and complete."""

import gettext
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from scripts import setup

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted(ROOT.glob(setup.APPS))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "S3_BUCKET"):
        monkeypatch.delenv(name, raising=False)


def test_the_embedded_default_needs_the_smallest_lock() -> None:
    assert setup.wanted_lock("run") == "base"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://chuan@db/chuan"),
        ("REDIS_URL", "redis://redis:6379/0"),
        ("S3_BUCKET", "chuan"),
    ],
)
def test_a_service_needs_its_drivers(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    assert setup.wanted_lock("run") == "production"


def test_tests_need_everything() -> None:
    assert setup.wanted_lock("test") == "test"


@pytest.mark.parametrize(
    ("version", "enough"), [("v16.20.2", False), ("v18.0.0", True), ("v24.1.0", True)]
)
def test_node_must_be_new_enough(tmp_path: Path, version: str, *, enough: bool) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)

    assert setup.node_is_new_enough({"PATH": str(tmp_path)}) is enough


def test_node_without_npm_is_not_enough(tmp_path: Path) -> None:
    (tmp_path / "node").write_text("#!/bin/sh\necho v24.0.0\n")
    (tmp_path / "node").chmod(0o755)

    assert setup.node_is_new_enough({"PATH": str(tmp_path)}) is False


def test_a_catalogue_is_compiled_without_gettext_tools(tmp_path: Path) -> None:
    folder = tmp_path / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "số chỉ"\nmsgstr "indication"\n'
    )

    subprocess.run(
        [sys.executable, ROOT / "scripts" / "compile_messages.py", folder / "django.po"],
        check=True,
        env={"PATH": "/nowhere"},
    )

    translation = gettext.translation("django", str(tmp_path / "locale"), ["en"])
    assert translation.gettext("số chỉ") == "indication"
    assert shutil.which("msgfmt", path="/nowhere") is None


def test_the_english_catalogues_are_complete() -> None:
    open_entries = [
        f"{path.parts[-5]}: {entry.msgid}"
        for path in CATALOGUES
        for catalogue in [polib.pofile(str(path))]
        for entry in [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]
    ]

    assert open_entries == []


def test_a_translation_keeps_its_placeholders() -> None:
    for path in CATALOGUES:
        for entry in polib.pofile(str(path)).translated_entries():
            wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
            given = entry.msgstr + "".join(entry.msgstr_plural.values())
            assert set(PLACEHOLDER.findall(given)) == wanted, entry.msgid
