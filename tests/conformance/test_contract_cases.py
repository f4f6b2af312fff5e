"""What Schemathesis makes of the contracts is sent as it is, and judged by what it breaks."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conformance_apps.running import target_of
from translation_conformance import pictures, strategies
from translation_conformance.checks.image import _drawn as image
from translation_conformance.checks.image import _probes as image_probes
from translation_conformance.checks.text import _drawn as text
from translation_conformance.checks.text import _probes as text_probes
from translation_conformance.contract_cases import Cases, contract_for
from translation_conformance.drawing import drawn
from translation_conformance.exchange import Form, Request
from translation_conformance.target import ApiTarget, Search
from translation_openapi import IMAGE, TEXT

TARGETS = {target.name: target for target in target_of().apis}
TEXT_FIELDS = {"text", "sourceLang", "targetLang", "model", "domain", "writingStyle", "tone", "customPrompt"}


def test_contract_is_enumerated() -> None:
    """The languages and the models of the profile stand in the contract; the published one is left as it is."""
    target = TARGETS["text"]

    document = contract_for(target)

    media = document["paths"][text_probes.PATH]["post"]["requestBody"]["content"]["application/json"]
    assert media["schema"]["properties"]["sourceLang"]["enum"] == list(target.languages)
    assert media["schema"]["properties"]["model"]["enum"] == list(target.models)
    assert "enum" not in TEXT.contract.request_schema["properties"]["model"]


def test_auto_is_a_source_language() -> None:
    """What may stand beside the codes of the profile stays allowed."""
    document = contract_for(TARGETS["image"])

    media = document["paths"][image_probes.PATH]["post"]["requestBody"]["content"]["multipart/form-data"]
    assert media["schema"]["properties"]["source_language"]["enum"] == [*TARGETS["image"].languages, "auto"]
    assert IMAGE.contract.request_schema["properties"]["source_language"].get("enum") is None


def test_positive_texts() -> None:
    """A request that fits the text contract names what the profile lists, and nothing that no page names."""
    target = TARGETS["text"]
    words = strategies.ordinary_texts()

    found = drawn(Cases(text_probes.key(), {"text": words}).positive(target), 25, 5)

    assert len(found) == 25
    for request in found:
        body = json.loads(request.content)
        assert body.keys() <= TEXT_FIELDS
        assert body["sourceLang"] in target.languages
        assert body["targetLang"] in target.languages
        assert body["model"] in target.models
        assert text.broken(request, target) == frozenset()
        assert (request.credential, request.path) == (text_probes.key(), text_probes.PATH)


def test_positive_forms() -> None:
    """A request that fits the image contract holds a whole picture under its true type, and what the profile lists."""
    target = TARGETS["image"]

    found = drawn(Cases(image_probes.token()).positive(target), 25, 5)

    assert len(found) == 25
    for request in found:
        assert isinstance(request.body, Form)
        parts = {part.name: part for part in request.body.parts}
        assert pictures.read(parts["image"].content).media_type == parts["image"].content_type
        assert parts["image"].filename
        if "target_language" in parts:
            assert parts["target_language"].content.decode() in target.languages
        assert image.broken(request) == frozenset()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_breaking_requests_break_one_rule(seed: int) -> None:
    """Whatever the seed, each request that is made to break the contract breaks exactly one printed rule for sure."""
    for module, name in ((text, "text"), (image, "image")):
        target = replace(TARGETS[name], search=Search(seed=seed))
        requests = module.BREAKING.requests(target)
        rules = [
            text.broken_rule(request, target) if name == "text" else image.broken_rule(request) for request in requests
        ]

        assert set(rules) <= set(module.BREAKING_RULES)
        assert len(set(rules)) >= len(module.BREAKING_RULES) - 1


def _asking(**changes: Any) -> Request:
    return text_probes.asking(**changes)


BROKEN: dict[str, tuple[Request, set[str]]] = {
    "nothing": (_asking(), set()),
    "no-json": (text_probes.request(b"{"), {"text.request-body.text"}),
    "no-object": (text_probes.request(b"[]"), {"text.request-body.text"}),
    "no-text": (_asking(text=text_probes.LEFT_OUT), {"text.validation-rules.text-required"}),
    "null-text": (_asking(text=None), {"text.request-body.text-string"}),
    "empty-text": (_asking(text=""), {"text.validation-rules.text-empty"}),
    "blank-text": (_asking(text=" "), set()),
    "no-source": (_asking(sourceLang=text_probes.LEFT_OUT), {"text.request-body.source-lang"}),
    "number-target": (_asking(targetLang=1), {"text.request-body.target-lang-string"}),
    "short": (_asking(targetLang="f"), {"text.validation-rules.target-lang-min-length"}),
    "empty-code": (_asking(targetLang=""), {"text.validation-rules.target-lang-min-length"}),
    "as-short-as-may-be": (_asking(targetLang="fr"), set()),
    "as-long-as-may-be": (_asking(targetLang="a" * 11), set()),
    "long": (_asking(targetLang="a" * 12), {"text.validation-rules.target-lang-max-length"}),
    "ill-formed": (_asking(sourceLang="en\n"), {"text.validation-rules.source-lang-pattern"}),
    "unlisted-code": (_asking(sourceLang="de"), set()),
    "long-and-ill-formed": (
        _asking(sourceLang="__not_in_enum__"),
        {"text.validation-rules.source-lang-pattern", "text.validation-rules.source-lang-max-length"},
    ),
    "no-model": (_asking(model=text_probes.LEFT_OUT), {"text.request-body.model"}),
    "model-list": (_asking(model=["swift-1"]), {"text.request-body.model-string"}),
    "empty-model": (_asking(model=""), {"text.validation-rules.model-supported"}),
    "impossible-model": (_asking(model="\u0007"), {"text.validation-rules.model-supported"}),
    "model-of-another-list": (_asking(model="gpt-4o"), set()),
    "odd-option": (_asking(domain=42), set()),
    "two": (_asking(text="", model=1), {"text.validation-rules.text-empty", "text.request-body.model-string"}),
}


@pytest.mark.parametrize(("request_", "rules"), BROKEN.values(), ids=BROKEN)
def test_what_a_text_request_breaks(request_: Request, rules: set[str]) -> None:
    """A request is said to break what it breaks for sure, and nothing that a list of the service decides."""
    assert text.broken(request_, TARGETS["text"]) == rules
    assert (text.broken_rule(request_, TARGETS["text"]) is not None) == (len(rules) == 1)


FORMS: dict[str, tuple[Callable[[], Request], set[str]]] = {
    "nothing": (image_probes.asking, set()),
    "no-image": (
        lambda: image_probes.request(*image_probes.fields(**image_probes.PRINTED)),
        {"image.attributes.image-required"},
    ),
    "empty": (lambda: image_probes.asking(pictures.EMPTY), {"image.notes.empty-upload"}),
    "text": (lambda: image_probes.asking(pictures.LYING), {"image.notes.other-types"}),
    "damaged": (lambda: image_probes.asking(pictures.DAMAGED), set()),
    "disguised": (lambda: image_probes.asking(pictures.DISGUISED[0]), set()),
    "misnamed": (lambda: image_probes.asking(pictures.MISNAMED), set()),
    "model": (lambda: image_probes.asking(translator_model="gpt"), {"image.attributes.translator-model-unlisted"}),
    "model-in-capitals": (lambda: image_probes.asking(translator_model="Gemini"), set()),
    "empty-model": (lambda: image_probes.asking(translator_model=""), set()),
    "unlikely-language": (lambda: image_probes.asking(target_language="qq"), set()),
}


@pytest.mark.parametrize(("build", "rules"), FORMS.values(), ids=FORMS)
def test_what_a_form_breaks(build: Callable[[], Request], rules: set[str]) -> None:
    """A form is said to break what it breaks for sure."""
    assert image.broken(build()) == rules


def test_unsupported_files_break_one_rule() -> None:
    """Every unsupported file is of another type, and that is all."""
    for upload in drawn(strategies.unsupported_files(), 30, 1):
        assert image.broken(image_probes.asking(upload)) == {"image.notes.other-types"}


def test_target_of_other_languages() -> None:
    """Another list of languages gives other requests."""
    few = replace(TARGETS["text"], languages=("en", "fr"))

    assert {json.loads(r.content)["sourceLang"] for r in text.FITTING.requests(few)} <= {"en", "fr"}


def test_single_language() -> None:
    """A profile of one language and one model is enough to make requests from."""
    target: ApiTarget = replace(TARGETS["text"], languages=("en",), models=("swift-1",))

    assert len(text.FITTING.requests(target)) == 6
    assert len(text.UNSUPPORTED_SOURCE.requests(target)) == 2
