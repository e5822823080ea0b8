"""The OpenAPI document: valid, complete, and the same set of codes as the code, the reference and the errors page."""

import re

import httpx
import pytest
from django.utils import translation
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.asking import ENDPOINTS
from kliqs.api.openapi import OUTSIDE, codes_of
from kliqs.clicks.questions.calendar import INTERVALS
from kliqs.clicks.questions.dimensions import DIMENSIONS
from kliqs.clicks.questions.scope import KINDS
from kliqs.errors import ERRORS
from kliqs.web.docs.building.doctrees import anchor
from running.server import Server
from web.visitor import Visitor

pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def served(server: Server) -> dict[str, object]:
    document: dict[str, object] = httpx.get(f"{server.base}/api/v1/openapi.json").json()
    return document


def page(server: Server, path: str) -> str:
    return Visitor(server, f"docs.{server.domain}").get(path).text


def test_it_is_valid_and_needs_no_key(served: dict[str, object]) -> None:
    assert served["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(served).validate()


def test_codes_are_the_same_in_code_and_document(served: dict[str, object]) -> None:
    answered = {code for each in ENDPOINTS.values() for code in codes_of(each)}
    assert set(ERRORS) - answered == set(OUTSIDE)
    assert answered | set(OUTSIDE) <= set(ERRORS)
    assert answered.isdisjoint(OUTSIDE)
    assert served["x-codes-outside"] == {code: ERRORS[code].status for code in OUTSIDE}
    schemas = served["components"]["schemas"]  # type: ignore[index]
    assert schemas["ErrorOut"]["properties"]["error"]["enum"] == list(ERRORS)


def test_every_operation_says_its_scope_and_every_field_that_comes_with_an_answer(served: dict[str, object]) -> None:
    for path, methods in served["paths"].items():  # type: ignore[attr-defined]
        for method, operation in methods.items():
            endpoint = ENDPOINTS[operation["operationId"]]
            assert operation["security"] == [{"key": [endpoint.operation.scope] if endpoint.operation.scope else []}]
            for status, answer in operation["responses"].items():
                assert "X-Request-Id" in answer["headers"], (method, path, status)
            assert "Retry-After" in operation["responses"]["429"]["headers"]
            names = {each["name"] for each in operation["parameters"]}
            assert ("Idempotency-Key" in names) is endpoint.operation.is_write, (method, path)


def test_values_of_clicks_are_named_as_they_are(served: dict[str, object]) -> None:
    schemas = served["components"]["schemas"]  # type: ignore[index]
    click, answer = (schemas[name]["properties"] for name in ("ClickOut", "AnalyticsOut"))
    assert set(click["kind"]["enum"]) == set(KINDS)
    assert set(answer["group_by"]["enum"]) == {None, *INTERVALS, *DIMENSIONS}
    assert "milliseconds" in click["time"]["description"]
    assert "whole seconds" in answer["since"]["description"]
    for path in ("/analytics", "/clicks"):
        parameters = {each["name"]: each for each in served["paths"][path]["get"]["parameters"]}  # type: ignore[index]
        for name in ("since", "until"):
            assert "format" not in parameters[name]["schema"], "an offset may be missing"
            assert {"format": "date-time"} in parameters[name]["schema"]["anyOf"]


def test_an_unknown_path_and_method_are_told_in_the_envelope_with_the_methods_there_are(server: Server) -> None:
    assert httpx.options(f"{server.base}/api/v1/links").headers["Allow"] == "GET, POST, OPTIONS"
    answer = httpx.put(f"{server.base}/api/v1/links")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST, OPTIONS")
    assert httpx.options(f"{server.base}/api/v1/nothing").status_code == 404


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_reader_can_go_from_the_errors_to_the_reference_and_back(server: Server, language: str) -> None:
    with translation.override(language):
        anchors = {name: anchor(translation.gettext(each.summary)) for name, each in ENDPOINTS.items()}
    errors, reference = page(server, f"/{language}/errors"), page(server, f"/{language}/reference")
    for name, endpoint in ENDPOINTS.items():
        section = reference.partition(f'<h3 id="{anchors[name]}"')[2].partition("<h3")[0]
        assert set(re.findall(rf'href="/{language}/errors#([A-Z_]+)"', section)) == set(codes_of(endpoint)), name
    for code in ERRORS:
        told = errors.partition(f'id="{code}"')[2].partition("<h2")[0]
        places = set(re.findall(rf'href="/{language}/reference#([\w-]+)"', told))
        answering = {anchors[name] for name, each in ENDPOINTS.items() if code in codes_of(each)}
        assert places == (set() if len(answering) == len(ENDPOINTS) else answering), code


def test_texts_in_a_query_say_that_nul_is_none() -> None:
    """The server refuses NUL in every text, since PostgreSQL does; a length alone does not say so."""
    silent = [
        (endpoint.name, parameter.name)
        for endpoint in ENDPOINTS.values()
        for parameter in endpoint.operation.query
        if "maxLength" in parameter.schema and "pattern" not in parameter.schema
    ]
    assert silent == []
