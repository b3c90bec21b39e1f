"""`manage.py validate`: the validation report."""

import errno
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from calibration.validation_report import words
from calibration.validation_report.collect import collect
from calibration.validation_report.printing import render
from calibration.validation_report.software import software, source_digest
from common.canonical import canonical, sha256
from metrology.validation.cases import CaseFile
from metrology.validation.kinds import KINDS
from metrology.validation.reader import own_files, own_units, read

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def some_files() -> list[CaseFile]:
    """A few quick kinds."""
    return [each for each in own_files() if each.kind in {"anova", "rounding"}]


def wrong_file() -> CaseFile:
    data = json.loads((ROOT / "metrology/validation/cases/type_b.json").read_text("utf-8"))
    data["cases"][0]["expected"][0]["value"] = 2
    data["cases"][0]["notes"] = "looked up in vain"
    data["cases"][1]["component"]["U"] = -1
    data["cases"][2]["title"] = "#panic() $x$ <b> 漢" + "long" * 100
    return read(json.dumps(data).encode(), "type_b.json")


def report(files: list[CaseFile]) -> dict[str, Any]:
    return collect(files, root=ROOT, at=AT)


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calibration.management.commands.validate.own_files", some_files)


def test_the_report_holds_every_number_and_its_digest() -> None:
    data = report([*some_files(), own_units()])

    rows = [row for kind in data["kinds"] for case in kind["cases"] for row in case["rows"]]
    assert len(rows) == int(data["totals"]["numbers"]) == 26 + 12 + 172
    assert data["totals"]["failed"] == "0"
    assert data["disagreements"] == []
    assert [each["name"] for each in data["by_kind"]] == [
        "anova", "rounding", "unit_factor", "unit_transform",
    ]  # fmt: skip
    assert {each["name"] for each in data["files"]} == {"anova.json", "rounding.json", "units.json"}
    said = {name: value for name, value in data.items() if name != "digest"}
    assert data["digest"] == sha256(canonical(said))


def test_disagreements_come_first_with_what_was_refused() -> None:
    data = report([wrong_file()])

    assert data["totals"]["failed"] == "2"
    one, other = data["disagreements"]
    assert (one["notes"], [row["passed"] for row in one["rows"]]) == ("looked up in vain", [False])
    assert other["rows"][0]["error"]["vi"].startswith("component.U = -1.0 nằm ngoài")
    assert other["rows"][0]["error"]["en"].startswith("component.U = -1.0 is outside")


def test_what_no_number_asks_is_listed() -> None:
    listed = {each["name"]: each["questions"] for each in report(some_files())["not_asked"]}

    assert "R_squared (anova)" in listed["anova"]
    assert "U (lpu, lpu2, mc)" in listed["propagation"]
    assert "rounding" not in listed


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_report_is_a_pdf_with_its_data_inside(lang: Any) -> None:
    data = report([wrong_file()])

    made = render(data, lang=lang)

    assert made.startswith(b"%PDF-")
    assert b"report.json" in made
    assert render(data, lang=lang) == made
    assert len(re.findall(rb"/Type\s*/Page\b", made)) >= 3


@pytest.mark.usefixtures("_few")
def test_the_command_writes_a_file(tmp_path: Path) -> None:
    path, out = tmp_path / "report.pdf", io.StringIO()

    call_command("validate", pdf=path, lang="en", stdout=out)

    assert path.read_bytes().startswith(b"%PDF-")
    assert out.getvalue().strip() == f"{path}: 210/210"


def test_a_disagreement_is_written_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "calibration.management.commands.validate.own_files", lambda: [wrong_file()]
    )

    with pytest.raises(CommandError) as failure:
        call_command("validate", pdf=tmp_path / "report.pdf", stdout=io.StringIO())

    assert failure.value.returncode == 1
    assert (tmp_path / "report.pdf").exists()


@pytest.mark.usefixtures("_few")
def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("validate", pdf=tmp_path / "nowhere" / "report.pdf", stdout=io.StringIO())


def test_the_software_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUAN_VERSION", "1.2.3")
    monkeypatch.delenv("CHUAN_COMMIT", raising=False)
    core = tmp_path / "metrology"
    core.mkdir()
    (core / "a.py").write_text("one = 1\n")
    before = source_digest(core)
    found = software(tmp_path)
    assert (found["version"], found["commit"], found["source_digest"]) == ("1.2.3", "", before)

    git = tmp_path / ".git"
    (git / "refs/heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    assert software(tmp_path)["commit"] == ""
    (git / "packed-refs").write_text(f"# pack\n{'b' * 40} refs/heads/main\n")
    assert software(tmp_path)["commit"] == "b" * 40
    (git / "refs/heads/main").write_text("a" * 40 + "\n")
    assert software(tmp_path)["commit"] == "a" * 40
    (git / "HEAD").write_text("c" * 40 + "\n")
    assert software(tmp_path)["commit"] == "c" * 40

    (core / "a.py").write_text("one = 2\n")
    assert source_digest(core) != before


def test_every_kind_and_confidence_has_its_words() -> None:
    assert set(words.KINDS) == set(KINDS)
    for pair in (*words.KINDS.values(), *words.CONFIDENCES.values(), *words.TEXTS.values(),
                 *words.METHOD, *words.NOT_COVERED):  # fmt: skip
        assert pair.vi.strip()
        assert pair.en.strip()


def test_a_full_disk_leaves_the_report_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.pdf"
    report.write_bytes(b"signed")

    def half(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)

    with pytest.raises(CommandError, match="No space left"):
        call_command("validate", pdf=report)

    assert report.read_bytes() == b"signed"
    assert [each.name for each in tmp_path.iterdir()] == ["report.pdf"]


def test_a_link_to_a_report_stays_a_link(tmp_path: Path) -> None:
    link, target = tmp_path / "latest.pdf", tmp_path / "2026.pdf"
    link.symlink_to(target)

    call_command("validate", pdf=link)

    assert link.is_symlink()
    assert target.read_bytes().startswith(b"%PDF")
