"""The text API of the mock: every documented answer by its cause."""

import json
from pathlib import Path
from typing import Any

import pytest

from mock_support.caller import HELLO, TEXT_KEY, TEXT_PATH, Caller
from translation_mock.settings import Settings

SOURCE_SENTENCE = {"error": "Invalid source language. Please select a supported language."}
TARGET_SENTENCE = {"error": "Invalid target language. Please select a supported language."}
MODEL_SENTENCE = {"error": "Invalid model type. Please enter a valid model type e.g. ..."}
REQUIRED = {"error": "Text is required."}
EMPTY = {"error": "Text cannot be empty."}


def envelope(status: int, sentence: str, data: Any = None) -> dict[str, Any]:
    """The four-field body of an error."""
    return {"message": sentence, "error": sentence, "statusCode": status, "data": data}


def test_printed_request_gets_the_printed_answer(mock: Caller) -> None:
    """The printed request is answered exactly as printed."""
    answer = mock.text()

    assert answer.status_code == 200
    assert answer.json() == {
        "message": "Text translation completed successfully",
        "error": None,
        "data": {
            "translatedText": "bonjour le monde",
            "originalText": "hello world",
            "totalWords": 2,
            "isRTL": False,
            "tokensConsumed": 3,
        },
        "statusCode": 200,
    }


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 401, id="missing"),
        pytest.param({"x-api-key": ""}, 401, id="empty"),
        pytest.param({"x-api-key": "two words"}, 401, id="blank inside"),
        pytest.param({"x-api-key": "clé".encode()}, 401, id="not ASCII"),
        pytest.param([("x-api-key", TEXT_KEY), ("x-api-key", TEXT_KEY)], 401, id="twice"),
        pytest.param({"authorization": f"Bearer {TEXT_KEY}"}, 401, id="in another header"),
        pytest.param({"x-api-key": "nobody"}, 400, id="unknown"),
        pytest.param({"x-api-key": TEXT_KEY.lower()}, 400, id="another case"),
    ],
)
def test_bad_key_is_refused(mock: Caller, headers: Any, status: int) -> None:
    """A key that is missing or malformed is 401, an unknown one 400, with the same sentence."""
    answer = mock.request("POST", TEXT_PATH, json=HELLO, headers=headers)

    assert answer.status_code == status
    assert answer.json() == envelope(status, "Invalid api key")


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("inactive-key", "User not found or user is not active"),
        ("no-organization-key", "Organization Id not found for the user"),
    ],
)
def test_user_that_is_not_set_up_is_refused(mock: Caller, key: str, sentence: str) -> None:
    """A key whose user is inactive or without organization is 400 with the printed sentence."""
    answer = mock.text(key=key)

    assert answer.status_code == 400
    assert answer.json() == envelope(400, sentence)


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        pytest.param({"text": None}, REQUIRED, id="text missing"),
        pytest.param({"text": ""}, EMPTY, id="text empty"),
        pytest.param({"text": 5}, {"error": "Text must be a string."}, id="text a number"),
        pytest.param({"sourceLang": None}, SOURCE_SENTENCE, id="source missing"),
        pytest.param({"sourceLang": 5}, SOURCE_SENTENCE, id="source a number"),
        pytest.param({"sourceLang": "e"}, SOURCE_SENTENCE, id="source too short"),
        pytest.param({"sourceLang": "abcdef-ghijk"}, SOURCE_SENTENCE, id="source too long"),
        pytest.param({"sourceLang": "en_US"}, SOURCE_SENTENCE, id="source with underscore"),
        pytest.param({"sourceLang": "en\n"}, SOURCE_SENTENCE, id="source with newline behind"),
        pytest.param({"sourceLang": "\nen"}, SOURCE_SENTENCE, id="source with newline before"),
        pytest.param({"sourceLang": "es-419"}, SOURCE_SENTENCE, id="source with digits"),
        pytest.param({"sourceLang": "zh-Hant-TW"}, SOURCE_SENTENCE, id="source with two hyphens"),
        pytest.param({"sourceLang": "ен"}, SOURCE_SENTENCE, id="source in Cyrillic"),
        pytest.param({"sourceLang": "qq"}, SOURCE_SENTENCE, id="source not listed"),
        pytest.param({"sourceLang": "EN"}, SOURCE_SENTENCE, id="source in capitals"),
        pytest.param({"targetLang": None}, TARGET_SENTENCE, id="target missing"),
        pytest.param({"targetLang": "fr\n"}, TARGET_SENTENCE, id="target with newline"),
        pytest.param({"targetLang": "qq"}, TARGET_SENTENCE, id="target not listed"),
        pytest.param({"model": None}, MODEL_SENTENCE, id="model missing"),
        pytest.param({"model": ""}, MODEL_SENTENCE, id="model empty"),
        pytest.param({"model": "gpt-4.1-mini"}, MODEL_SENTENCE, id="model not listed"),
        pytest.param({"model": ["gpt-4.1-mini-2025-04-14"]}, MODEL_SENTENCE, id="model in a list"),
        pytest.param({"tone": 1}, {"error": "tone must be a string."}, id="tone a number"),
        pytest.param({"text": "", "sourceLang": "qq", "model": "x"}, EMPTY, id="several: the text first"),
        pytest.param({"sourceLang": "qq", "targetLang": "qq"}, SOURCE_SENTENCE, id="several: the source before"),
        pytest.param({"targetLang": "qq", "model": "x"}, TARGET_SENTENCE, id="several: the target before"),
    ],
)
def test_broken_rule_gets_its_sentence(mock: Caller, changes: dict[str, Any], body: dict[str, str]) -> None:
    """What is wrong with the request itself is 400 with a bare error, the printed sentence where there is one."""
    fields = {**HELLO, **changes}

    answer = mock.text({name: value for name, value in fields.items() if value is not None})

    assert answer.status_code == 400
    assert answer.json() == body


@pytest.mark.parametrize("field", ["text", "sourceLang", "targetLang", "model", "tone"])
def test_null_is_not_a_string(mock: Caller, field: str) -> None:
    """A field that is null is refused with a bare error."""
    answer = mock.request("POST", TEXT_PATH, json={**HELLO, field: None}, headers={"x-api-key": TEXT_KEY})

    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize("field", ["domain", "writingStyle", "tone", "customPrompt", "somethingElse"])
def test_optional_field_changes_nothing(mock: Caller, field: str) -> None:
    """Optional and unknown fields are accepted and do not change the translation."""
    assert mock.text(**{field: "formal"}).json()["data"] == mock.text().json()["data"]


def test_restricted_model_needs_a_subscription(mock: Caller) -> None:
    """A model that needs a subscription is 402 for who has none, and works for who has one."""
    restricted = {**HELLO, "model": "gpt-4.1-2025-04-14"}

    refused = mock.text(restricted, key="unsubscribed-key")

    assert refused.status_code == 402
    assert refused.json() == envelope(402, "only subscribed users are allowed to use this model")
    assert mock.text(restricted).status_code == 200
    assert mock.text(key="unsubscribed-key").status_code == 200


LIMIT = "You have reached the limit of words for translation. Please upgrade your plan to continue using this feature."


def test_exactly_enough_tokens_suffice_once(mock: Caller) -> None:
    """An account with exactly the tokens needed is served once and then has none left."""
    first, second = mock.text(key="just-enough-key"), mock.text(key="just-enough-key")

    assert first.status_code == 200
    assert second.status_code == 402
    assert second.json() == envelope(402, LIMIT, {"requiredTokens": 3, "tokens": 0})


def test_one_token_short_is_refused_and_costs_nothing(mock: Caller) -> None:
    """One token too few is 402 with what is needed and what is left, and takes nothing."""
    answers = [mock.text(key="one-short-key") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [402, 402]
    assert answers[1].json()["data"] == {"requiredTokens": 3, "tokens": 2}
    assert mock.text(text="hello", key="one-short-key").status_code == 200


@pytest.mark.parametrize("changes", [{"text": ""}, {"sourceLang": "qq"}, {"model": "x"}, {"tone": 1}])
def test_refused_request_costs_nothing(mock: Caller, changes: dict[str, Any]) -> None:
    """A request that is refused leaves the balance alone."""
    assert mock.text(key="just-enough-key", **changes).status_code == 400

    assert mock.text(key="just-enough-key").status_code == 200


def test_failing_account_gets_the_printed_500(mock: Caller) -> None:
    """The failing account gets the documented server error, but its mistakes are still its own."""
    answer = mock.text(key="failing-key")

    assert answer.status_code == 500
    assert answer.json() == {
        "message": "Error in text translation for api",
        "error": "Detailed server error message",
        "data": None,
        "statusCode": 500,
    }
    assert mock.text(key="failing-key", text="").status_code == 400


@pytest.mark.parametrize(("target", "rtl"), [("ar", True), ("he", True), ("fa", True), ("fr", False), ("ja", False)])
def test_direction_is_that_of_the_target(mock: Caller, target: str, rtl: bool) -> None:
    """isRTL tells whether the target language is written from right to left."""
    assert mock.text(targetLang=target).json()["data"]["isRTL"] is rtl


@pytest.mark.parametrize(
    "text", ["  padded  ", "tab\tand\nnewline\r\n", "nul \x00 in it", "é ﷽ 👩‍👩‍👧 \u202e", "0", "null", "<b>&amp;"]
)
def test_text_comes_back_as_sent(mock: Caller, text: str) -> None:
    """originalText is the text as sent, character for character."""
    assert mock.text(text=text).json()["data"]["originalText"] == text


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON; charset=UTF-8", 200),
        ("application/json;charset=utf8", 200),
        ("application/json; charset=utf-16", 400),
        ("application/json; charset=bogus", 400),
        ("application/vnd.x+json", 400),
        ("text/plain", 400),
        ("", 400),
    ],
)
def test_media_type_is_json(mock: Caller, content_type: str, status: int) -> None:
    """Only JSON in UTF-8 is taken; anything else is 400 with a bare error."""
    headers = {"x-api-key": TEXT_KEY, "content-type": content_type}

    answer = mock.request("POST", TEXT_PATH, content=json.dumps(HELLO).encode(), headers=headers)

    assert answer.status_code == status
    assert status == 200 or set(answer.json()) == {"error"}


def test_blank_text_is_translated_unless_switched(mock: Caller) -> None:
    """White space is a text by default and empty when the setting says so."""
    strict = Caller(Settings(access_log=False, blank_text="refuse"))

    assert mock.text(text=" \n ").status_code == 200
    assert strict.text(text=" \n ").json() == EMPTY


def test_case_of_codes_counts_unless_switched() -> None:
    """With the setting, codes are read without regard to case."""
    lenient = Caller(Settings(access_log=False, language_case="ignore"))

    assert lenient.text(sourceLang="EN", targetLang="FR").json()["data"]["translatedText"] == "bonjour le monde"
    assert lenient.text(sourceLang="QQ").json() == SOURCE_SENTENCE


def test_supported_lists_are_replaceable(tmp_path: Path) -> None:
    """With a list of one's own, its codes and models are the supported ones, and no others."""
    file = tmp_path / "lists.toml"
    file.write_text(
        '[[language]]\ncode = "en"\nname = "English"\nscript = "Latn"\ndirection = "ltr"\n'
        '[[language]]\ncode = "tlh"\nname = "Klingon"\nscript = "Latn"\ndirection = "ltr"\n'
        '[[model]]\nname = "own"\nsubscription = false\n',
        "utf-8",
    )
    mock = Caller(Settings(access_log=False, supported=file))

    assert mock.text(targetLang="tlh", model="own").status_code == 200
    assert mock.text(targetLang="fr", model="own").json() == TARGET_SENTENCE
    assert mock.text(targetLang="tlh").json() == MODEL_SENTENCE


def test_two_mocks_answer_alike(mock: Caller) -> None:
    """All but balances is a function of the request: another mock gives the same bytes."""
    request = {**HELLO, "text": "An unknown sentence, {name}, with 3 numbers."}

    assert mock.text(request).content == Caller().text(request).content
