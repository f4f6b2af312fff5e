"""Unusual but conforming servers of the text API: each does something that no page rules out."""

# ruff: noqa: D103 - the name of a server says what there is to say
import asyncio
import gzip
import json
import re
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from conformance_apps.asking import text
from conformance_apps.faults import Collection
from conformance_apps.reference import (
    SUBSCRIBER_MODEL,
    Answer,
    Asked,
    Reference,
    bare,
    envelope,
)

LEGAL = Collection()
legal = LEGAL.legal
#: What the servers that remember something remember.
_MEMORIES: WeakKeyDictionary[Reference, dict[Any, Any]] = WeakKeyDictionary()


@legal("text", witness=(text("not a key"),))
def malformed_keys_are_not_in_the_database(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return envelope(400, "Invalid api key") if answer.status == 401 and "x-api-key" in asked.headers else answer


@legal("text", witness=(text(),))
def further_keys_everywhere(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if not isinstance(answer.body, dict):
        return answer
    more: dict[str, Any] = {"requestId": "r-1", "path": asked.path}
    if isinstance(answer.body.get("data"), dict):
        more["data"] = {**answer.body["data"], "model": "any", "cached": False}
    return answer.having(**more)


@legal("text", witness=(text(),))
def charset_in_the_content_type(reference: Reference, asked: Asked) -> Answer:
    return replace(reference(asked), headers={"content-type": "Application/JSON; charset=UTF-8"})


@legal("text", witness=(text(text="  hello "),))
def trims_the_text(reference: Reference, asked: Asked) -> Answer:
    body = asked.json
    given = isinstance(body, dict) and isinstance(body.get("text"), str)
    return reference(asked.asking(text=body["text"].strip()) if given else asked)


@legal("text", witness=(text(text=None),))
def null_text_is_no_valid_text(reference: Reference, asked: Asked) -> Answer:
    null = isinstance(asked.json, dict) and asked.json.get("text", "") is None and asked.headers.get("x-api-key")
    return bare("text must be a string") if null else reference(asked)


@legal("text", witness=(text(None, text=""),))
def looks_at_the_body_before_the_key(reference: Reference, asked: Asked) -> Answer:
    by_valid_key = Reference()(asked.header("x-api-key", "reference-valid-key"))
    return by_valid_key if by_valid_key.status == 400 else reference(asked)


@legal("text", witness=(text(sourceLang="e1"),))
def ill_formed_codes_are_unsupported(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status == 400 and re.match(r"\w+Lang must", answer.body["error"]):
        which = "source" if answer.body["error"].startswith("source") else "target"
        return bare(f"Invalid {which} language. Please select a supported language.")
    return answer


@legal("text", witness=(text(domain="underwater basket weaving"),))
def has_a_list_of_domains(reference: Reference, asked: Asked) -> Answer:
    domain = asked.json.get("domain", "medical") if isinstance(asked.json, dict) else "medical"
    return reference(asked) if domain == "medical" else bare("Unknown domain.")


@legal("text", witness=(text(targetLang="FR"),))
def codes_in_any_case(reference: Reference, asked: Asked) -> Answer:
    body = asked.json
    code = body.get("targetLang") if isinstance(body, dict) else None
    return reference(asked.asking(targetLang=code.lower()) if code in ("FR", "EN", "JA") else asked)


@legal("text", witness=(text(),))
def numbers_are_floats(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(totalWords=float(answer.body["data"]["totalWords"])) if answer.status == 200 else answer


@legal("text", witness=(text(model="none"),))
def names_other_models(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status == 400 and answer.body["error"].startswith("Invalid model type"):
        return bare("Invalid model type. Please enter a valid model type e.g. gpt-4o, claude-3, ...")
    return answer


@legal("text", witness=(text("reference-unsubscribed-key", model=SUBSCRIBER_MODEL), text()))
def other_translations_and_prices(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(translatedText="", tokensConsumed=17.5) if answer.status == 200 else answer


@legal("text", witness=(replace(text(), path=text().path + "/"),))
def the_path_may_end_in_a_slash(reference: Reference, asked: Asked) -> Answer:
    return reference(replace(asked, path="/" + asked.path.strip("/")))


@legal("text", witness=(text(surprise=1),))
def refuses_further_fields(reference: Reference, asked: Asked) -> Answer:
    known = {"text", "sourceLang", "targetLang", "model", "domain", "writingStyle", "tone", "customPrompt"}
    answer = reference(asked)
    return bare("Unknown field.") if answer.status == 200 and set(asked.json) - known else answer


@legal("text", witness=(text().header("content-type", "text/plain"),))
def takes_nothing_but_json(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    labelled = asked.headers.get("content-type", "").partition(";")[0] == "application/json"
    return answer if labelled or answer.status != 200 else replace(bare("JSON, please."), status=415)


@legal("text", witness=(text(targetLang="en"), text(text="  ")))
def refuses_what_needs_no_translation(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    needless = answer.status == 200 and (asked.json["sourceLang"] == asked.json["targetLang"])
    blank = answer.status == 200 and not asked.json["text"].strip()
    return bare("There is nothing to do.") if needless or blank else answer


@legal("text", witness=(replace(text(), method="GET"),))
def knows_no_other_methods(reference: Reference, asked: Asked) -> Answer:
    return Answer(404, b"", {}) if asked.method != "POST" else reference(asked)


# --- limits and lists of a service's own -------------------------------------------------------------------------


def _refusing(reference: Reference, asked: Asked, pattern: str, answer: Answer) -> Answer:
    """What is served is refused where the text has *pattern*, even to an account without tokens."""
    body = asked.json
    found = isinstance(body, dict) and isinstance(body.get("text"), str) and re.search(pattern, body["text"], re.DOTALL)
    return answer if found and reference(asked).status in (200, 402) else reference(asked)


_EXHAUSTED_LONG = text("reference-exhausted-key", text="long " * 300)


@legal("text", witness=(text(text="long " * 300), _EXHAUSTED_LONG))
def takes_a_thousand_characters(reference: Reference, asked: Asked) -> Answer:
    return _refusing(reference, asked, ".{1001}", bare("That is too long."))


@legal("text", witness=(text(text="long " * 300), _EXHAUSTED_LONG))
def calls_long_texts_too_large(reference: Reference, asked: Asked) -> Answer:
    return _refusing(reference, asked, ".{1001}", replace(bare("That is too long."), status=413))


@legal("text", witness=(text(text="long " * 2000), _EXHAUSTED_LONG))
def has_a_proxy_for_small_bodies(reference: Reference, asked: Asked) -> Answer:
    return Answer(413, b"", {}) if len(asked.body) > 1000 else reference(asked)


@legal("text", witness=(text(text="long " * 2000), text(text="a <b>bold</b> claim")))
def has_a_firewall(reference: Reference, asked: Asked) -> Answer:
    suspicious = len(asked.body) > 8192 or b"<b>" in asked.body
    return Answer(403, b"<h1>Forbidden</h1>", {"content-type": "text/html"}) if suspicious else reference(asked)


def _with_some_tokens(reference: Reference, tokens: int = 100) -> None:
    """The account runs out in the course of the run."""
    if reference.tokens["reference-exhausted-key"] == 5:
        reference.tokens["reference-exhausted-key"] = tokens


@legal("text", witness=(text("reference-exhausted-key", text="hello world " * 10),))
def leaves_a_thousand_tokens(reference: Reference, asked: Asked) -> Answer:
    _with_some_tokens(reference, 1000)
    return reference(asked)


@legal("text", witness=(text("reference-exhausted-key", text="hello world " * 10),))
def leaves_a_thousand_tokens_behind_a_proxy(reference: Reference, asked: Asked) -> Answer:
    _with_some_tokens(reference, 1000)
    return Answer(413, b"", {}) if len(asked.body) > 8192 else reference(asked)


@legal("text", witness=(text("reference-exhausted-key", text="hello world " * 10),))
def leaves_some_tokens(reference: Reference, asked: Asked) -> Answer:
    _with_some_tokens(reference)
    return reference(asked)


@legal("text", witness=(text(text="long " * 300), text("reference-exhausted-key", text="hello world " * 10)))
def leaves_some_tokens_for_short_texts(reference: Reference, asked: Asked) -> Answer:
    _with_some_tokens(reference)
    return _refusing(reference, asked, ".{301}", bare("That is too long."))


@legal("text", witness=(text(text="<b>bold</b>"), text(text="a\tb")))
def takes_no_markup_and_no_tabs(reference: Reference, asked: Asked) -> Answer:
    return _refusing(reference, asked, "<b>|\t", bare("Plain text, please."))


@legal("text", witness=(text(text="\u0437\u0434\u0440\u0430"),))
def looks_for_the_source_language(reference: Reference, asked: Asked) -> Answer:
    return _refusing(reference, asked, "[\u0430-\u044f]", bare("This is not in the source language."))


@legal("text", witness=(text(domain="general"), text(tone="neutral"), text(writingStyle="formal")))
def has_lists_that_nobody_guesses(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    given = answer.status == 200 and {"domain", "writingStyle", "tone"} & asked.json.keys()
    return bare("Not on our list.") if given else answer


@legal("text", witness=(text(targetLang="en"), text(sourceLang="fr", targetLang="ja")))
def knows_only_pairs_with_english(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    pair = answer.status == 200 and [asked.json["sourceLang"], asked.json["targetLang"]]
    return bare("Not this pair.") if pair and pair.count("en") != 1 else answer


@legal("text", witness=(text(),))
def statuses_are_floats(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    has_one = isinstance(answer.body, dict) and "statusCode" in answer.body
    return answer.having(statusCode=float(answer.body["statusCode"])) if has_one else answer


# --- accounts --------------------------------------------------------------------------------------------------------


def _key_of(asked: Asked) -> str:
    return asked.headers.get("x-api-key", "")


@legal("text", witness=(text("reference-unsubscribed-key"),))
def nobody_translates_for_nothing(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    sentence = "only subscribed users are allowed to use this model"
    paying = answer.status in (200, 402) and _key_of(asked) == "reference-unsubscribed-key"
    return envelope(402, sentence) if paying else answer


@legal("text", witness=(text(model=SUBSCRIBER_MODEL),))
def keeps_a_model_from_everybody(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    sentence = "only subscribed users are allowed to use this model"
    return envelope(402, sentence) if answer.status == 200 and asked.json["model"] == SUBSCRIBER_MODEL else answer


@legal("text", witness=(text("reference-exhausted-key", text="a"),))
def leaves_no_tokens(reference: Reference, asked: Asked) -> Answer:
    reference.tokens["reference-exhausted-key"] = 0
    return reference(asked)


@legal("text", witness=(text("reference-exhausted-key", text="hello world " * 20),))
def leaves_hundreds_of_tokens(reference: Reference, asked: Asked) -> Answer:
    if reference.tokens["reference-exhausted-key"] == 5:
        reference.tokens["reference-exhausted-key"] = 300
    return reference(asked)


@legal("text", witness=(text("reference-exhausted-key", text="hello world " * 20),))
def estimates_the_tokens(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    out = answer.status == 402 and answer.body["data"]
    return answer.data(requiredTokens=len(asked.json["text"]) * 1.3, tokens=-2.5, plan="free") if out else answer


@legal("text", witness=(text("not a key"),))
def odd_keys_are_looked_up(reference: Reference, asked: Asked) -> Answer:
    odd = _key_of(asked) and not _key_of(asked).isalnum() and not _key_of(asked).startswith("reference-")
    return envelope(400, "Invalid api key") if odd else reference(asked)


@legal("text", witness=(text("reference-failing-key", text=""),))
def fails_before_it_looks(reference: Reference, asked: Asked) -> Answer:
    failing = _key_of(asked) == "reference-failing-key" and asked.method == "POST"
    sentence = "Error in text translation for api"
    return envelope(500, sentence, error=sentence) if failing else reference(asked)


@legal("text", witness=(text("reference-inactive-key", text=""),))
def looks_at_fields_before_users(reference: Reference, asked: Asked) -> Answer:
    by_valid_key = Reference()(asked.header("x-api-key", "reference-valid-key"))
    of_user = reference(asked)
    mistaken = by_valid_key.status == 400 and of_user.status != 401
    return by_valid_key if mistaken else of_user


# --- how an answer is written ----------------------------------------------------------------------------------------


def _written(answer: Answer, content: bytes, **headers: str) -> Answer:
    return replace(answer, body=content, headers={**answer.headers, **headers})


@legal("text", witness=(text(text="é"),))
def writes_escapes(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return _written(answer, json.dumps(answer.body).encode()) if isinstance(answer.body, dict) else answer


@legal("text", witness=(text(),))
def writes_on_many_lines(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    turned = dict(reversed(answer.body.items())) if isinstance(answer.body, dict) else answer.body
    return _written(answer, json.dumps(turned, indent=4).encode() + b"\r\n") if isinstance(turned, dict) else answer


@legal("text", witness=(text(),))
def compresses_unasked(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return _written(answer, gzip.compress(answer.content), **{"content-encoding": "gzip"})


@legal("text", witness=(text(),))
def has_many_headers(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    more = {"set-cookie": "a=b; HttpOnly", "x-ratelimit-remaining": "0", "warning": '199 - "old"', "vary": "*"}
    return replace(answer, headers={**answer.headers, **more})


@legal("text", witness=(text(),))
def counts_in_floats(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    content = answer.content.replace(b'"totalWords": 2,', b'"totalWords": 2.0e0,')
    return _written(answer, content.replace(b'"statusCode": 200', b'"statusCode": 2E+2'))


# --- what a translation is -------------------------------------------------------------------------------------------


@legal("text", witness=(text(),))
def translates_nothing_and_takes_nothing(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.data(translatedText=asked.json["text"], tokensConsumed=0) if answer.status == 200 else answer


@legal("text", witness=(text(text="50% off"),))
def counts_words_of_letters(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    words = re.findall(r"[^\W\d_]+", asked.json["text"]) if answer.status == 200 else []
    return answer.data(totalWords=len(words)) if answer.status == 200 else answer


@legal("text", witness=(text(), text()))
def remembers_whole_requests(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    memory = _MEMORIES.setdefault(reference, {})
    if answer.status != 200:
        return answer
    known = memory.setdefault((asked.headers.get("x-api-key"), asked.body), asked)
    return answer if known is asked else answer.data(tokensConsumed=0, cached=True)


@legal("text", witness=(text(), text()))
async def takes_one_after_the_other(reference: Reference, asked: Asked) -> Answer:
    # Each keeps what is its own, whoever gets in between; the price is that of the moment.
    memory = _MEMORIES.setdefault(reference, {})
    memory["asked"] = memory.get("asked", 0) + 1
    await asyncio.sleep(0)
    answer = reference(asked)
    return answer.data(tokensConsumed=memory["asked"]) if answer.status == 200 else answer


# --- what is not served ----------------------------------------------------------------------------------------------


@legal("text", witness=(replace(text(), method="PUT"),))
def other_methods_are_not_implemented(reference: Reference, asked: Asked) -> Answer:
    page = Answer(501, b"<h1>Not implemented</h1>", {"content-type": "text/html"})
    return page if asked.method != "POST" else reference(asked)


@legal("text", witness=(replace(text(), method="GET"),))
def get_describes_the_service(reference: Reference, asked: Asked) -> Answer:
    described = Answer(200, {"name": "translation", "usage": "POST"})
    return described if asked.method == "GET" else reference(asked)


@legal("text", witness=(replace(text(), path=text().path + "/"),))
def slashes_are_redirected(reference: Reference, asked: Asked) -> Answer:
    elsewhere = asked.path != text().path and asked.path.replace("//", "/").rstrip("/") == text().path
    return Answer(308, b"", {"location": text().path}) if elsewhere else reference(asked)


@legal("text", witness=(replace(text(), body=b"{"),))
def broken_json_meets_a_page(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    broken = answer.status == 400 and asked.json is None and "statusCode" not in answer.body
    return Answer(422, b"<pre>Unexpected end of JSON</pre>", {"content-type": "text/html"}) if broken else answer


@legal("text", witness=(text(tone=None),))
def takes_nulls_for_mistakes(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    odd = answer.status == 200 and any(not isinstance(value, str) or not value for value in asked.json.values())
    return bare("All fields are strings.") if odd else answer


@legal("text", witness=(replace(text(), body=text().body.replace(b"{", b'{"text": "first", ', 1)),))
def takes_no_key_twice(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return bare("A key stands twice.") if answer.status == 200 and asked.body.count(b'"text"') > 1 else answer


@legal("text", witness=(text(customPrompt="x" * 500),))
def takes_short_options(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    options = [asked.json.get(name) for name in ("domain", "tone", "customPrompt")] if answer.status == 200 else []
    return bare("That is too long.") if any(len(str(option)) > 100 for option in options) else answer


@legal("text", witness=(text(text="a\0b"), text(text="👍")))
def takes_only_what_can_be_read(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    sent = asked.json["text"] if answer.status == 200 else "a"
    readable = any(char.isalpha() for char in sent) and all(char.isprintable() or char.isspace() for char in sent)
    return answer if readable else bare("There is nothing to translate.")


@legal("text", witness=(text().header("content-type", "Application/JSON"),))
def compares_media_types_letter_by_letter(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    other = answer.status == 200 and not asked.headers.get("content-type", "").startswith("application/json")
    return replace(bare("JSON, please."), status=415) if other else answer


@legal("text", witness=(text(model=42), text(text=["hello"])))
def kinds_have_sentences_of_their_own(reference: Reference, asked: Asked) -> Answer:
    answer, body = reference(asked), asked.json
    if answer.status != 400 or "statusCode" in answer.body or not isinstance(body, dict):
        return answer
    odd = [name for name in ("text", "model") if name in body and not isinstance(body[name], str)]
    return bare(f"{odd[0]} is to be a string") if odd else answer


@legal("text", witness=(text(text=...), text(model="none")))
def names_the_place_of_a_mistake(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    is_bare = isinstance(answer.body, dict) and set(answer.body) == {"error"}
    return answer.having(field="body", errors=[{"location": "body"}], success=False) if is_bare else answer


@legal("text", witness=(text(text=""),))
def labels_errors_as_problems(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    is_error = answer.status != 200 and isinstance(answer.body, dict)
    return replace(answer, headers={"content-type": "application/problem+json"}) if is_error else answer
