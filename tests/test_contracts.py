"""The contracts: valid, complete, and what the mock really goes by."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mock_support.caller import HELLO, TEXT_KEY, TEXT_PATH, Caller
from translation_mock.domain.pictures import draw_picture
from translation_mock.settings import Settings
from translation_mock.vendors import make_edges
from translation_openapi import APIS, Api, Contract, ContractError, Level
from translation_openapi.supported import CODE, LONGEST_CODE, SHORTEST_CODE
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
        # What other requests have to do with it.
        "image.authentication.every-request",
        "image.get-started-in-minutes.own-result",
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
    """Required fields, lengths, enumerations and defaults are the contract's, and each broken rule is told as such."""

    def change(schemas: dict[str, Any]) -> None:
        request = schemas["TextTranslationRequest"]
        request["required"].remove("targetLang")
        request["properties"]["targetLang"]["default"] = "fr"
        request["required"].append("tone")
        request["properties"]["text"]["maxLength"] = 5
        request["properties"]["domain"]["enum"] = ["law"]
        request["maxProperties"] = 6

    mock = Caller(contracts={"text": changed(APIS[1], change)})
    good = {"text": "hello", "sourceLang": "en", "model": HELLO["model"], "tone": "x"}

    def told(**fields: Any) -> tuple[int, Any]:
        body = {name: value for name, value in {**good, **fields}.items() if value is not None}
        answer = mock.request("POST", TEXT_PATH, json=body, headers={"x-api-key": TEXT_KEY})
        return answer.status_code, answer.json()["error"]

    assert told() == (200, None)
    assert told(domain="law") == (200, None)
    assert told(tone=None) == (400, "tone is required.")
    assert told(tone=5) == (400, "tone must be a string.")
    assert told(text="hello!") == (400, "text is not valid.")
    assert told(domain="medicine") == (400, "domain is not valid.")
    assert told(a=1, b=2, c=3) == (400, "The request body is not valid.")


def test_mock_follows_an_edited_image_contract() -> None:
    """Enumerations, defaults, further fields, file sizes and media types are the contract's."""
    hello = draw_picture(["Hello"])

    def change(schemas: dict[str, Any]) -> None:
        request = schemas["ImageTranslationRequest"]
        fields = request["properties"]
        fields["translator_model"]["enum"] = ["gemini", "claude", "openai", "own"]
        fields["target_language"]["default"] = "fr"
        fields["image"] |= {"minLength": 100, "maxLength": len(hello)}
        fields["note"] = {"type": "string", "maxLength": 3, "description": "A note."}
        request["required"].append("note")

    contract = changed(APIS[0], change)
    body = contract.operation.definition["requestBody"]["content"]["multipart/form-data"]
    body["encoding"]["image"]["contentType"] = "image/png"
    mock = Caller(contracts={"image": contract})

    answer = mock.image(hello, translator_model="own", note="abc")

    assert answer.json()["target_language"] == "fr"
    codes = {
        "model": mock.image(hello, translator_model="grok", note="a"),
        "missing": mock.image(hello),
        "long": mock.image(hello, note="abcd"),
        "small": mock.image(hello[:99], note="a"),
        "large": mock.image(hello + b"x", note="a"),
        "gif": mock.image(draw_picture(["x"], format="gif", font_size=10), note="a"),
    }
    assert {name: (answer.status_code, answer.json()["code"]) for name, answer in codes.items()} == {
        "model": (400, "INVALID_TRANSLATOR_MODEL"),
        "missing": (400, "INVALID_FIELD"),
        "long": (400, "INVALID_FIELD"),
        "small": (400, "EMPTY_IMAGE"),
        "large": (400, "INVALID_FIELD"),
        "gif": (400, "UNSUPPORTED_IMAGE_TYPE"),
    }


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (
            "text",
            lambda document: document["components"]["schemas"]["TextTranslationRequest"]["required"].pop(),
            "'model'",
        ),
        (
            "image",
            lambda document: document["components"]["schemas"]["ImageTranslationRequest"]["properties"][
                "target_language"
            ].pop("default"),
            "'target_language'",
        ),
        (
            "text",
            lambda document: document["paths"][TEXT_PATH]["post"]["responses"]["200"]["content"]["application/json"][
                "examples"
            ].pop("translated"),
            "'translated'",
        ),
        ("text", lambda document: document["paths"].clear(), "expected one operation"),
    ],
)
def test_contract_that_cannot_be_served_stops_the_start(name: str, change: Callable[[Any], Any], message: str) -> None:
    """A contract without what the mock needs is refused by name before any request."""
    document = copy.deepcopy(dict(next(api for api in APIS if api.name == name).contract.document))
    change(document)

    with pytest.raises(ContractError, match=message):
        make_edges(Settings(), contracts={name: Contract(document)})


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"type": "object", "properties": {"x": {"$ref": "#/components/schemas/Error"}}}, "refers to itself"),
        ({"$ref": "other.yaml#/x"}, "cannot be validated"),
        ({"$ref": "#/components/schemas/Nothing"}, ""),
    ],
    ids=["circle", "another file", "nothing"],
)
def test_references_that_cannot_be_followed_are_faults(schema: Any, fault: str) -> None:
    """A schema that contains itself, or refers to elsewhere or nothing, is one line and no crash."""
    document = copy.deepcopy(dict(APIS[0].contract.document))
    document["components"]["schemas"]["Error"] = schema

    lines = list(faults(Contract(document)))

    assert lines
    assert any(fault in line for line in lines)


def test_codes_are_ruled_alike_in_contract_and_lists() -> None:
    """The rules for codes of the supported lists are those that the text contract states."""
    field = APIS[1].contract.request_schema["properties"]["sourceLang"]

    assert field["pattern"] == f"^{CODE.pattern}$"
    assert (field["minLength"], field["maxLength"]) == (SHORTEST_CODE, LONGEST_CODE)
