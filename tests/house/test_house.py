"""The house keeps its own promises: what one file names, exists in the others."""

import json
import re
import subprocess
import tomllib
from importlib.metadata import distributions, metadata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "metrology", "common", "audit", "accounts", "instruments", "calibration", "certificates",
    "contracts", "planning", "reports", "backend",
)  # fmt: skip
BENCH = ROOT / "bench"


def text(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads(text("pyproject.toml"))


# The image


def test_the_image_copies_files_that_exist() -> None:
    copies = re.findall(r"^COPY (?!--from)(.+)$", text("Dockerfile"), re.MULTILINE)
    sources = [source for line in copies for source in line.split()[:-1]]

    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []


def test_the_image_holds_every_app() -> None:
    for app in APPS:
        assert re.search(rf"^COPY {app} {app}$", text("Dockerfile"), re.MULTILINE), app


def test_the_image_runs_as_somebody_without_rights() -> None:
    assert re.findall(r"^USER (.+)$", text("Dockerfile"), re.MULTILINE) == ["chuan"]


def test_the_image_keeps_its_static_files_outside_the_data_folder() -> None:
    assert "STATIC_ROOT=/app/build/static" in text("Dockerfile")
    assert '"STATIC_ROOT"' in text("backend/settings.py")


# The commands


def test_every_target_says_what_it_does() -> None:
    targets = re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE)
    told = re.findall(r"^([a-z]+):[^#\n]*## \S", text("Makefile"), re.MULTILINE)

    assert targets == told == ["help", "setup", "run", "test", "check", "bench", "fmt", "clean"]


def test_make_calls_programs_that_exist() -> None:
    programs = re.findall(r"(\S+\.py)\b", text("Makefile"))

    assert programs
    assert [program for program in programs if not (ROOT / program).exists()] == []


def test_help_is_the_default_and_lists_every_target() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert [line.split()[1] for line in done.stdout.splitlines()] == [
        "help", "setup", "run", "test", "check", "bench", "fmt", "clean",
    ]  # fmt: skip


# The locks


@pytest.mark.parametrize("name", ["base", "production", "test", "node"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    lines = text(f"requirements/{name}.txt").replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line and not line.lstrip().startswith("#")]

    assert packages
    assert [line.split()[0] for line in packages if "--hash=sha256:" not in line] == []


@pytest.mark.parametrize(("small", "large"), [("base", "production"), ("production", "test")])
def test_a_larger_lock_contains_the_smaller_one(small: str, large: str) -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^\S+==[^\s\\;]+", text(f"requirements/{name}.txt"), re.MULTILINE))

    assert pins(small) - pins(large) == set()


def test_the_front_end_is_pinned_and_its_lock_names_no_host() -> None:
    package = json.loads(text("bench/package.json"))
    lock = json.loads(text("bench/package-lock.json"))
    wanted = {**package["dependencies"], **package["devDependencies"]}

    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values()), wanted
    for name, version in wanted.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_no_front_end_package_is_under_a_licence_we_refuse() -> None:
    packages = json.loads(text("bench/package-lock.json"))["packages"]
    licences = {entry.get("license", "none stated") for entry in packages.values()}

    assert licences <= {"MIT", "ISC", "Apache-2.0", "OFL-1.1", "BSD-3-Clause", "0BSD"}


PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|PSF|Python Software|MPL|Mozilla|ZPL|OFL")
LESSER = {"dcclib", "docxtpl", "psycopg", "psycopg-binary"}  # decision 0005 says how each is used
NOT_STATED = {"saxonche"}  # MPL-2.0, by its maker's page


def stated(package: str) -> str:
    """What a package's metadata say of its licence: the expression, the word, the classifiers."""
    told = metadata(package)
    fields = ("License-Expression", "License", "Classifier")
    said = [one for field in fields for one in told.get_all(field) or []]
    # Some put the whole text there; a classifier is of a licence or of something else.
    return " ".join(one[:200] for one in said if "::" not in one or one.startswith("License"))


def test_no_package_of_the_image_is_under_a_licence_we_refuse() -> None:
    lock = re.findall(r"^([\w.-]+)\S*==", text("requirements/production.txt"), re.MULTILINE)
    here = {one for one in lock if any(distributions(name=one))}  # some are for another Python
    licences = {one: stated(one) for one in sorted(here - NOT_STATED)}

    assert len(here) > 60
    assert {one for one, licence in licences.items() if "LGPL" in licence} == LESSER
    refused = {one: said for one, said in licences.items() if not PERMISSIVE.search(said)}
    assert set(refused) == LESSER
    for licence in licences.values():
        assert not re.search(r"Affero|General Public|(?<!L)GPL", licence)


# The checks


def test_the_import_contracts_know_every_app(project: dict[str, Any]) -> None:
    assert set(project["tool"]["importlinter"]["root_packages"]) == set(APPS)
    assert set(APPS) <= set(project["tool"]["mypy"]["files"])


def test_every_decision_is_in_the_index() -> None:
    index = text("docs/README.md")

    for page in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        assert f"decisions/{page.name}" in index, page.name
