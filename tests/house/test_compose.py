"""docker-compose.yml against the rules that matter; there is no docker engine to ask."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONCE = {name for name, service in SERVICES.items() if service.get("restart") == "no"}
SECRET = re.compile(r"PASSWORD|SECRET|KEY|TOKEN|REDISCLI_AUTH")
FROM_OUTSIDE = re.compile(r"\$\{[A-Z0-9_]+:\?[^}]+\}")


def environments() -> list[tuple[str, str, str]]:
    return [
        (name, key, str(value))
        for name, service in SERVICES.items()
        for key, value in service.get("environment", {}).items()
    ]


def test_a_centre_has_all_its_services() -> None:
    assert set(SERVICES) == {
        "proxy", "prepare", "web", "worker", "beat", "postgres", "redis", "objects",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONCE))
def test_a_lasting_service_restarts_and_says_whether_it_is_well(name: str) -> None:
    service = SERVICES[name]

    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries"} <= set(service["healthcheck"])


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_dependency_is_waited_for_until_it_is_well(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        wanted = "service_completed_successfully" if other in ONCE else "service_healthy"
        assert how == {"condition": wanted}, other


def test_every_secret_comes_from_outside() -> None:
    secrets = [(name, key, value) for name, key, value in environments() if SECRET.search(key)]

    assert secrets
    for name, key, value in secrets:
        assert FROM_OUTSIDE.fullmatch(value), f"{name}.{key}"


def test_addresses_hold_no_password() -> None:
    for name, key, value in environments():
        for password in re.findall(r"://[^:/@]*:([^@]*)@", value):
            assert FROM_OUTSIDE.fullmatch(password), f"{name}.{key}"


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("name", ["postgres", "redis", "objects"])
def test_what_keeps_data_is_on_the_inner_network_alone(name: str) -> None:
    assert SERVICES[name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", ["prepare", "web", "worker", "beat"])
def test_our_own_containers_may_do_little(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_an_archive_is_written_and_read_on_disk(name: str) -> None:
    folder = re.search(r"DATA_DIR=(\S+) \\", (ROOT / "Dockerfile").read_text())

    assert folder is not None
    assert f"scratch:{folder[1]}" in SERVICES[name]["volumes"]
    assert SERVICES[name]["tmpfs"] == ["/tmp"]  # noqa: S108


def test_every_image_of_others_has_a_version() -> None:
    images = [service["image"] for service in SERVICES.values() if "build" not in service]

    assert all(re.search(r":[0-9]", image) for image in images), images


def test_named_volumes_and_mounted_files_exist() -> None:
    mounts = [str(v) for service in SERVICES.values() for v in service.get("volumes", [])]
    sources = {mount.split(":")[0] for mount in mounts}

    assert {source for source in sources if not source.startswith(".")} == set(COMPOSE["volumes"])
    for source in sources:
        assert not source.startswith(".") or (ROOT / source).exists(), source


def test_the_settings_read_every_variable_that_compose_hands_to_the_product() -> None:
    known = (ROOT / "backend" / "settings.py").read_text()

    for key in COMPOSE["x-product"]["environment"]:
        assert f'"{key}"' in known, key


def test_the_guide_names_every_variable_that_must_be_given() -> None:
    guide = (ROOT / "docs" / "operate" / "compose.md").read_text()

    for variable in sorted(set(re.findall(r"\$\{([A-Z0-9_]+)", TEXT))):
        assert f"`{variable}`" in guide, variable
