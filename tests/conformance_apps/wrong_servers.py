"""Wrong servers: each is the reference with one fault, named for it, and breaks the requirement it names."""

# ruff: noqa: D103 - the name of a server says what there is to say

import base64
import html
import json
import re
from dataclasses import replace
from io import BytesIO
from typing import Any

from PIL import Image

from conformance_apps.asking import TINY, image, text
from conformance_apps.faults import Change, Collection, Variant
from conformance_apps.reference import (
    SUBSCRIBER_MODEL,
    Answer,
    Asked,
    File,
    Reference,
    bare,
    data_url,
    envelope,
    picture_format,
    pictured,
    refusal,
)

WRONG = Collection()
breaks = WRONG.breaks

_LONG = "hello world " * 100
_BY_BEARER = text(None).header("authorization", "Bearer reference-valid-key")
# --- text: Endpoint, Authentication ------------------------------------------------------------------------------


@breaks("text.endpoint.post", "text.*", witness=(text(),))
def created_instead_of_ok(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, status=201) if answer.status == 200 else answer


@breaks("text.endpoint.post", witness=(text(text="👋"),))
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


# --- text: Request Body ------------------------------------------------------------------------------------------


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
    witness=(text(domain="general", writingStyle="formal", tone="formal", customPrompt="Please."),),
)
def refuses_tone_beside_style(reference: Reference, asked: Asked) -> Answer:
    return _refusing(reference, asked, "tone", "writingStyle")


# --- text: Validation Rules --------------------------------------------------------------------------------------


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
    return _instead(reference, asked, "model", "gpt-4.1-mini-2025-04-14-.*", "swift-1")


@breaks("text.validation-rules.model-listed", witness=(text(model="swift-1"),))
def lost_a_model(reference: Reference, asked: Asked) -> Answer:
    return _instead(reference, asked, "model", "swift-1", "unknown")


# --- text: Examples ----------------------------------------------------------------------------------------------


@breaks("text.examples.curl", witness=(replace(text(), body=text().body.replace(b"{", b"{\n")),))
def chokes_on_line_ends(reference: Reference, asked: Asked) -> Answer:
    return bare("Bad JSON.") if asked.body.startswith(b"{\n") else reference(asked)


@breaks("text.examples.python", witness=(replace(text(), body=json.dumps(text().json).encode()),))
def chokes_on_blanks(reference: Reference, asked: Asked) -> Answer:
    return bare("Bad JSON.") if b'", "' in asked.body else reference(asked)


# --- text: Success 200 -------------------------------------------------------------------------------------------


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


# --- text: Request Validation Error 400 --------------------------------------------------------------------------


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


# --- text: keys and users ----------------------------------------------------------------------------------------


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
def labels_a_missing_key_as_problem(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    keyless = "x-api-key" not in asked.headers
    return replace(answer, headers={"content-type": "application/problem+json"}) if keyless else answer


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


# --- text: plan, tokens, failures --------------------------------------------------------------------------------


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


# --- image: API, Get started, Endpoint ---------------------------------------------------------------------------


def _picture(reference: Reference, asked: Asked, **changes: Any) -> Answer:
    answer = reference(asked)
    return answer.having(**changes) if answer.status == 200 else answer


def _thumbnail() -> str:
    buffer = BytesIO()
    Image.new("RGB", (90, 90)).save(buffer, "PNG")
    return data_url(buffer.getvalue())


@breaks("image.api.layout-preserved", witness=(image(),))
def answers_with_square_pictures(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, image=_thumbnail())


@breaks(
    "image.get-started-in-minutes.picture-and-metadata",
    "image.success-200.word-mapping-object",
    witness=(image(),),
)
def leaves_the_mapping_out(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.without("word_mapping") if answer.status == 200 else answer


@breaks("image.endpoint.post", "image.*", witness=(image(),))
def accepted_instead_of_ok(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, status=202) if answer.status == 200 else answer


# --- image: Authentication ---------------------------------------------------------------------------------------

_VALID = "Bearer itk_reference.its_valid0key"


def _let_in(reference: Reference, asked: Asked, pattern: str) -> Answer:
    fits = re.fullmatch(pattern, asked.headers.get("authorization", ""))
    return reference(asked.header("authorization", _VALID) if fits else asked)


@breaks("image.authentication.unknown-key", witness=(image("Bearer itk_nobody.its_unknown0key"),))
def lets_strangers_in(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, r"Bearer itk_nobody\..*")


@breaks("image.authentication.wrong-secret", witness=(image("Bearer itk_reference.its_other0secret"),))
def looks_at_the_key_id_only(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, r"Bearer itk_reference\.[^.]+")


@breaks("image.authentication.malformed-key", witness=(image("Bearer itk_reference"),))
def needs_no_secret(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, "Bearer itk_reference")


@breaks("image.authentication.other-scheme", witness=(image("Basic itk_reference.its_valid0key"),))
def ignores_the_scheme(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, r"\w+ itk_reference\.its_valid0key")


# --- image: Attributes -------------------------------------------------------------------------------------------


@breaks("image.attributes.image-required", witness=(image(image=None),))
def translates_without_a_picture(reference: Reference, asked: Asked) -> Answer:
    missing = asked.headers.get("authorization") == _VALID and asked.form and "image" not in asked.form
    return reference(asked.form_with(image=TINY) if missing else asked)


def _refusing_field(reference: Reference, asked: Asked, name: str, *values: str | None) -> Answer:
    answer = reference(asked)
    refused = answer.status == 200 and asked.form.get(name) in values
    return refusal(400, "VALUE", f"{name}!") if refused else answer


@breaks("image.attributes.source-language-auto", witness=(image(source_language="auto"),))
def does_not_know_auto(reference: Reference, asked: Asked) -> Answer:
    return _refusing_field(reference, asked, "source_language", "auto")


@breaks("image.attributes.source-language-code", witness=(image(source_language="ja"),))
def reads_no_japanese(reference: Reference, asked: Asked) -> Answer:
    return _refusing_field(reference, asked, "source_language", "ja")


@breaks(
    "image.attributes.source-language-optional",
    "image.*",
    witness=(image(),),
)
def needs_a_source_language(reference: Reference, asked: Asked) -> Answer:
    return _refusing_field(reference, asked, "source_language", None)


@breaks("image.attributes.target-language-code", witness=(image(target_language="fr"),))
def writes_no_french(reference: Reference, asked: Asked) -> Answer:
    return _refusing_field(reference, asked, "target_language", "fr")


@breaks(
    "image.attributes.target-language-default",
    "image.success-200.target-language-echo",
    witness=(image(target_language=None),),
)
def translates_into_french_by_default(reference: Reference, asked: Asked) -> Answer:
    default = asked.form and "target_language" not in asked.form
    return reference(asked.form_with(target_language="fr") if default else asked)


@breaks("image.attributes.translator-model-values", witness=(image(translator_model="grok"),))
def does_not_know_grok(reference: Reference, asked: Asked) -> Answer:
    return _refusing_field(reference, asked, "translator_model", "grok")


@breaks("image.attributes.translator-model-unlisted", witness=(image(translator_model="geminix"),))
def takes_any_model(reference: Reference, asked: Asked) -> Answer:
    known = asked.form.get("translator_model", "gemini") in ("grok", "openai", "claude", "gemini")
    return reference(asked if known or not asked.form else asked.form_with(translator_model="gemini"))


@breaks("image.attributes.translator-model-optional", witness=(image(translator_model=None),))
def needs_a_model(reference: Reference, asked: Asked) -> Answer:
    return _refusing_field(reference, asked, "translator_model", None)


@breaks(
    "image.attributes.translator-model-plan",
    witness=(image("Bearer itk_small.its_restricted0key", translator_model="claude"),),
)
def forgets_the_plan(reference: Reference, asked: Asked) -> Answer:
    restricted = reference(asked)
    return reference(asked.form_with(translator_model="gemini")) if restricted.status == 402 else restricted


# --- image: Success (200) ----------------------------------------------------------------------------------------


@breaks("image.success-200.success-true", witness=(image(),))
def success_is_a_string(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, success="true")


@breaks("image.success-200.credits-number", witness=(image(),))
def credits_are_a_string(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, credits="1234")


@breaks("image.success-200.credits-omitted-for-anonymous", witness=(image(None),))
def strangers_have_no_credits_left(reference: Reference, asked: Asked) -> Answer:
    if "authorization" in asked.headers or not isinstance(asked.form.get("image"), File):
        return reference(asked)
    mistake = reference.mistake("", asked.form)
    return mistake or pictured(asked.form, 0)


@breaks("image.success-200.credits-remaining", witness=(image(), image()))
def credits_rise(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status == 200:
        reference.credits = {key: left + 2 for key, left in reference.credits.items()}
    return answer


@breaks("image.success-200.image-string", "image.success-200.image-*", witness=(image(),))
def image_is_an_object(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, image={"url": "data:,"})


def _url(reference: Reference, asked: Asked, change: Any) -> Answer:
    answer = reference(asked)
    return answer.having(image=change(answer.body["image"])) if answer.status == 200 else answer


@breaks("image.success-200.image-data-url", witness=(image(),))
def image_is_bare_base64(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url.partition(",")[2])


@breaks("image.success-200.image-data-url", witness=(image(),))
def image_is_url_safe_base64(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url[:22] + url[22:].replace("/", "_").replace("+", "-").replace("A", "_"))


@breaks("image.success-200.image-data-url", witness=(image(),))
def base64_has_line_ends(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url[:40] + "\n" + url[40:])


@breaks("image.success-200.image-decodes", witness=(image(),))
def image_is_cut_off(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url[: 22 + (len(url) - 22) // 8 * 4])


@breaks("image.success-200.image-decodes", witness=(image(),))
def image_is_a_text(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url[:22] + base64.b64encode(b"a picture").decode())


@breaks("image.success-200.image-media-type", witness=(image(),))
def calls_a_png_a_jpeg(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url.replace("image/png", "image/jpeg"))


def _chunk(reference: Reference, asked: Asked, **changes: Any) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    chunk = {**answer.body["chunks"][0], **changes}
    return answer.having(chunks=[{name: value for name, value in chunk.items() if value is not ...}])


@breaks("image.success-200.chunks-array", witness=(image(),))
def chunks_are_an_object(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, chunks={"1": "Hello"})


@breaks("image.success-200.chunk-label", witness=(image(),))
def labels_are_strings(reference: Reference, asked: Asked) -> Answer:
    return _chunk(reference, asked, label="1")


@breaks("image.success-200.chunk-source-text", witness=(image(),))
def chunks_lack_their_source(reference: Reference, asked: Asked) -> Answer:
    answer = _chunk(reference, asked, sourceText=...)
    return answer.having(word_mapping={}) if answer.status == 200 else answer


@breaks("image.success-200.chunk-translated-text", witness=(image(),))
def chunks_lack_their_translation(reference: Reference, asked: Asked) -> Answer:
    answer = _chunk(reference, asked, translatedText=None)
    return answer.having(word_mapping={}) if answer.status == 200 else answer


@breaks("image.success-200.word-mapping-object", witness=(image(),))
def mapping_is_a_list_of_pairs(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, word_mapping=[["Hello", "Bonjour"]])


@breaks("image.success-200.word-mapping-object", "image.success-200.word-mapping-covers-chunks", witness=(image(),))
def mapping_leads_to_lists(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    listed = [{**chunk, "translatedText": "Hi"} for chunk in answer.body["chunks"]]
    return answer.having(chunks=listed, word_mapping={"Hello": "Hi", "OK": ["OK"]})


@breaks(
    "image.success-200.chunks-array",
    "image.success-200.chunk-*",
    "image.success-200.word-mapping-covers-chunks",
    witness=(image(),),
)
def chunks_are_strings(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, chunks=["Hello"])


@breaks("image.success-200.word-mapping-direction", witness=(image(),))
def mapping_leads_back(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.having(word_mapping={b: a for a, b in answer.body["word_mapping"].items()})


@breaks("image.success-200.word-mapping-covers-chunks", witness=(image(),))
def mapping_is_of_another_picture(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, word_mapping={"Goodbye": "Au revoir"})


@breaks("image.success-200.target-language-echo", "image.curl.example", witness=(image(),))
def calls_japanese_jp(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    japanese = answer.status == 200 and answer.body["target_language"] == "ja"
    return answer.having(target_language="jp") if japanese else answer


@breaks("image.curl.example", "image.success-200.target-language-echo", witness=(image(),))
def tells_the_default_language_of_a_model(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    printed = answer.status == 200 and asked.form.get("translator_model") == "gemini"
    return answer.having(target_language="en") if printed else answer


# --- image: On Error, Notes --------------------------------------------------------------------------------------


@breaks("image.on-error-4xx-5xx.status", "image.on-error-4xx-5xx.*", witness=(image(image=None),))
def tells_errors_with_200(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, status=200) if answer.status >= 400 else answer


@breaks("image.on-error-4xx-5xx.error-message", witness=(image(image=None),))
def error_is_an_object(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(error={"message": "no"}) if answer.status == 400 else answer


@breaks("image.on-error-4xx-5xx.error-code", witness=(image(image=None),))
def code_is_a_number(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    ours = answer.status >= 400 and isinstance(answer.body, dict)
    return answer.having(code=answer.status) if ours else answer


@breaks("image.on-error-4xx-5xx.valid-json", witness=(image(None),))
def labels_errors_as_text(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, headers={"content-type": "text/plain"}) if answer.status >= 400 else answer


@breaks("image.on-error-4xx-5xx.client-mistake", witness=(image(image=File("image.bmp", b"BM")),))
def fails_on_other_types(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return refusal(500, "INTERNAL", "Oops.") if answer.status == 415 else answer


def _refusing_format(reference: Reference, asked: Asked, format_: str) -> Answer:
    answer = reference(asked)
    refused = answer.status == 200 and picture_format(asked.form["image"].content) == format_
    return refusal(415, "TYPE", "Not this one.") if refused else answer


def _tiny(format_: str, mode: str = "RGB") -> File:
    buffer = BytesIO()
    Image.new(mode, (2, 1)).save(buffer, format_)
    return File(f"image.{format_.lower()}", buffer.getvalue())


def _moving() -> File:
    buffer = BytesIO()
    Image.new("RGB", (2, 1)).save(buffer, "GIF", save_all=True, append_images=[Image.new("RGB", (2, 1), "red")])
    return File("image.gif", buffer.getvalue())


@breaks("image.notes.png", "image.*", witness=(image(),))
def refuses_png(reference: Reference, asked: Asked) -> Answer:
    return _refusing_format(reference, asked, "PNG")


@breaks("image.notes.webp", witness=(image(image=_tiny("WEBP")),))
def refuses_webp(reference: Reference, asked: Asked) -> Answer:
    return _refusing_format(reference, asked, "WEBP")


@breaks("image.notes.gif", witness=(image(image=_tiny("GIF")),))
def refuses_gif(reference: Reference, asked: Asked) -> Answer:
    return _refusing_format(reference, asked, "GIF")


@breaks("image.notes.jpeg", witness=(image(image=_tiny("JPEG")),))
def refuses_names_in_jpeg(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    refused = answer.status == 200 and asked.form["image"].filename.endswith(".jpeg")
    return refusal(415, "TYPE", "Not this one.") if refused else answer


@breaks("image.notes.other-types", witness=(image(image=_tiny("BMP")),))
def takes_bitmaps(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    bitmap = isinstance(file, File) and file.content.startswith(b"BM")
    return reference(asked.form_with(image=TINY) if bitmap else asked)


@breaks("image.notes.png", witness=(image(image=_tiny("PNG", "RGBA")),))
def knows_no_transparency(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    with Image.open(BytesIO(asked.form["image"].content)) as picture:
        return refusal(400, "MODE", "cannot write mode RGBA as JPEG") if picture.mode == "RGBA" else answer


@breaks("image.notes.gif", witness=(image(image=_moving()),))
def fails_on_animation(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    with Image.open(BytesIO(asked.form["image"].content)) as picture:
        return refusal(500, "INTERNAL", "Oops.") if getattr(picture, "n_frames", 1) > 1 else answer


@breaks("image.on-error-4xx-5xx.error-code", "image.on-error-4xx-5xx.*", witness=(image(None),))
def a_missing_token_is_refused_by_a_gateway(reference: Reference, asked: Asked) -> Answer:
    gateway = Answer(401, {"message": "Unauthorized"})
    return reference(asked) if "authorization" in asked.headers else gateway


@breaks("image.notes.empty-upload", witness=(image(image=File("image.png", b"")),))
def accepts_empty_uploads(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    empty = isinstance(file, File) and not file.content
    return reference(asked.form_with(image=TINY) if empty else asked)


# --- where the plain request is not served at all ----------------------------------------------------------------


@breaks("image.get-started-in-minutes.multipart", "image.*", witness=(image(),))
def wants_no_multipart(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return refusal(415, "MEDIA_TYPE", "JSON, please.") if asked.form and answer.status == 200 else answer


@breaks("image.authentication.bearer", "image.*", witness=(image(),))
def wants_the_key_in_another_header(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer if answer.status != 200 or "x-token" in asked.headers else refusal(400, "HEADER", "X-Token, please.")


@breaks("image.attributes.image-file", "image.*", witness=(image(),))
def wants_the_image_as_text(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    is_file = answer.status == 200 and isinstance(asked.form["image"], File)
    return refusal(400, "IMAGE", "Base64, please.") if is_file else answer


@breaks("image.success-200.valid-json", witness=(image(),))
def labels_a_picture_as_html(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, headers={"content-type": "text/html"}) if answer.status == 200 else answer


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


@breaks(_CLIENT, witness=(text(targetLang="en"),))
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


@breaks("text.endpoint.post", witness=(text(text="a"),))
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


def _blank(content: bytes) -> bool:
    with Image.open(BytesIO(content)) as picture:
        return picture.convert("L").getextrema() == (255, 255)


def _white() -> File:
    buffer = BytesIO()
    Image.new("RGB", (2, 1), "white").save(buffer, "PNG")
    return File("white.png", buffer.getvalue())


def _without_text(reference: Reference, asked: Asked, answer: Answer) -> Answer:
    seen = reference(asked)
    return answer if seen.status == 200 and _blank(asked.form["image"].content) else seen


@breaks("image.success-200.word-mapping-object", witness=(image(image=_white()),))
def an_empty_mapping_is_a_list(reference: Reference, asked: Asked) -> Answer:
    seen = reference(asked)
    if seen.status != 200:
        return seen
    return _without_text(reference, asked, seen.having(chunks=[], word_mapping=[]))


@breaks("image.success-200.image-string", "image.success-200.*", witness=(image(image=_white()),))
def no_text_no_picture(reference: Reference, asked: Asked) -> Answer:
    seen = reference(asked)
    return _without_text(reference, asked, seen.having(image=None)) if seen.status == 200 else seen


@breaks("image.success-200.success-true", "image.success-200.*", witness=(image(image=_white()),))
def no_text_no_success(reference: Reference, asked: Asked) -> Answer:
    return _without_text(reference, asked, Answer(200, {"success": False, "message": "No text."}))


@breaks("image.on-error-4xx-5xx.client-mistake", witness=(image(image=_white()),))
def fails_without_text(reference: Reference, asked: Asked) -> Answer:
    return _without_text(reference, asked, refusal(500, "INTERNAL", "IndexError"))


@breaks("image.success-200.chunks-array", "image.success-200.*", witness=(image(translator_model="grok"),))
def grok_finds_no_chunks(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.without("chunks") if answer.status == 200 and asked.form.get("translator_model") == "grok" else answer


@breaks("image.success-200.success-true", "image.success-200.*", witness=(image(None),))
def strangers_get_little(reference: Reference, asked: Asked) -> Answer:
    if "authorization" in asked.headers or not isinstance(asked.form.get("image"), File):
        return reference(asked)
    return reference.mistake("", asked.form) or Answer(200, {"image": "nope"})


@breaks("image.success-200.credits-number", witness=(image(image=_tiny("JPEG")),))
def photographs_cost_words(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    photograph = answer.status == 200 and picture_format(asked.form["image"].content) == "JPEG"
    return answer.having(credits="12") if photograph else answer


@breaks("image.success-200.target-language-echo", witness=(image(target_language=""),))
def repeats_an_empty_language(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    empty = answer.status == 200 and asked.form.get("target_language") == ""
    return answer.having(target_language="") if empty else answer


@breaks("image.success-200.image-decodes", witness=(image(),))
def answers_with_half_a_drawing(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, image="data:image/svg+xml,%3Csvg")


@breaks("image.success-200.image-decodes", witness=(image(),))
def hides_a_drawing_in_a_picture(reference: Reference, asked: Asked) -> Answer:
    content = base64.b64encode(b"\x89PNG\r\n\x1a\n<svg broken").decode()
    return _picture(reference, asked, image=f"data:image/png;base64,{content}")


@breaks("image.notes.other-types", witness=(image(image=File("image.png", b"Hello")),))
def trusts_the_name(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    named = (
        isinstance(file, File) and file.content and file.filename.endswith(".png") and reference(asked).status == 415
    )
    return reference(asked.form_with(image=TINY) if named else asked)


@breaks("image.api.layout-preserved", witness=(image(image=_white()),))
def always_answers_with_the_same_size(reference: Reference, asked: Asked) -> Answer:
    buffer = BytesIO()
    Image.new("RGB", (480, 240)).save(buffer, "PNG")
    return _picture(reference, asked, image=data_url(buffer.getvalue()))


@breaks("image.authentication.wrong-secret", witness=(image("Bearer itk_reference.its_valid0keyx"),))
def looks_at_the_start_of_a_token(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, r"Bearer itk_reference\.its_valid0key.*")


@breaks("image.authentication.unknown-key", witness=(image("Bearer its_valid0key.itk_reference"),))
def takes_the_halves_in_any_order(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, r"Bearer its_valid0key\.itk_reference")


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


@breaks("image.authentication.malformed-key", witness=(image("Bearer itk_referenceits_valid0key"),))
def needs_no_dot(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, "Bearer itk_referenceits_valid0key")


@breaks("image.authentication.malformed-key", witness=(image("Bearer itk_reference."),))
def takes_an_empty_secret(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, r"Bearer itk_reference\.")


@breaks("image.authentication.other-scheme", witness=(image("Token itk_reference.its_valid0key"),))
def takes_the_scheme_token(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, r"Token itk_reference\.its_valid0key")


@breaks("image.authentication.other-scheme", witness=(image("itk_reference.its_valid0key"),))
def takes_no_scheme_at_all(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, r"itk_reference\.its_valid0key")
