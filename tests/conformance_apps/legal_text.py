"""Unusual but conforming servers of the text API: each does something that no page rules out."""

# ruff: noqa: D103 - the name of a server says what there is to say
import re
from dataclasses import replace
from typing import Any

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


def _with_some_tokens(reference: Reference) -> None:
    """The account runs out in the course of the run."""
    if reference.tokens["reference-exhausted-key"] == 5:
        reference.tokens["reference-exhausted-key"] = 100


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
