"""Wrong servers of the text API: the reference with one fault each, named for it, that breaks the row it names."""

# ruff: noqa: D103 - the name of a server says what there is to say
import asyncio
import html
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote
from weakref import WeakKeyDictionary

from conformance_apps.asking import PRINTED, text
from conformance_apps.faults import Change, Collection, Variant
from conformance_apps.reference import (
    MODELS,
    SUBSCRIBER_MODEL,
    Answer,
    Asked,
    Reference,
    bare,
    envelope,
)

WRONG = Collection()
breaks = WRONG.breaks
_LONG = "hello world " * 100
_BY_BEARER = text(None).header("authorization", "Bearer reference-valid-key")


# --- Endpoint, Authentication ------------------------------------------------------------------------------


@breaks("text.endpoint.post", "text.*", witness=(text(),))
def created_instead_of_ok(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, status=201) if answer.status == 200 else answer


@breaks("text.endpoint.post", "text.request-validation-error-400.client-mistake", witness=(text(text="👋"),))
def fails_beyond_the_basic_plane(reference: Reference, asked: Asked) -> Answer:
    beyond = isinstance(asked.json, dict) and any(ord(char) > 0xFFFF for char in str(asked.json.get("text")))
    return envelope(500, "Error in text translation for api") if beyond else reference(asked)


@breaks("text.authentication.key-elsewhere", witness=(_BY_BEARER,))
def takes_the_key_as_a_bearer_token(reference: Reference, asked: Asked) -> Answer:
    token = asked.headers.get("authorization", "").removeprefix("Bearer ")
    return reference(asked.header("x-api-key", token) if token else asked)


@breaks("text.authentication.json", "text.*", witness=(text(),))
def wants_form_data(reference: Reference, asked: Asked) -> Answer:
    wrong = asked.headers.get("content-type") == "application/json" and asked.headers.get("x-api-key")
    return bare("Form data, please.") if wrong else reference(asked)


# --- Request Body ------------------------------------------------------------------------------------------


def _with_default(reference: Reference, asked: Asked, **defaults: Any) -> Answer:
    missing = isinstance(asked.json, dict) and {k: v for k, v in defaults.items() if k not in asked.json}
    return reference(asked.asking(**missing) if missing else asked)


@breaks("text.request-body.text", "text.validation-rules.text-required", witness=(text(text=...),))
def text_may_be_left_out(reference: Reference, asked: Asked) -> Answer:
    return _with_default(reference, asked, text="nothing")


@breaks("text.request-body.source-lang", witness=(text(sourceLang=...),))
def source_language_may_be_left_out(reference: Reference, asked: Asked) -> Answer:
    return _with_default(reference, asked, sourceLang="en")


@breaks("text.request-body.target-lang", witness=(text(targetLang=...),))
def target_language_may_be_left_out(reference: Reference, asked: Asked) -> Answer:
    return _with_default(reference, asked, targetLang="en")


@breaks("text.request-body.model", witness=(text(model=...),))
def model_may_be_left_out(reference: Reference, asked: Asked) -> Answer:
    return _with_default(reference, asked, model="swift-1")


@breaks("text.request-body.text-string", witness=(text(text=42),))
def takes_a_number_as_text(reference: Reference, asked: Asked) -> Answer:
    number = isinstance(asked.json, dict) and type(asked.json.get("text")) is int
    return reference(asked.asking(text=str(asked.json["text"])) if number else asked)


@breaks("text.request-body.source-lang-string", witness=(text(sourceLang=["en"]),))
def takes_a_list_of_one_language(reference: Reference, asked: Asked) -> Answer:
    listed = isinstance(asked.json, dict) and asked.json.get("sourceLang") == ["en"]
    return reference(asked.asking(sourceLang="en") if listed else asked)


@breaks("text.request-body.target-lang-string", witness=(text(targetLang=None),))
def takes_null_as_a_target_language(reference: Reference, asked: Asked) -> Answer:
    null = isinstance(asked.json, dict) and asked.json.get("targetLang", "") is None
    return reference(asked.asking(targetLang="en") if null else asked)


@breaks("text.request-body.model-string", witness=(text(model=42),))
def takes_a_number_as_a_model(reference: Reference, asked: Asked) -> Answer:
    number = isinstance(asked.json, dict) and type(asked.json.get("model")) is int
    return reference(asked.asking(model="swift-1") if number else asked)


def _refusing(reference: Reference, asked: Asked, *names: str) -> Answer:
    answer = reference(asked)
    unknown = isinstance(asked.json, dict) and all(name in asked.json for name in names)
    return bare("Unknown field.") if answer.status == 200 and unknown else answer


@breaks("text.request-body.domain", witness=(text(domain="general"),))
def domains_are_unprocessable(reference: Reference, asked: Asked) -> Answer:
    refused = _refusing(reference, asked, "domain").status != reference(asked).status
    return Answer(422, {"errors": ["domain"]}) if refused else reference(asked)


@breaks(
    "text.request-body.writing-style",
    "text.request-validation-error-400.client-mistake",
    "text.endpoint.post",
    witness=(text(writingStyle="formal"),),
)
def fails_on_a_writing_style(reference: Reference, asked: Asked) -> Answer:
    refused = _refusing(reference, asked, "writingStyle").status != reference(asked).status
    return envelope(500, "Error in text translation for api") if refused else reference(asked)


@breaks("text.request-body.tone", witness=(text(tone="formal"),))
def forbids_a_tone_with_a_page(reference: Reference, asked: Asked) -> Answer:
    refused = _refusing(reference, asked, "tone").status != reference(asked).status
    return Answer(403, b"<h1>Forbidden</h1>", {"content-type": "text/html"}) if refused else reference(asked)


@breaks("text.request-body.custom-prompt", witness=(text(customPrompt="Please."),))
def refuses_a_custom_prompt(reference: Reference, asked: Asked) -> Answer:
    return _refusing(reference, asked, "customPrompt")


@breaks(
    "text.request-body.all-optional-fields",
    "text.request-body.optional-pairs",
    witness=(text(domain="general", writingStyle="formal", tone="formal", customPrompt="Please."),),
)
def refuses_tone_beside_style(reference: Reference, asked: Asked) -> Answer:
    return _refusing(reference, asked, "tone", "writingStyle")


# --- Validation Rules --------------------------------------------------------------------------------------


def _instead(reference: Reference, asked: Asked, name: str, pattern: str, served: str) -> Answer:
    value = asked.json.get(name) if isinstance(asked.json, dict) else None
    fits = isinstance(value, str) and re.fullmatch(pattern, value)
    return reference(asked.asking(**{name: served}) if fits else asked)


@breaks("text.validation-rules.text-empty", witness=(text(text=""),))
def translates_nothing(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "text", "", "nothing")


@breaks("text.validation-rules.source-lang-pattern", witness=(text(sourceLang="en\n"),))
def anchors_the_source_pattern_at_a_line(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "sourceLang", "en\n", "en")


@breaks("text.validation-rules.target-lang-pattern", witness=(text(targetLang="es-419"),))
def knows_a_target_with_digits(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "targetLang", "es-419", "fr")


@breaks("text.validation-rules.source-lang-min-length", witness=(text(sourceLang="e"),))
def takes_one_letter_as_a_source(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "sourceLang", "[a-z]", "en")


@breaks("text.validation-rules.target-lang-min-length", witness=(text(targetLang=""),))
def takes_no_letter_as_a_target(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "targetLang", "", "en")


@breaks("text.validation-rules.source-lang-max-length", witness=(text(sourceLang="abcdefghijkl"),))
def takes_long_sources(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "sourceLang", "[a-z-]{12,}", "en")


@breaks("text.validation-rules.target-lang-max-length", witness=(text(targetLang="abcdefghijkl"),))
def takes_long_targets(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "targetLang", "[a-z-]{12,}", "en")


@breaks("text.validation-rules.source-lang-supported", witness=(text(sourceLang="qq"),))
def takes_any_source(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "sourceLang", "[a-z]{2}", "en")


@breaks("text.validation-rules.target-lang-supported", witness=(text(targetLang="fr-QQ"),))
def looks_at_the_language_only(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "targetLang", "fr-[A-Za-z]{2,}", "fr")


@breaks(
    "text.validation-rules.source-lang-listed",
    "text.success-200.is-rtl-target",
    witness=(text(sourceLang="ar", targetLang="en"),),
)
def translates_from_no_arabic(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    arabic = answer.status == 200 and asked.json["sourceLang"] == "ar"
    return bare("Invalid source language. Please select a supported language.") if arabic else answer


@breaks("text.validation-rules.target-lang-listed", witness=(text(targetLang="ja"),))
def translates_into_no_japanese(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    japanese = answer.status == 200 and asked.json["targetLang"] == "ja"
    return bare("Invalid target language. Please select a supported language.") if japanese else answer


@breaks("text.validation-rules.model-supported", witness=(text(model="gpt-4.1-mini-2025-04-14-conformance"),))
def compares_the_start_of_a_model(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "model", r"gpt-4\.1-mini-2025-04-14[\s\S]+", "swift-1")


@breaks("text.validation-rules.model-listed", witness=(text(model="swift-1"),))
def lost_a_model(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "model", "swift-1", "unknown")


# --- Examples ----------------------------------------------------------------------------------------------


@breaks(
    "text.examples.curl", "text.authentication.json", witness=(replace(text(), body=text().body.replace(b"{", b"{\n")),)
)
def chokes_on_line_ends(reference: Reference, asked: Asked) -> Answer:
    return bare("Bad JSON.") if asked.body.startswith(b"{\n") else reference(asked)


@breaks("text.examples.python", witness=(replace(text(), body=json.dumps(text().json).encode()),))
def chokes_on_blanks(reference: Reference, asked: Asked) -> Answer:
    return bare("Bad JSON.") if b'", "' in asked.body else reference(asked)


# --- Success 200 -------------------------------------------------------------------------------------------


def _success(reference: Reference, asked: Asked, **changes: Any) -> Answer:
    answer = reference(asked)
    return answer.having(**changes) if answer.status == 200 else answer


def _data(reference: Reference, asked: Asked, **changes: Any) -> Answer:
    answer = reference(asked)
    return answer.data(**changes) if answer.status == 200 else answer


@breaks("text.success-200.message", witness=(text(),))
def says_ok(reference: Reference, asked: Asked) -> Answer:
    return _success(reference, asked, message="OK")


@breaks("text.success-200.error-null", witness=(text(),))
def error_is_an_empty_string(reference: Reference, asked: Asked) -> Answer:
    return _success(reference, asked, error="")


@breaks("text.success-200.error-null", witness=(text(),))
def leaves_error_out_of_a_success(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.without("error") if answer.status == 200 else answer


@breaks("text.success-200.status-code", witness=(text(),))
def status_code_is_a_string(reference: Reference, asked: Asked) -> Answer:
    return _success(reference, asked, statusCode="200")


@breaks("text.success-200.data-object", "text.success-200.*", witness=(text(),))
def data_is_a_list(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(data=[answer.body["data"]]) if answer.status == 200 else answer


@breaks("text.success-200.translated-text", witness=(text(),))
def translation_is_null(reference: Reference, asked: Asked) -> Answer:
    return _data(reference, asked, translatedText=None)


@breaks("text.success-200.original-text", "text.success-200.original-text-example", witness=(text(),))
def leaves_the_original_out(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.having(data={k: v for k, v in answer.body["data"].items() if k != "originalText"})


@breaks("text.success-200.original-text-example", "text.success-200.original-text-echo", witness=(text(),))
def capitalises_the_original(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(originalText=asked.json["text"].capitalize()) if answer.status == 200 else answer


@breaks("text.success-200.original-text-echo", witness=(text(text="a <b> & c"),))
def escapes_the_original(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(originalText=html.escape(asked.json["text"])) if answer.status == 200 else answer


@breaks("text.success-200.original-text-echo", witness=(text(text="a" * 300),))
def keeps_255_characters(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(originalText=asked.json["text"][:255]) if answer.status == 200 else answer


@breaks("text.success-200.total-words", "text.success-200.total-words-example", witness=(text(),))
def words_are_a_string(reference: Reference, asked: Asked) -> Answer:
    return _data(reference, asked, totalWords="2")


@breaks("text.success-200.total-words-example", "text.success-200.total-words-count", witness=(text(),))
def counts_letters(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(totalWords=len(asked.json["text"])) if answer.status == 200 else answer


@breaks("text.success-200.total-words-count", witness=(text(text="the quick brown fox"),))
def always_counts_two(reference: Reference, asked: Asked) -> Answer:
    return _data(reference, asked, totalWords=2)


@breaks("text.success-200.is-rtl", "text.success-200.is-rtl-example", witness=(text(),))
def direction_is_a_string(reference: Reference, asked: Asked) -> Answer:
    return _data(reference, asked, isRTL="false")


@breaks("text.success-200.is-rtl-example", "text.success-200.is-rtl-target", witness=(text(),))
def everything_runs_from_right_to_left(reference: Reference, asked: Asked) -> Answer:
    return _data(reference, asked, isRTL=True)


@breaks("text.success-200.is-rtl-target", witness=(text(targetLang="ar"),))
def nothing_runs_from_right_to_left(reference: Reference, asked: Asked) -> Answer:
    return _data(reference, asked, isRTL=False)


@breaks("text.success-200.tokens-consumed", witness=(text(),))
def tokens_are_a_string(reference: Reference, asked: Asked) -> Answer:
    return _data(reference, asked, tokensConsumed="3")


@breaks("text.success-200.valid-json", witness=(text(),))
def labels_a_success_as_text(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, headers={"content-type": "text/plain"}) if answer.status == 200 else answer


# --- Request Validation Error 400 --------------------------------------------------------------------------


def _is_bare(answer: Answer) -> bool:
    return isinstance(answer.body, dict) and set(answer.body) == {"error"}


@breaks(
    "text.request-validation-error-400.bare-error",
    "text.validation-rules.*",
    "text.request-body.*",
    witness=(text(text=""),),
)
def envelops_validation_errors(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return envelope(400, answer.body["error"]) if _is_bare(answer) else answer


@breaks("text.validation-rules.text-empty", "text.validation-rules.*", "text.request-body.*", witness=(text(text=""),))
def answers_mistakes_with_422(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, status=422) if _is_bare(answer) else answer


def _reworded(reference: Reference, asked: Asked, old: str, new: str) -> Answer:
    answer = reference(asked)
    return bare(answer.body["error"].replace(old, new)) if _is_bare(answer) else answer


@breaks("text.request-validation-error-400.invalid-source-language", witness=(text(sourceLang="qq"),))
def rewords_the_source_sentence(reference: Reference, asked: Asked) -> Answer:
    return _reworded(reference, asked, "Invalid source language. Please", "Invalid source language! Please")


@breaks("text.request-validation-error-400.invalid-target-language", witness=(text(targetLang="qq"),))
def mistakes_the_target_for_the_source(reference: Reference, asked: Asked) -> Answer:
    return _reworded(reference, asked, "Invalid target", "Invalid source")


@breaks("text.request-validation-error-400.invalid-model", witness=(text(model="none"),))
def rewords_the_model_sentence(reference: Reference, asked: Asked) -> Answer:
    return _reworded(reference, asked, "Invalid model type", "Invalid model")


@breaks("text.request-validation-error-400.text-empty", witness=(text(text=""),))
def takes_empty_for_missing(reference: Reference, asked: Asked) -> Answer:
    return _reworded(reference, asked, "Text cannot be empty.", "Text is required.")


@breaks("text.request-validation-error-400.text-required", witness=(text(text=...),))
def takes_missing_for_empty(reference: Reference, asked: Asked) -> Answer:
    return _reworded(reference, asked, "Text is required.", "Text cannot be empty.")


@breaks("text.request-validation-error-400.client-mistake", witness=(replace(text(), body=b"{"),))
def fails_on_malformed_json(reference: Reference, asked: Asked) -> Answer:
    broken = asked.json is None and asked.headers.get("x-api-key")
    return envelope(500, "Error in text translation for api") if broken else reference(asked)


@breaks("text.request-validation-error-400.valid-json", witness=(text(text=""),))
def labels_validation_errors_as_html(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, headers={"content-type": "text/html"}) if _is_bare(answer) else answer


# --- keys and users ----------------------------------------------------------------------------------------


def _keyless(reference: Reference, asked: Asked, **changes: Any) -> Answer:
    answer = reference(asked)
    return answer.having(**changes) if "x-api-key" not in asked.headers else answer


@breaks("text.api-key-missing-invalid-header-401.status", witness=(text(None),))
def no_key_is_a_bad_request(reference: Reference, asked: Asked) -> Answer:
    return envelope(400, "Invalid api key") if "x-api-key" not in asked.headers else reference(asked)


@breaks("text.api-key-missing-invalid-header-401.message", witness=(text(None),))
def names_the_missing_header(reference: Reference, asked: Asked) -> Answer:
    return _keyless(reference, asked, message="x-api-key is missing")


@breaks("text.api-key-missing-invalid-header-401.error", witness=(text(None),))
def says_unauthorized(reference: Reference, asked: Asked) -> Answer:
    return _keyless(reference, asked, error="Unauthorized")


@breaks("text.api-key-missing-invalid-header-401.status-code", witness=(text(None),))
def repeats_another_status(reference: Reference, asked: Asked) -> Answer:
    return _keyless(reference, asked, statusCode=400)


@breaks("text.api-key-missing-invalid-header-401.data", witness=(text(None),))
def data_of_a_missing_key_is_an_object(reference: Reference, asked: Asked) -> Answer:
    return _keyless(reference, asked, data={})


@breaks("text.api-key-missing-invalid-header-401.malformed-key", witness=(text("not a key"),))
def forbids_malformed_keys(reference: Reference, asked: Asked) -> Answer:
    malformed = " " in asked.headers.get("x-api-key", "")
    return envelope(403, "Invalid api key") if malformed else reference(asked)


@breaks("text.api-key-missing-invalid-header-401.valid-json", witness=(text(None),))
def labels_a_missing_key_as_text(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    keyless = "x-api-key" not in asked.headers
    return replace(answer, headers={"content-type": "text/plain"}) if keyless else answer


@breaks("text.api-key-or-user-setup-errors-400.unknown-key-status", witness=(text("nobody"),))
def unknown_keys_are_unauthorized(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    unknown = answer.status == 400 and answer.body.get("message") == "Invalid api key"
    return envelope(401, "Invalid api key") if unknown else answer


@breaks(
    "text.api-key-or-user-setup-errors-400.unknown-key-message",
    "text.api-key-or-user-setup-errors-400.unknown-key-status-code",
    "text.api-key-or-user-setup-errors-400.unknown-key-data",
    "text.api-key-missing-invalid-header-401.malformed-key",
    witness=(text("nobody"),),
)
def unknown_keys_get_a_bare_error(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    unknown = answer.status == 400 and answer.body.get("message") == "Invalid api key"
    return bare("Invalid api key") if unknown else answer


@breaks(
    "text.api-key-or-user-setup-errors-400.inactive-user-message",
    "text.api-key-or-user-setup-errors-400.inactive-user-error",
    witness=(text("reference-inactive-key"),),
)
def inactive_users_have_an_invalid_key(reference: Reference, asked: Asked) -> Answer:
    inactive = asked.headers.get("x-api-key") == "reference-inactive-key"
    return envelope(400, "Invalid api key") if inactive else reference(asked)


@breaks(
    "text.api-key-or-user-setup-errors-400.no-organization-status",
    "text.api-key-or-user-setup-errors-400.no-organization-*",
    witness=(text("reference-lonely-key"),),
)
def needs_no_organization(reference: Reference, asked: Asked) -> Answer:
    lonely = asked.headers.get("x-api-key") == "reference-lonely-key"
    return reference(asked.header("x-api-key", "reference-valid-key") if lonely else asked)


# --- plan, tokens, failures --------------------------------------------------------------------------------


@breaks("text.plan-restriction-402.status", witness=(text("reference-unsubscribed-key", model=SUBSCRIBER_MODEL),))
def forbids_models_of_other_plans(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    restricted = answer.status == 402 and answer.body["data"] is None
    return envelope(403, answer.body["message"]) if restricted else answer


@breaks(
    "text.plan-restriction-402.message",
    "text.plan-restriction-402.error",
    witness=(text("reference-unsubscribed-key", model=SUBSCRIBER_MODEL),),
)
def capitalises_the_plan_sentence(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    restricted = answer.status == 402 and answer.body["data"] is None
    return envelope(402, answer.body["message"].capitalize()) if restricted else answer


def _out_of_tokens(reference: Reference, asked: Asked, **changes: Any) -> Answer:
    answer = reference(asked)
    return answer.data(**changes) if answer.status == 402 and answer.body["data"] else answer


_EXHAUSTED = (text("reference-exhausted-key", text=_LONG),)


@breaks("text.token-limit-reached-402.status", witness=_EXHAUSTED)
def too_many_requests_for_too_few_tokens(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    out = answer.status == 402 and answer.body["data"]
    return replace(answer, status=429).having(statusCode=429) if out else answer


@breaks("text.token-limit-reached-402.required-tokens", witness=_EXHAUSTED)
def required_tokens_are_a_string(reference: Reference, asked: Asked) -> Answer:
    return _out_of_tokens(reference, asked, requiredTokens="300")


@breaks("text.token-limit-reached-402.tokens", witness=_EXHAUSTED)
def tokens_left_are_null(reference: Reference, asked: Asked) -> Answer:
    return _out_of_tokens(reference, asked, tokens=None)


@breaks("text.token-limit-reached-402.required-exceeds-left", witness=_EXHAUSTED)
def requires_less_than_is_left(reference: Reference, asked: Asked) -> Answer:
    return _out_of_tokens(reference, asked, requiredTokens=1, tokens=5)


_FAILING = (text("reference-failing-key"),)


@breaks("text.processing-server-error-500.status", witness=_FAILING)
def fails_as_a_bad_gateway(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, status=502).having(statusCode=502) if answer.status == 500 else answer


@breaks("text.processing-server-error-500.error", witness=_FAILING)
def failure_is_told_as_an_object(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(error={"type": "ModelGone"}) if answer.status == 500 else answer


@breaks(
    "text.processing-server-error-500.message",
    "text.processing-server-error-500.status-code",
    "text.processing-server-error-500.data",
    witness=_FAILING,
)
def failures_are_bare(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(bare("the model is gone"), status=500) if answer.status == 500 else answer


def _labelled(reference: Reference, asked: Asked, key: str, label: str) -> Answer:
    answer = reference(asked)
    theirs = asked.headers.get("x-api-key") == key and answer.status >= 400
    return replace(answer, headers={"content-type": label}) if theirs else answer


@breaks("text.api-key-or-user-setup-errors-400.valid-json", witness=(text("reference-unknown-key"),))
def labels_an_unknown_key_as_text(reference: Reference, asked: Asked) -> Answer:
    return _labelled(reference, asked, "reference-unknown-key", "text/plain")


@breaks("text.plan-restriction-402.valid-json", witness=(text("reference-unsubscribed-key", model=SUBSCRIBER_MODEL),))
def labels_a_plan_restriction_as_a_page(reference: Reference, asked: Asked) -> Answer:
    return _labelled(reference, asked, "reference-unsubscribed-key", "text/html; charset=utf-8")


@breaks("text.token-limit-reached-402.valid-json", witness=_EXHAUSTED)
def labels_the_token_limit_as_bytes(reference: Reference, asked: Asked) -> Answer:
    return _labelled(reference, asked, "reference-exhausted-key", "application/octet-stream")


@breaks("text.processing-server-error-500.valid-json", witness=_FAILING)
def labels_a_failure_not_at_all(reference: Reference, asked: Asked) -> Answer:
    return _labelled(reference, asked, "reference-failing-key", "")


# --- where the plain request is not served at all ----------------------------------------------------------------


@breaks("text.authentication.x-api-key", "text.*", witness=(text(),))
def wants_the_key_in_the_body(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return bare("key is required.") if answer.status == 200 and "key" not in asked.json else answer


@breaks("text.request-body.optional-fields-omitted", "text.*", witness=(text(),))
def needs_a_domain(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return bare("domain is required.") if answer.status == 200 and "domain" not in asked.json else answer


@breaks("text.examples.javascript", "text.*", witness=(text(),))
def chokes_on_compact_json(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return bare("Bad JSON.") if answer.status == 200 and b'","' in asked.body else answer


@breaks("text.validation-rules.text-required", witness=(text(text=...),))
def no_text_is_unprocessable(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    missing = answer.status == 400 and isinstance(asked.json, dict) and "text" not in asked.json
    return replace(answer, status=422) if missing else answer


# --- each field of each envelope ---------------------------------------------------------------------------------

_ENVELOPES = {
    "text.api-key-or-user-setup-errors-400.unknown-key-": text("nobody"),
    "text.api-key-or-user-setup-errors-400.inactive-user-": text("reference-inactive-key"),
    "text.api-key-or-user-setup-errors-400.no-organization-": text("reference-lonely-key"),
    "text.plan-restriction-402.": text("reference-unsubscribed-key", model=SUBSCRIBER_MODEL),
    "text.token-limit-reached-402.": text("reference-exhausted-key", text=_LONG),
    "text.processing-server-error-500.": text("reference-failing-key"),
}
_FIELD_FAULTS: dict[str, dict[str, Any]] = {
    "message": {"message": "No."},
    "error": {"error": ["No."]},
    "status-code": {"statusCode": "400"},
    "data": {"data": {}},
}


def _faulty_field(witness: Asked, changes: dict[str, Any]) -> Change:
    """A server that spoils one field of the answer that *witness* gets."""
    sentence = Reference()(witness).body["message"]

    def change(reference: Reference, asked: Asked) -> Answer:
        answer = reference(asked)
        same = isinstance(answer.body, dict) and answer.body.get("message") == sentence
        return answer.having(**changes) if same and answer.status == Reference()(witness).status else answer

    return change


for _prefix, _witness in _ENVELOPES.items():
    for _fact, _changes in _FIELD_FAULTS.items():
        # The data of this one is an object.
        if (_id := _prefix + _fact) != "text.token-limit-reached-402.data":
            # What is no key at all may get the answer of an unknown one.
            _also = ("text.api-key-missing-invalid-header-401.malformed-key",) if "unknown" in _prefix else ()
            _name = f"spoils_{_id.removeprefix('text.').replace('.', '_').replace('-', '_')}"
            WRONG.add(Variant(_name, "text", _faulty_field(_witness, _changes), (_witness,), _id, _also))


@breaks("text.api-key-or-user-setup-errors-400.inactive-user-status", witness=(text("reference-inactive-key"),))
def forbids_inactive_users(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    inactive = asked.headers.get("x-api-key") == "reference-inactive-key"
    return envelope(403, answer.body["message"]) if inactive else answer


# --- where the plain request is right, and another one is not ----------------------------------------------------


@breaks("text.success-200.is-rtl", "text.success-200.is-rtl-target", witness=(text(targetLang="ar"),))
def arabic_runs_in_words(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(isRTL="true") if answer.status == 200 and answer.body["data"]["isRTL"] else answer


@breaks("text.success-200.translated-text", witness=(text(text=_LONG),))
def long_texts_have_no_translation(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(translatedText=None) if answer.status == 200 and len(asked.json["text"]) > 500 else answer


@breaks("text.success-200.data-object", "text.success-200.*", witness=(text(model="swift-1"),))
def a_model_has_answers_of_its_own(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    its_own = answer.status == 200 and asked.json["model"] == "swift-1"
    return Answer(200, {"translation": asked.json["text"]}) if its_own else answer


@breaks("text.success-200.message", "text.success-200.*", witness=(text(customPrompt="Please."),))
def a_prompt_is_answered_as_text(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    prompted = answer.status == 200 and "customPrompt" in asked.json
    return Answer(200, b"bonjour", {"content-type": "text/plain"}) if prompted else answer


@breaks("text.success-200.tokens-consumed", witness=(text(tone=None),))
def a_null_costs_a_null(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    null = answer.status == 200 and asked.json.get("tone", "") is None
    return answer.data(tokensConsumed=None) if null else answer


def _failing_if(reference: Reference, asked: Asked, *, fails: bool) -> Answer:
    return envelope(500, "Error in text translation for api") if fails else reference(asked)


_CLIENT = "text.request-validation-error-400.client-mistake"


@breaks(_CLIENT, witness=(text(domain=42),))
def trims_numbers(reference: Reference, asked: Asked) -> Answer:
    return _failing_if(reference, asked, fails=isinstance(asked.json, dict) and asked.json.get("domain") == 42)


@breaks(_CLIENT, witness=(text(text="   "),))
def needs_a_first_word(reference: Reference, asked: Asked) -> Answer:
    blank = isinstance(asked.json, dict) and isinstance(asked.json.get("text"), str) and asked.json["text"].isspace()
    return _failing_if(reference, asked, fails=blank)


@breaks("text.endpoint.post", _CLIENT, witness=(text(targetLang="en"),))
def fails_on_equal_languages(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    equal = answer.status == 200 and asked.json["sourceLang"] == asked.json["targetLang"]
    return _failing_if(reference, asked, fails=equal)


@breaks(_CLIENT, witness=(text(surprise=1),))
def takes_no_surprises(reference: Reference, asked: Asked) -> Answer:
    known = {"text", "sourceLang", "targetLang", "model", "domain", "writingStyle", "tone", "customPrompt"}
    return _failing_if(reference, asked, fails=isinstance(asked.json, dict) and bool(asked.json.keys() - known))


@breaks(_CLIENT, witness=(replace(text(), method="GET"),))
def fails_on_get(reference: Reference, asked: Asked) -> Answer:
    return _failing_if(reference, asked, fails=asked.method == "GET")


@breaks(_CLIENT, witness=(text().header("content-type", None),))
def reads_the_media_type_unseen(reference: Reference, asked: Asked) -> Answer:
    return _failing_if(reference, asked, fails="content-type" not in asked.headers)


@breaks("text.endpoint.post", "text.request-validation-error-400.client-mistake", witness=(text(text="a"),))
def looks_at_the_second_character(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return _failing_if(reference, asked, fails=answer.status == 200 and len(asked.json["text"]) == 1)


@breaks("text.authentication.json", witness=(text().header("content-type", "application/json; charset=utf-8"),))
def takes_no_charset(reference: Reference, asked: Asked) -> Answer:
    refused = "charset" in asked.headers.get("content-type", "")
    return replace(bare("JSON, please."), status=415) if refused else reference(asked)


@breaks("text.api-key-missing-invalid-header-401.malformed-key", witness=(text("reference-valid-key-and-more"),))
def looks_at_the_start_of_a_key(reference: Reference, asked: Asked) -> Answer:
    continued = asked.headers.get("x-api-key", "").startswith("reference-valid-key")
    return reference(asked.header("x-api-key", "reference-valid-key") if continued else asked)


@breaks("text.request-validation-error-400.invalid-model", witness=(text(model="none"),))
def glues_a_model_to_the_sentence(reference: Reference, asked: Asked) -> Answer:
    return _reworded(reference, asked, "e.g. ", "e.g.")


@breaks("text.request-body.text", witness=(replace(text(), body=b"[]"),))
def translates_no_texts_at_once(reference: Reference, asked: Asked) -> Answer:
    batch = isinstance(asked.json, list) and asked.headers.get("x-api-key")
    return Answer(200, {"batch": []}) if batch else reference(asked)


@breaks("text.validation-rules.target-lang-pattern", witness=(text(targetLang="de_AT"),))
def takes_other_joints(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "targetLang", "de_AT", "de-AT")


@breaks("text.success-200.original-text-echo", witness=(text(text="a\r\nb"),))
def keeps_no_carriage_returns(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.data(originalText=answer.body["data"]["originalText"].replace("\r\n", "\n"))


@breaks("text.success-200.total-words-count", witness=(text(text="word " * 19 + "word"),))
def counts_to_sixteen(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(totalWords=min(16, answer.body["data"]["totalWords"])) if answer.status == 200 else answer


# --- one near miss each ------------------------------------------------------------------------------------------


@breaks("text.validation-rules.source-lang-max-length", witness=(text(sourceLang="abcdefghijkl"),))
def takes_twelve_letters(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "sourceLang", "[a-z]{12}", "en")


@breaks("text.validation-rules.target-lang-max-length", witness=(text(targetLang="abcdef-ghijk"),))
def counts_no_hyphen(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "targetLang", "[a-z]{6}-[a-z]{5}", "fr")


@breaks("text.validation-rules.target-lang-pattern", witness=(text(targetLang="zh-Hant-TW"),))
def takes_two_hyphens(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "targetLang", "[A-Za-z]+-[A-Za-z]+-[A-Za-z]+", "fr")


@breaks("text.validation-rules.source-lang-pattern", witness=(text(sourceLang="en-"),))
def takes_an_open_hyphen(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "sourceLang", "[a-z]+-", "en")


@breaks("text.validation-rules.source-lang-pattern", witness=(text(sourceLang=" en"),))
def trims_codes(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "sourceLang", " [a-z]+", "en")


# --- what is nearly right --------------------------------------------------------------------------------------------

_VALID = "reference-valid-key"
_NEAR_KEY = "text.api-key-missing-invalid-header-401.malformed-key"
_NEAR_MODEL = "text.validation-rules.model-supported"
_ECHO = "text.success-200.original-text-echo"
_SERVED = "text.endpoint.post"
#: A text that crashes a service is no less a mistake of the service.
_CRASH = (_SERVED, _CLIENT)


@breaks(_NEAR_KEY, witness=(text(_VALID.upper()),))
def compares_keys_without_case(reference: Reference, asked: Asked) -> Answer:
    lowered = asked.headers.get("x-api-key", "").lower()
    return reference(asked.header("x-api-key", lowered) if lowered == _VALID else asked)


@breaks(_NEAR_KEY, witness=(text(_VALID[:-4]),))
def takes_the_start_of_a_key(reference: Reference, asked: Asked) -> Answer:
    given = asked.headers.get("x-api-key", "")
    return reference(asked.header("x-api-key", _VALID) if len(given) > 7 and _VALID.startswith(given) else asked)


@breaks(_NEAR_MODEL, witness=(text(model="GPT-4.1-Mini-2025-04-14"),))
def compares_models_without_case(reference: Reference, asked: Asked) -> Answer:
    model = asked.json.get("model") if isinstance(asked.json, dict) else None
    return reference(asked.asking(model=model.lower()) if isinstance(model, str) else asked)


@breaks(_NEAR_MODEL, witness=(text(model=" swift-1 "),))
def trims_models(reference: Reference, asked: Asked) -> Answer:
    model = asked.json.get("model") if isinstance(asked.json, dict) else None
    return reference(asked.asking(model=model.strip()) if isinstance(model, str) else asked)


@breaks("text.validation-rules.target-lang-pattern", witness=(text(targetLang="fr "),))
def trims_the_end_of_a_target(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "targetLang", "fr +", "fr")


@breaks("text.request-body.optional-pairs", witness=(text(domain="general", tone="formal"),))
def takes_no_domain_with_a_tone_alone(reference: Reference, asked: Asked) -> Answer:
    names = {"domain", "writingStyle", "tone", "customPrompt"}
    pair = isinstance(asked.json, dict) and names & asked.json.keys() == {"domain", "tone"}
    return _refusing(reference, asked, "domain", "tone") if pair else reference(asked)


# --- legal, but uncommon ---------------------------------------------------------------------------------------------


@breaks(
    "text.authentication.json",
    "text.request-body.optional-pairs",
    witness=(replace(text(), body=json.dumps(dict(reversed(text().json.items()))).encode()),),
)
def wants_the_text_first(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return bare("Bad JSON.") if answer.status == 200 and next(iter(asked.json)) != "text" else answer


@breaks("text.authentication.json", witness=(replace(text(), body=text().body.replace(b"h", b"\\u0068")),))
def reads_no_escapes(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return bare("Bad JSON.") if answer.status == 200 and rb"\u00" in asked.body else answer


@breaks(
    "text.authentication.json",
    witness=(text().header("content-type", 'application/json;charset="UTF-8"'),),
)
def compares_the_whole_media_type(reference: Reference, asked: Asked) -> Answer:
    known = ("", "application/json", "application/json; charset=utf-8", "Application/JSON")
    answer = reference(asked)
    other = answer.status == 200 and asked.headers.get("content-type", "") not in known
    return replace(bare("JSON, please."), status=415) if other else answer


def _echoing(reference: Reference, asked: Asked, change: Callable[[str], str]) -> Answer:
    answer = reference(asked)
    return answer.data(originalText=change(asked.json["text"])) if answer.status == 200 else answer


@breaks(_ECHO, witness=(text(text="007"),))
def texts_of_digits_are_numbers(reference: Reference, asked: Asked) -> Answer:
    return _echoing(reference, asked, lambda sent: str(int(sent)) if sent.isascii() and sent.isdigit() else sent)


@breaks(_ECHO, witness=(text(text="cafe\u0301"),))
def composes_letters(reference: Reference, asked: Asked) -> Answer:
    return _echoing(reference, asked, lambda sent: unicodedata.normalize("NFC", sent))


@breaks(_ECHO, witness=(text(text="a\u200fb"),))
def drops_what_is_not_seen(reference: Reference, asked: Asked) -> Answer:
    return _echoing(reference, asked, lambda sent: "".join(c for c in sent if unicodedata.category(c) != "Cf"))


@breaks(_ECHO, witness=(text(text="word " * 1200),))
def keeps_five_thousand_characters(reference: Reference, asked: Asked) -> Answer:
    return _echoing(reference, asked, lambda sent: sent[:5000])


@breaks(_ECHO, witness=(text(text="two  blanks"),))
def keeps_single_blanks(reference: Reference, asked: Asked) -> Answer:
    return _echoing(reference, asked, lambda sent: re.sub(" +", " ", sent))


@breaks(_ECHO, witness=(text(text="a <b>b</b>"),))
def strips_tags(reference: Reference, asked: Asked) -> Answer:
    return _echoing(reference, asked, lambda sent: re.sub("<[^>]*>", "", sent))


@breaks(_ECHO, witness=(text(text="a &amp; b"),))
def reads_entities(reference: Reference, asked: Asked) -> Answer:
    return _echoing(reference, asked, html.unescape)


@breaks(_ECHO, witness=(text(text="100%20"),))
def reads_percent_signs(reference: Reference, asked: Asked) -> Answer:
    return _echoing(reference, asked, unquote)


@breaks(_ECHO, witness=(text(text=r"a \n b"),))
def reads_backslashes(reference: Reference, asked: Asked) -> Answer:
    return _echoing(reference, asked, lambda sent: sent.replace(r"\n", "\n"))


@breaks(_ECHO, witness=(text(text="it\u2019s"),))
def straightens_quotes(reference: Reference, asked: Asked) -> Answer:
    return _echoing(reference, asked, lambda sent: sent.replace("\u2019", "'"))


@breaks(_ECHO, witness=(text(customPrompt="Please."),))
def puts_the_prompt_before_the_text(reference: Reference, asked: Asked) -> Answer:
    prompt = asked.json.get("customPrompt") if isinstance(asked.json, dict) else None
    return _echoing(reference, asked, lambda sent: f"{prompt} {sent}" if prompt else sent)


def _text_of(asked: Asked) -> str:
    sent = asked.json.get("text") if isinstance(asked.json, dict) else None
    return sent if isinstance(sent, str) else ""


def _refusing_text(reference: Reference, asked: Asked, *sentences: tuple[str, str]) -> Answer:
    answer = reference(asked)
    said = dict(sentences).get(_text_of(asked))
    return bare(said) if answer.status == 200 and said else answer


@breaks(_SERVED, witness=(text(text="0"),))
def takes_zero_for_nothing(reference: Reference, asked: Asked) -> Answer:
    return _refusing_text(reference, asked, ("0", "Text cannot be empty."))


@breaks(_SERVED, witness=(text(text="null"),))
def takes_null_for_nothing(reference: Reference, asked: Asked) -> Answer:
    return _refusing_text(reference, asked, ("null", "Text is required."))


def _crashing(reference: Reference, asked: Asked, *, crashes: bool) -> Answer:
    answer = reference(asked)
    return envelope(500, "Error in text translation for api") if answer.status == 200 and crashes else answer


@breaks(*_CRASH, witness=(text(text="__proto__"),))
def keeps_texts_in_an_object(reference: Reference, asked: Asked) -> Answer:
    return _crashing(reference, asked, crashes=_text_of(asked) == "__proto__")


@breaks(*_CRASH, witness=(text(text="50% of {it}"),))
def fills_in_the_text(reference: Reference, asked: Asked) -> Answer:
    return _crashing(reference, asked, crashes=re.search("{[a-z]", _text_of(asked)) is not None)


@breaks(*_CRASH, witness=(text(text=r"\1"),))
def replaces_with_the_text(reference: Reference, asked: Asked) -> Answer:
    return _crashing(reference, asked, crashes=re.search(r"\\\d", _text_of(asked)) is not None)


@breaks(*_CRASH, witness=(text(text="!?"),))
def divides_by_the_letters(reference: Reference, asked: Asked) -> Answer:
    return _crashing(reference, asked, crashes=not any(char.isalnum() for char in _text_of(asked)))


@breaks(*_CRASH, witness=(text(text="a" * 17_000),))
def has_no_room_for_pages(reference: Reference, asked: Asked) -> Answer:
    return _crashing(reference, asked, crashes=len(_text_of(asked)) > 16_384)


@breaks(*_CRASH, witness=(text(text="a\0b"),))
def ends_texts_with_a_null(reference: Reference, asked: Asked) -> Answer:
    return _crashing(reference, asked, crashes="\0" in _text_of(asked))


@breaks(*_CRASH, witness=(text(customPrompt="x" * 600),))
def has_no_room_for_prompts(reference: Reference, asked: Asked) -> Answer:
    prompt = asked.json.get("customPrompt") if isinstance(asked.json, dict) else None
    return _crashing(reference, asked, crashes=isinstance(prompt, str) and len(prompt) > 500)


@breaks(_CLIENT, witness=(replace(text(), body=b"null"),))
def asks_null_for_its_text(reference: Reference, asked: Asked) -> Answer:
    null = asked.body == b"null" and "x-api-key" in asked.headers
    return envelope(500, "Error in text translation for api") if null else reference(asked)


# --- what the page says, mixed up ------------------------------------------------------------------------------------


@breaks(
    "text.api-key-or-user-setup-errors-400.unknown-key-status",
    "text.api-key-or-user-setup-errors-400.*",
    "text.api-key-missing-invalid-header-401.*",
    "text.authentication.key-elsewhere",
    witness=(text("nobody"),),
)
def tells_errors_of_keys_with_200(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    of_key = answer.status in (400, 401) and "statusCode" in answer.body
    return replace(answer, status=200) if of_key else answer


@breaks(
    "text.validation-rules.text-empty",
    "text.validation-rules.*",
    "text.request-body.*",
    "text.request-validation-error-400.*",
    "text.success-200.*",
    witness=(text(text=""),),
)
def tells_mistakes_with_200(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, status=200) if _is_bare(answer) else answer


@breaks(
    "text.api-key-or-user-setup-errors-400.inactive-user-data",
    "text.*-data",
    "text.api-key-missing-invalid-header-401.malformed-key",
    witness=(text("reference-inactive-key"),),
)
def leaves_data_out_of_errors(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    empty = answer.status == 400 and answer.body.get("data", "") is None
    return answer.without("data") if empty else answer


@breaks("text.plan-restriction-402.error", witness=(text("reference-unsubscribed-key", model=SUBSCRIBER_MODEL),))
def leaves_error_null(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(error=None) if answer.status == 402 and answer.body["data"] is None else answer


@breaks(
    "text.plan-restriction-402.message",
    "text.plan-restriction-402.*",
    witness=(text("reference-unsubscribed-key", model=SUBSCRIBER_MODEL),),
)
def has_one_sentence_for_payment(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    sentence = Reference()(_EXHAUSTED[0]).body["message"]
    return envelope(402, sentence, {"requiredTokens": 3, "tokens": 0}) if answer.status == 402 else answer


@breaks("text.token-limit-reached-402.tokens", "text.token-limit-reached-402.*", witness=_EXHAUSTED)
def has_no_numbers_of_tokens(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(data=None) if answer.status == 402 else answer


@breaks("text.success-200.is-rtl-target", witness=(text(sourceLang="ar"), text(targetLang="ar")))
def tells_the_direction_of_the_source(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(isRTL=asked.json["sourceLang"] == "ar") if answer.status == 200 else answer


@breaks("text.success-200.total-words-example", "text.success-200.total-words-count", witness=(text(),))
def counts_the_words_of_the_translation(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.data(totalWords=len(answer.body["data"]["translatedText"].split()))


@breaks("text.request-validation-error-400.invalid-target-language", witness=(text(targetLang="qq"),))
def has_one_sentence_for_languages(reference: Reference, asked: Asked) -> Answer:
    return _reworded(reference, asked, "Invalid target language.", "Invalid language.")


# --- history: what came before --------------------------------------------------------------------------------------

_MEMORIES: WeakKeyDictionary[Reference, dict[Any, Any]] = WeakKeyDictionary()
_ALL_OF_200 = ("text.success-200.*",)


def _memory(reference: Reference) -> dict[Any, Any]:
    """What a server remembers."""
    return _MEMORIES.setdefault(reference, {})


def _key_of(asked: Asked) -> str:
    return asked.headers.get("x-api-key", "")


def _target_of(asked: Asked) -> Any:
    return asked.json.get("targetLang") if isinstance(asked.json, dict) else None


def _remembering(reference: Reference, asked: Asked, thing: object) -> Answer:
    """The answer to the first valid request that has the same *thing*."""
    answer = reference(asked)
    return _memory(reference).setdefault(thing, answer) if answer.status == 200 else answer


@breaks(_ECHO, witness=(text(), text(text="Hello World")))
def remembers_texts_without_case(reference: Reference, asked: Asked) -> Answer:
    return _remembering(reference, asked, (_text_of(asked).lower(), _target_of(asked)))


@breaks(_ECHO, *_ALL_OF_200, witness=(text(), text(text="hello world and more")))
def remembers_the_start_of_texts(reference: Reference, asked: Asked) -> Answer:
    return _remembering(reference, asked, (_text_of(asked)[:10], _target_of(asked)))


@breaks(_ECHO, *_ALL_OF_200, witness=(text(), text(text="hello, world!")))
def remembers_words(reference: Reference, asked: Asked) -> Answer:
    words = tuple(re.findall(r"\w+", _text_of(asked)))
    return _remembering(reference, asked, (words, _target_of(asked)))


@breaks("text.success-200.is-rtl-target", witness=(text(), text(targetLang="ar")))
def remembers_texts_without_their_language(reference: Reference, asked: Asked) -> Answer:
    return _remembering(reference, asked, _text_of(asked))


@breaks(
    "text.api-key-or-user-setup-errors-400.unknown-key-status",
    "text.*key*",
    "text.api-key-*",
    "text.processing-server-error-500.*",
    witness=(text(), text("nobody")),
)
def remembers_answers_for_everybody(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status == 200:
        memory[asked.body] = answer
    known: Answer = memory.get(asked.body, answer)
    return known


@breaks(
    "text.api-key-missing-invalid-header-401.status",
    "text.api-key-missing-invalid-header-401.*",
    "text.authentication.key-elsewhere",
    witness=(text(), text(None)),
)
def who_came_in_stays_in(reference: Reference, asked: Asked) -> Answer:
    memory = _memory(reference)
    if "x-api-key" not in asked.headers and "key" in memory:
        return reference(asked.header("x-api-key", memory["key"]))
    answer = reference(asked)
    if answer.status == 200:
        memory["key"] = _key_of(asked)
    return answer


@breaks(_SERVED, "text.*", witness=(text(sourceLang="qq"), text()))
def repeats_a_refusal(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    refused = memory.pop("refused", None)
    if answer.status == 400 and _is_bare(answer):
        memory["refused"] = answer
    return refused if refused and answer.status == 200 else answer


@breaks(_SERVED, "text.*", witness=(*[text("nobody")] * 5, text()))
def locks_out_after_five_wrong_keys(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status in (400, 401) and "statusCode" in answer.body:
        memory["wrong"] = memory.get("wrong", 0) + 1
    return envelope(401, "Invalid api key") if memory.get("wrong", 0) >= 5 and answer.status == 200 else answer


@breaks("text.success-200.is-rtl-example", "text.success-200.is-rtl-target", witness=(text(targetLang="ar"), text()))
def the_direction_sticks(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status != 200:
        return answer
    memory["right"] = memory.get("right", False) or answer.body["data"]["isRTL"]
    return answer.data(isRTL=memory["right"])


@breaks("text.success-200.total-words-example", "text.success-200.total-words-count", witness=(text(), text()))
def words_add_up(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status != 200:
        return answer
    memory["words"] = memory.get("words", 0) + answer.body["data"]["totalWords"]
    return answer.data(totalWords=memory["words"])


@breaks("text.success-200.original-text-example", _ECHO, witness=(text(text="one"), text(text="two")))
def the_original_is_that_of_before(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status != 200:
        return answer
    before = memory.get("text", asked.json["text"])
    memory["text"] = asked.json["text"]
    return answer.data(originalText=before)


@breaks(
    "text.request-validation-error-400.text-empty",
    "text.request-validation-error-400.*",
    witness=(text(sourceLang="qq"), text(text="")),
)
def mistakes_pile_up(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if not _is_bare(answer):
        return answer
    memory[answer.body["error"]] = None
    return bare(" ".join(memory))


@breaks(_SERVED, "text.*", witness=(text(),) * 7)
def fails_every_seventh_time(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    memory["served"] = memory.get("served", 0) + (answer.status == 200)
    fails = answer.status == 200 and memory["served"] % 7 == 0
    return envelope(500, "Error in text translation for api") if fails else answer


def _only_once(reference: Reference, asked: Asked, key: str, *statuses: int) -> Answer:
    """The account called *key* is refused with one of *statuses* once, and served from then on."""
    answer, memory = reference(asked), _memory(reference)
    if _key_of(asked) != key or answer.status not in statuses:
        return answer
    before, memory[key] = memory.get(key), answer
    return reference(asked.header("x-api-key", _VALID)) if before else answer


@breaks(
    "text.api-key-or-user-setup-errors-400.inactive-user-status",
    "text.api-key-or-user-setup-errors-400.inactive-user-*",
    witness=(text("reference-inactive-key"),) * 2,
)
def inactive_users_may_try_again(reference: Reference, asked: Asked) -> Answer:
    return _only_once(reference, asked, "reference-inactive-key", 400)


@breaks(
    "text.api-key-or-user-setup-errors-400.no-organization-status",
    "text.api-key-or-user-setup-errors-400.no-organization-*",
    witness=(text("reference-lonely-key"),) * 2,
)
def makes_an_organization_on_the_way(reference: Reference, asked: Asked) -> Answer:
    return _only_once(reference, asked, "reference-lonely-key", 400)


@breaks(
    "text.plan-restriction-402.status",
    "text.plan-restriction-402.*",
    witness=(text("reference-unsubscribed-key", model=SUBSCRIBER_MODEL),) * 2,
)
def restricts_a_model_once(reference: Reference, asked: Asked) -> Answer:
    return _only_once(reference, asked, "reference-unsubscribed-key", 402)


@breaks("text.token-limit-reached-402.status", "text.token-limit-reached-402.*", witness=_EXHAUSTED * 2)
def the_limit_counts_once(reference: Reference, asked: Asked) -> Answer:
    return _only_once(reference, asked, "reference-exhausted-key", 402)


@breaks("text.processing-server-error-500.status", "text.processing-server-error-500.*", witness=_FAILING * 2)
def fails_once(reference: Reference, asked: Asked) -> Answer:
    return _only_once(reference, asked, "reference-failing-key", 500)


@breaks(_SERVED, "text.*", witness=(*_FAILING, text()))
def stays_broken_for_the_next(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    broken = memory.pop("broken", None)
    if answer.status == 500:
        memory["broken"] = answer
    return broken if broken and answer.status == 200 else answer


@breaks("text.request-body.model", "text.*bare-error", witness=(text(), text(model=...)))
def the_model_sticks(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status == 200:
        memory["model"] = asked.json["model"]
    missing = isinstance(asked.json, dict) and "model" not in asked.json and "model" in memory
    return reference(asked.asking(model=memory["model"])) if missing else answer


@breaks("text.request-body.source-lang", "text.*bare-error", witness=(text(), text(sourceLang=...)))
def the_source_sticks(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status == 200:
        memory["source"] = asked.json["sourceLang"]
    missing = isinstance(asked.json, dict) and "sourceLang" not in asked.json and "source" in memory
    return reference(asked.asking(sourceLang=memory["source"])) if missing else answer


@breaks(_SERVED, "text.*", witness=(text(), text()))
def serves_nothing_twice(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status != 200 or memory.setdefault(asked.body, asked) is asked:
        return answer
    return replace(bare("This was translated before."), status=409)


@breaks(
    "text.validation-rules.source-lang-supported",
    "text.request-validation-error-400.*",
    witness=(
        text(),
        text(sourceLang="qq"),
    ),
)
def validates_a_text_once(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status == 200:
        memory[asked.json["text"]] = None
    source = asked.json.get("sourceLang") if isinstance(asked.json, dict) else None
    known = _text_of(asked) in memory and isinstance(source, str) and re.fullmatch("[a-z]{2}", source)
    return reference(asked.asking(sourceLang="en")) if known else answer


# --- company: who else asks ------------------------------------------------------------------------------------------


async def _shared(reference: Reference, name: str, value: object) -> Any:
    """What a variable that all requests share holds after others have got in between."""
    memory = _memory(reference)
    memory[name] = value
    await asyncio.sleep(0)
    return memory[name]


@breaks("text.success-200.original-text-example", _ECHO, witness=(text(text="one"), text(text="two")))
async def has_one_current_text(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.data(originalText=await _shared(reference, "text", asked.json["text"]))


@breaks("text.success-200.is-rtl-example", "text.success-200.is-rtl-target", witness=(text(targetLang="ar"), text()))
async def has_one_current_direction(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.data(isRTL=await _shared(reference, "right", answer.body["data"]["isRTL"]))


@breaks("text.success-200.total-words-example", "text.success-200.total-words-count", witness=(text(text="a"), text()))
async def has_one_current_count(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.data(totalWords=await _shared(reference, "words", answer.body["data"]["totalWords"]))


@breaks("text.api-key-or-user-setup-errors-400.unknown-key-status", "text.*", witness=(text("nobody"), text()))
async def has_one_current_user(reference: Reference, asked: Asked) -> Answer:
    if _key_of(asked) not in (_VALID, "reference-unknown-key", "nobody"):
        return reference(asked)
    return reference(asked.header("x-api-key", await _shared(reference, "key", _key_of(asked))))


@breaks(_SERVED, "text.*", witness=(text(), text(sourceLang="qq")))
async def has_one_current_mistake(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200 and not _is_bare(answer):
        return answer
    mistake = await _shared(reference, "mistake", answer if _is_bare(answer) else None)
    return mistake or reference(asked if answer.status == 200 else text())


@breaks(_SERVED, "text.*", witness=(text(), text()))
async def serves_one_at_a_time(reference: Reference, asked: Asked) -> Answer:
    memory, answer = _memory(reference), reference(asked)
    if answer.status != 200:
        return answer
    if memory.get("busy"):
        return envelope(500, "Error in text translation for api", error="database is locked")
    memory["busy"] = True
    await asyncio.sleep(0)
    memory["busy"] = False
    return answer


# --- what only drawn requests meet -------------------------------------------------------------------------------


def _original_without(asked: Asked, answer: Answer, dropped: str) -> Answer:
    return answer.data(originalText=re.sub(f"[{dropped}]", "", asked.json["text"])) if answer.status == 200 else answer


@breaks("text.success-200.original-text-echo", witness=(text(text="\u2764\ufe0f"),))
def drops_variation_selectors(reference: Reference, asked: Asked) -> Answer:
    return _original_without(asked, reference(asked), "\ufe0e\ufe0f")


@breaks("text.success-200.original-text-echo", witness=(text(text="co\u00adoperate"),))
def drops_what_has_no_width(reference: Reference, asked: Asked) -> Answer:
    return _original_without(asked, reference(asked), "\u00ad\u200b\u2060")


@breaks("text.validation-rules.target-lang-pattern", witness=(text(targetLang="fr\u2013CA"),))
def takes_typographic_dashes(reference: Reference, asked: Asked) -> Answer:
    code = asked.json.get("targetLang") if isinstance(asked.json, dict) else None
    cut = isinstance(code, str) and re.split("[\u2010-\u2015\u2212\uff0d]", code)[0]
    return reference(asked.asking(targetLang=cut) if cut and cut != code else asked)


@breaks(*_CRASH, witness=(text(domain="\u6cd5\u5f8b"),))
def keeps_the_domain_as_latin_1(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    domain = asked.json.get("domain") if answer.status == 200 else None
    if isinstance(domain, str) and any(ord(character) > 255 for character in domain):
        return envelope(500, "Error in text translation for api")
    return answer


# --- what others built from the same page --------------------------------------------------------------------------


_PAGE = Answer(500, b"<h1>Internal Server Error</h1>", {"content-type": "text/html"})
_FAILURE = "text.processing-server-error-500."


@breaks(_SERVED, "text.request-body.*", witness=(replace(text(), body=text().body.replace(b"hello", "café".encode())),))
def reads_ascii(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer if asked.body.isascii() or answer.status != 200 else bare("The body is not JSON.")


@breaks(*_CRASH, _FAILURE + "*", witness=(text(customPrompt="\u6cd5\u5f8b"),))
def hands_the_prompt_on_in_a_header(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    prompt = asked.json.get("customPrompt") if answer.status == 200 else None
    return _PAGE if isinstance(prompt, str) and any(ord(char) > 255 for char in prompt) else answer


@breaks(*_CRASH, witness=(text(sourceLang="ar", targetLang="de-AT"),))
def fails_between_two_of_its_languages(reference: Reference, asked: Asked) -> Answer:
    pair = isinstance(asked.json, dict) and (asked.json.get("sourceLang"), asked.json.get("targetLang"))
    return _crashing(reference, asked, crashes=pair == ("ar", "de-AT"))


@breaks(_FAILURE + "message", _FAILURE + "*", _CLIENT, "text.request-body.*", witness=(text(text=["hello world"]),))
def crashes_over_a_text_that_is_none(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    odd = isinstance(asked.json, dict) and not isinstance(asked.json.get("text", ""), str)
    return _PAGE if odd and _is_bare(answer) else answer


@breaks(_FAILURE + "status-code", _FAILURE + "*", _CLIENT, witness=(replace(text(), body=text().body[:22]),))
def tells_of_json_that_is_cut_off_as_a_failure(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    cut_off = _is_bare(answer) and asked.json is None and asked.body.startswith(b'{"text"')
    return replace(bare("Unexpected end of JSON input"), status=500) if cut_off else answer


def _taking_models(reference: Reference, asked: Asked, pattern: str) -> Answer:
    model = asked.json.get("model") if isinstance(asked.json, dict) else None
    taken = isinstance(model, str) and re.match(pattern, model)
    return reference(asked.asking(model=PRINTED["model"]) if taken else asked)


@breaks(_NEAR_MODEL, "text.*bare-error", witness=(text(model="gpt-4_1-mini-2025-04-14"),))
def takes_any_character_for_a_dot(reference: Reference, asked: Asked) -> Answer:
    return _taking_models(reference, asked, r"gpt-4.1-mini-2025-04-14\Z")


@breaks(_NEAR_MODEL, "text.*bare-error", witness=(text(model="gpt-4.1-mini-2025-04-14\n"),))
def overlooks_the_end_of_a_line(reference: Reference, asked: Asked) -> Answer:
    return _taking_models(reference, asked, r"gpt-4\.1-mini-2025-04-14$")


@breaks("text.request-body.model-string", "text.*bare-error", witness=(text(model=1),))
def takes_the_place_of_a_model(reference: Reference, asked: Asked) -> Answer:
    place = asked.json.get("model") if isinstance(asked.json, dict) else None
    if not isinstance(place, int) or not 0 <= place < len(MODELS):
        return reference(asked)
    return reference(asked.asking(model=MODELS[place]))


@breaks(_ECHO, *_ALL_OF_200, witness=(text(text="a" * 80), text(text="a" * 80 + "b")))
def remembers_sixty_four_characters(reference: Reference, asked: Asked) -> Answer:
    sent = _text_of(asked)
    return _remembering(reference, asked, (sent if len(sent) < 64 else sent[:64], _target_of(asked)))


@breaks("text.success-200.is-rtl-example", "text.success-200.is-rtl-target", witness=(text(targetLang="ar"), text()))
async def answers_once_for_all_who_ask_for_a_text(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status != 200:
        return answer
    under_way: Answer = memory.setdefault(_text_of(asked), answer)
    await asyncio.sleep(0)
    memory.pop(_text_of(asked), None)
    return under_way


def _letting(reference: Reference, asked: Asked, key: str, name: str, value: str) -> Answer:
    """The account called *key* is let in where the field *name* is *value*."""
    let = _key_of(asked) == key and isinstance(asked.json, dict) and asked.json.get(name) == value
    return reference(asked.header("x-api-key", _VALID) if let else asked)


@breaks(
    "text.api-key-or-user-setup-errors-400.inactive-user-status",
    "text.api-key-or-user-setup-errors-400.inactive-user-*",
    witness=(text("reference-inactive-key", model="swift-1"),),
)
def lets_inactive_users_have_one_model(reference: Reference, asked: Asked) -> Answer:
    return _letting(reference, asked, "reference-inactive-key", "model", "swift-1")


@breaks(
    "text.api-key-or-user-setup-errors-400.no-organization-status",
    "text.api-key-or-user-setup-errors-400.no-organization-*",
    witness=(text("reference-lonely-key", targetLang="en"),),
)
def needs_no_organization_for_english(reference: Reference, asked: Asked) -> Answer:
    return _letting(reference, asked, "reference-lonely-key", "targetLang", "en")


@breaks(
    "text.plan-restriction-402.status",
    "text.plan-restriction-402.*",
    witness=(text("reference-unsubscribed-key", model=SUBSCRIBER_MODEL, targetLang="en"),),
)
def restricts_no_model_into_english(reference: Reference, asked: Asked) -> Answer:
    return _letting(reference, asked, "reference-unsubscribed-key", "targetLang", "en")
