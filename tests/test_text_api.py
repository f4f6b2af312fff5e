"""The text API of the mock: every documented answer by its cause."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from mock_support.caller import HELLO, TEXT_KEY, TEXT_PATH, Caller
from translation_mock.domain import translator
from translation_mock.settings import Settings
from translation_mock.vendors import make_edges
from translation_openapi import SupportedListsError
from translation_openapi.validation import faults

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
    ("headers", "status", "row"),
    [
        pytest.param({}, 401, "text.api-key-missing-invalid-header-401.status", id="missing"),
        pytest.param({"x-api-key": ""}, 401, "text.api-key-missing-invalid-header-401.malformed-key", id="empty"),
        pytest.param(
            {"x-api-key": "two words"}, 401, "text.api-key-missing-invalid-header-401.malformed-key", id="blank inside"
        ),
        pytest.param(
            {"x-api-key": "clé".encode()}, 401, "text.api-key-missing-invalid-header-401.malformed-key", id="not ASCII"
        ),
        pytest.param(
            [("x-api-key", TEXT_KEY), ("x-api-key", TEXT_KEY)],
            401,
            "text.api-key-missing-invalid-header-401.malformed-key",
            id="twice",
        ),
        pytest.param(
            {"authorization": f"Bearer {TEXT_KEY}"},
            401,
            "text.api-key-missing-invalid-header-401.status",
            id="in another header",
        ),
        pytest.param(
            {"x-api-key": "nobody"}, 400, "text.api-key-or-user-setup-errors-400.unknown-key-status", id="unknown"
        ),
        pytest.param(
            {"x-api-key": TEXT_KEY.lower()},
            400,
            "text.api-key-or-user-setup-errors-400.unknown-key-status",
            id="another case",
        ),
    ],
)
def test_bad_key_is_refused(mock: Caller, headers: Any, status: int, row: str) -> None:
    """A key that is missing or malformed is 401, an unknown one 400, with the same sentence."""
    answer = mock.request("POST", TEXT_PATH, json=HELLO, headers=headers)

    assert answer.status_code == status
    assert answer.json() == envelope(status, "Invalid api key")
    assert answer.headers["mock-requirement"] == row


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
    ("changes", "body", "row"),
    [
        pytest.param({"text": None}, REQUIRED, "text.request-validation-error-400.text-required", id="text missing"),
        pytest.param({"text": ""}, EMPTY, "text.request-validation-error-400.text-empty", id="text empty"),
        pytest.param(
            {"text": 5}, {"error": "Text must be a string."}, "text.request-body.text-string", id="text a number"
        ),
        pytest.param({"sourceLang": None}, SOURCE_SENTENCE, "text.request-body.source-lang", id="source missing"),
        pytest.param({"sourceLang": 5}, SOURCE_SENTENCE, "text.request-body.source-lang-string", id="source a number"),
        pytest.param(
            {"sourceLang": "e"}, SOURCE_SENTENCE, "text.validation-rules.source-lang-min-length", id="source too short"
        ),
        pytest.param(
            {"sourceLang": "abcdef-ghijk"},
            SOURCE_SENTENCE,
            "text.validation-rules.source-lang-max-length",
            id="source too long",
        ),
        pytest.param(
            {"sourceLang": "en_US"},
            SOURCE_SENTENCE,
            "text.validation-rules.source-lang-pattern",
            id="source with underscore",
        ),
        pytest.param(
            {"sourceLang": "en\n"},
            SOURCE_SENTENCE,
            "text.validation-rules.source-lang-pattern",
            id="source with newline behind",
        ),
        pytest.param(
            {"sourceLang": "\nen"},
            SOURCE_SENTENCE,
            "text.validation-rules.source-lang-pattern",
            id="source with newline before",
        ),
        pytest.param(
            {"sourceLang": "es-419"},
            SOURCE_SENTENCE,
            "text.validation-rules.source-lang-pattern",
            id="source with digits",
        ),
        pytest.param(
            {"sourceLang": "zh-Hant-TW"},
            SOURCE_SENTENCE,
            "text.validation-rules.source-lang-pattern",
            id="source with two hyphens",
        ),
        pytest.param(
            {"sourceLang": "ен"}, SOURCE_SENTENCE, "text.validation-rules.source-lang-pattern", id="source in Cyrillic"
        ),
        pytest.param(
            {"sourceLang": "qq"},
            SOURCE_SENTENCE,
            "text.request-validation-error-400.invalid-source-language",
            id="source not listed",
        ),
        pytest.param(
            {"sourceLang": "EN"},
            SOURCE_SENTENCE,
            "text.request-validation-error-400.invalid-source-language",
            id="source in capitals",
        ),
        pytest.param({"targetLang": None}, TARGET_SENTENCE, "text.request-body.target-lang", id="target missing"),
        pytest.param(
            {"targetLang": "fr\n"},
            TARGET_SENTENCE,
            "text.validation-rules.target-lang-pattern",
            id="target with newline",
        ),
        pytest.param(
            {"targetLang": "qq"},
            TARGET_SENTENCE,
            "text.request-validation-error-400.invalid-target-language",
            id="target not listed",
        ),
        pytest.param({"model": None}, MODEL_SENTENCE, "text.request-body.model", id="model missing"),
        pytest.param(
            {"model": ""}, MODEL_SENTENCE, "text.request-validation-error-400.invalid-model", id="model empty"
        ),
        pytest.param(
            {"model": "gpt-4.1-mini"},
            MODEL_SENTENCE,
            "text.request-validation-error-400.invalid-model",
            id="model not listed",
        ),
        pytest.param(
            {"model": ["gpt-4.1-mini-2025-04-14"]},
            MODEL_SENTENCE,
            "text.request-body.model-string",
            id="model in a list",
        ),
        pytest.param(
            {"tone": 1}, {"error": "tone must be a string."}, "text.request-body.optional-kinds", id="tone a number"
        ),
        pytest.param(
            {"text": "", "sourceLang": "qq", "model": "x"},
            EMPTY,
            "text.request-validation-error-400.text-empty",
            id="several: the text first",
        ),
        pytest.param(
            {"sourceLang": "qq", "targetLang": "qq"},
            SOURCE_SENTENCE,
            "text.request-validation-error-400.invalid-source-language",
            id="several: the source before",
        ),
        pytest.param(
            {"targetLang": "qq", "model": "x"},
            TARGET_SENTENCE,
            "text.request-validation-error-400.invalid-target-language",
            id="several: the target before",
        ),
    ],
)
def test_broken_rule_gets_its_sentence(mock: Caller, changes: dict[str, Any], body: dict[str, str], row: str) -> None:
    """What is wrong with the request itself is 400 with a bare error, the printed sentence where there is one."""
    fields = {**HELLO, **changes}

    answer = mock.text({name: value for name, value in fields.items() if value is not None})

    assert answer.status_code == 400
    assert answer.json() == body
    assert answer.headers["mock-requirement"] == row


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


SENTENCE = "An unknown sentence for {name}: <b>3 files</b>, see https://x.example"


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"tone": "formal"}, id="tone"),
        pytest.param({"domain": "legal"}, id="domain"),
        pytest.param({"writingStyle": "casual"}, id="style"),
        pytest.param({"customPrompt": "Translate everything into pirate speak."}, id="prompt"),
        pytest.param({"model": "gpt-4o-mini-2024-07-18"}, id="model"),
        pytest.param({"tone": "a", "domain": "b", "writingStyle": "c", "customPrompt": "d"}, id="all"),
    ],
)
def test_options_do_not_change_the_text(mock: Caller, options: dict[str, str]) -> None:
    """Pseudo-text, too, is the same whatever the options and the model."""
    plain = mock.text(text=SENTENCE)

    assert mock.text(text=SENTENCE, **options).content == plain.content
    assert plain.json()["data"]["translatedText"] != SENTENCE


def test_told_source_is_not_guessed(mock: Caller) -> None:
    """No guess is shown where the source language is given."""
    assert "mock-guessed-language" not in mock.text().headers


def lists_with_auto(folder: Path) -> Path:
    """A file in the folder, of the shipped lists with "auto" beside them."""
    file = folder / "lists.toml"
    auto = '[[language]]\ncode = "auto"\nname = "Detect"\nscript = "Latn"\ndirection = "ltr"\n'
    file.write_text(files("translation_openapi").joinpath("supported.toml").read_text("utf-8") + auto, "utf-8")
    return file


def test_listed_auto_is_guessed_and_shown(tmp_path: Path) -> None:
    """Where the lists have "auto", the language is guessed and shown in a header; the body is as from that language."""
    mock = Caller(Settings(access_log=False, supported=lists_with_auto(tmp_path)))
    text = "Bitte warten Sie auf die nächste Seite, {name}."

    answer = mock.text(text=text, sourceLang="auto")

    assert answer.headers["mock-guessed-language"] == "de"
    assert answer.json() == mock.text(text=text, sourceLang="de").json()
    assert mock.text(text="12:30", sourceLang="auto").headers["mock-guessed-language"] == "und"
    long = mock.text(text=text * 100, sourceLang="auto")
    assert long.headers["mock-guessed-language"] == "de"


def test_text_is_guessed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One guess serves the translation and the header; a phrase of another language is one all the same."""
    mock = Caller(Settings(access_log=False, supported=lists_with_auto(tmp_path)))
    guess = Mock(return_value="de")
    monkeypatch.setattr(translator, "guess_language", guess)

    answer = mock.text(text="Merci", sourceLang="auto", targetLang="en")

    assert [call.args[0] for call in guess.call_args_list] == ["Merci"]
    assert answer.headers["mock-guessed-language"] == "de"
    assert answer.json()["data"]["translatedText"] == "Thank you"


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
    """White space is a text by default and empty when the setting says so, in its place among the rules."""
    strict = Caller(Settings(access_log=False, blank_text="refuse"))

    assert mock.text(text=" \n ").status_code == 200
    assert strict.text(text=" \n ").json() == EMPTY
    assert strict.text(text=" ", sourceLang="qq").json() == EMPTY


def test_case_of_codes_counts_unless_switched() -> None:
    """With the setting, codes are read without regard to case."""
    lenient = Caller(Settings(access_log=False, language_case="ignore"))

    assert lenient.text(sourceLang="EN", targetLang="FR").json()["data"]["translatedText"] == "bonjour le monde"
    assert lenient.text(sourceLang="QQ").json() == SOURCE_SENTENCE


def lists(folder: Path, *codes: str) -> Path:
    """A file of supported lists with these codes, the second one written from right to left, and the model `own`."""
    rows = [
        f'[[language]]\ncode = "{code}"\nname = "x"\nscript = "Latn"\ndirection = "{"rtl" if number == 1 else "ltr"}"\n'
        for number, code in enumerate(codes)
    ]
    file = folder / "lists.toml"
    file.write_text("".join(rows) + '[[model]]\nname = "own"\nsubscription = false\n', "utf-8")
    return file


def test_listed_case_is_left_alone(tmp_path: Path) -> None:
    """Without regard to case, a code that is listed as it is sent is that one, not its twin in another case."""
    mock = Caller(Settings(access_log=False, supported=lists(tmp_path, "en", "EN"), language_case="ignore"))

    assert mock.text(targetLang="en", model="own").json()["data"]["isRTL"] is False
    assert mock.text(targetLang="EN", model="own").json()["data"]["isRTL"] is True


def test_lists_without_a_documented_default_are_refused(tmp_path: Path) -> None:
    """Lists without en, the documented default of the image API, stop the start with the file and the code."""
    with pytest.raises(SupportedListsError, match=r"lists\.toml: the languages lack the documented default 'en'"):
        Caller(Settings(access_log=False, supported=lists(tmp_path, "de")))


def test_served_contract_of_own_lists_is_valid(tmp_path: Path) -> None:
    """The served contract has no example that asks for what the user's lists lack."""
    for edge in make_edges(Settings(supported=lists(tmp_path, "en"))):
        assert list(faults(edge.served, edge.api.catalogue)) == []


def test_supported_lists_are_replaceable(tmp_path: Path) -> None:
    """With a list of one's own, its codes and models are the supported ones, and no others."""
    file = lists(tmp_path, "en", "tlh")
    mock = Caller(Settings(access_log=False, supported=file))

    assert mock.text(targetLang="tlh", model="own").status_code == 200
    assert mock.text(targetLang="fr", model="own").json() == TARGET_SENTENCE
    assert mock.text(targetLang="tlh").json() == MODEL_SENTENCE


def test_two_mocks_answer_alike(mock: Caller) -> None:
    """All but balances is a function of the request: another mock gives the same bytes."""
    request = {**HELLO, "text": "An unknown sentence, {name}, with 3 numbers."}

    assert mock.text(request).content == Caller().text(request).content


def test_user_is_looked_at_before_the_organization(tmp_path: Path) -> None:
    """An account that is inactive and without organization is told that it is inactive (assumed)."""
    file = tmp_path / "accounts.toml"
    file.write_text('[[text]]\nname = "a"\nkey = "k"\ntokens = 0\nactive = false\norganization = false\n', "utf-8")

    answer = Caller(Settings(access_log=False, accounts=file)).text(key="k")

    assert answer.json()["message"] == "User not found or user is not active"


def test_plan_is_looked_at_before_tokens_and_failures(tmp_path: Path) -> None:
    """An account for which everything is wrong is told of its plan first (assumed)."""
    file = tmp_path / "accounts.toml"
    text = '[[text]]\nname = "a"\nkey = "k"\ntokens = 0\nsubscribed = false\nfailing = true\n'
    file.write_text(text, "utf-8")
    mock = Caller(Settings(access_log=False, accounts=file))

    assert mock.text(key="k", model="gpt-4.1-2025-04-14").status_code == 402
    assert mock.text(key="k").status_code == 500


def test_last_tokens_are_spent_once() -> None:
    """Of many requests at once exactly as many succeed as the tokens allow."""
    answers = Caller().at_once("just-enough-key", 16)

    assert sorted(answer.status_code for answer in answers) == [200] + [402] * 15
