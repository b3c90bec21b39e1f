"""The description of the API is OpenAPI 3.1, valid, complete, and generated without a warning."""

import json
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.backend.every_door import addresses


@pytest.fixture(scope="module")
def schema() -> Any:
    """As a stranger gets it."""
    answer = Client().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_generating_it_gives_no_warning() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


def test_it_is_valid_openapi_3_1(schema: Any) -> None:
    assert schema["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(schema).iter_errors()) == []


def test_no_name_was_made_up_to_tell_two_apart(schema: Any) -> None:
    """A set of choices of ours is called by its own name, in every language of generation."""
    made_up = [
        name for name in schema["components"]["schemas"] if re.search(r"[0-9a-f]{3}Enum", name)
    ]

    assert made_up == []


def test_it_names_every_address_of_the_api(schema: Any) -> None:
    described = {
        (method, re.sub(r"{\w+}", "{}", path))
        for path, operations in schema["paths"].items()
        for method in operations
        if method in {"get", "post", "put", "patch", "delete"}
    }
    there = {
        (one.method, "/" + re.sub(r"<[^>]+>", "{}", one.route))
        for one in addresses()
        if one.is_api and one.route != "api/v1/schema/"
    }

    assert described == there
