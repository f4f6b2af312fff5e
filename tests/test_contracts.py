"""The contracts: valid, complete, and what the mock really goes by."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mock_support.caller import HELLO, TEXT_KEY, TEXT_PATH, Caller
from translation_mock.domain.pictures import draw_picture
from translation_mock.settings import Settings
from translation_mock.vendors import make_edges
from translation_openapi import APIS, Api, Contract, Level
from translation_openapi.validation import faults

EDGES = make_edges(Settings())
NAMES = [api.name for api in APIS]


def properties(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of every schema below *node*."""
    if isinstance(node, dict):
        for name, field in node.get("properties", {}).items():
            yield f"{place}/{name}", field
        for key, value in node.items():
            yield from properties(value, f"{place}/{key}")


@pytest.mark.parametrize("api", APIS, ids=NAMES)
def test_published_contract_is_valid(api: Api) -> None:
    """The published contract is valid OpenAPI, its examples fit, and the ids it cites exist."""
    assert list(faults(api.contract, api.catalogue)) == []


@pytest.mark.parametrize("edge", EDGES, ids=NAMES)
def test_served_contract_is_valid(edge: Any) -> None:
    """So is the served contract."""
    assert list(faults(edge.served, edge.api.catalogue)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda document: document.pop("info"), '"info" is a required property'),
        (
            lambda document: document["components"]["schemas"]["Error"]["properties"]["code"].update(example=5),
            "5 is not",
        ),
        (
            lambda document: document["components"]["schemas"]["Error"].update({"x-requirements": ["image.x"]}),
            "image.x",
        ),
    ],
    ids=["structure", "example", "requirement"],
)
def test_faults_of_a_contract_are_found(change: Callable[[Any], Any], fault: str) -> None:
    """A broken structure, an example that does not fit and an unknown id are each a fault."""
    document = copy.deepcopy(dict(APIS[0].contract.document))
    change(document)

    assert any(fault in line for line in faults(Contract(document), APIS[0].catalogue))


@pytest.mark.parametrize("api", APIS, ids=NAMES)
def test_published_contract_is_ready_to_publish(api: Api) -> None:
    """Every field is described, nothing is ours in it, and no Python name is in it."""
    document = api.contract.document

    assert [name for name, field in properties(document) if "description" not in field and "$ref" not in field] == []
    text = str(document)
    assert "x-basis" not in text
    assert "translation_mock" not in text
    assert document["openapi"] == "3.0.3"
    assert document["servers"][0]["url"].startswith("https://")
    assert not [status for status in api.contract.operation.definition["responses"] if "X" in status]


@pytest.mark.parametrize("api", APIS, ids=NAMES)
def test_documented_statements_about_shapes_are_cited(api: Api) -> None:
    """Each documented row that some answer can break is cited in the contract, but for those no document can state."""
    not_expressible = {
        # Which credentials a service knows.
        "image.authentication.unknown-key",
        "image.authentication.wrong-secret",
        "image.authentication.other-scheme",
        # A multipart example cannot hold a file.
        "image.curl.example",
    }
    cited = set(api.contract.requirement_ids())
    expected = {
        id_ for id_, row in api.catalogue.items() if row.level is Level.DOCUMENTED and not row.untestable
    } - not_expressible

    assert expected <= cited


@pytest.mark.parametrize("edge", EDGES, ids=NAMES)
def test_served_contract_marks_what_is_ours(edge: Any) -> None:
    """The served contract enumerates the lists in force and adds the mock's statuses, each marked as assumed."""
    fields = edge.served.request_schema["properties"].values()
    listed = [field for field in fields if "x-supported-list" in field]
    published = edge.api.contract.operation.definition["responses"]
    added = {
        status: response
        for status, response in edge.served.operation.definition["responses"].items()
        if status not in published
    }

    assert listed
    assert all(field["enum"] and field["x-basis"] == "assumed" for field in listed)
    assert {"404", "405", "413"} <= set(added)
    assert all(response["x-basis"] == "assumed" for response in added.values())


def test_published_contract_is_left_alone() -> None:
    """Making the served contract changes nothing in the published one."""
    assert "enum" not in APIS[1].contract.request_schema["properties"]["model"]


def changed(api: Api, change: Callable[[dict[str, Any]], Any]) -> Contract:
    """The published contract of *api* with its request schema changed."""
    document = copy.deepcopy(dict(api.contract.document))
    change(document["components"]["schemas"])
    return Contract(document)


def test_mock_follows_an_edited_text_contract() -> None:
    """Required fields, lengths and patterns are the contract's: an edited copy changes what the mock refuses."""

    def change(schemas: dict[str, Any]) -> None:
        request = schemas["TextTranslationRequest"]
        request["required"].remove("targetLang")
        request["required"].append("tone")
        request["properties"]["text"]["maxLength"] = 5
        request["properties"]["domain"]["enum"] = ["law"]

    mock = Caller(contracts={"text": changed(APIS[1], change)})

    def status(**fields: Any) -> int:
        body = {**HELLO, "text": "hello", "tone": "x", **fields}
        return mock.request("POST", TEXT_PATH, json=body, headers={"x-api-key": TEXT_KEY}).status_code

    assert status() == 200
    assert status(text="hello!") == 400
    assert status(domain="medicine") == 400
    assert status(domain="law") == 200
    assert mock.text(text="hello").status_code == 400


def test_mock_follows_an_edited_image_contract() -> None:
    """Enumerations, defaults and media types are the contract's."""

    def change(schemas: dict[str, Any]) -> None:
        fields = schemas["ImageTranslationRequest"]["properties"]
        fields["translator_model"]["enum"] = ["gemini", "own"]
        fields["target_language"]["default"] = "fr"

    contract = changed(APIS[0], change)
    body = contract.operation.definition["requestBody"]["content"]["multipart/form-data"]
    body["encoding"]["image"]["contentType"] = "image/png"
    mock = Caller(contracts={"image": contract})

    answer = mock.image(draw_picture(["Hello"]), translator_model="own")

    assert answer.json()["target_language"] == "fr"
    assert mock.image(draw_picture(["Hello"]), translator_model="grok").status_code == 400
    assert mock.image(draw_picture(["Hello"], format="gif")).json()["code"] == "UNSUPPORTED_IMAGE_TYPE"
