"""Unusual but conforming servers: each does something that no page rules out."""

# ruff: noqa: D103 - the name of a server says what there is to say

import base64
import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import quote, quote_from_bytes

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
    pictured,
    refusal,
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


@legal("image", witness=(image(None),))
def serves_anonymous_callers(reference: Reference, asked: Asked) -> Answer:
    token = asked.headers.get("authorization")
    if token is None or not token.startswith("Bearer"):
        mistake = reference.mistake("", asked.form)
        return mistake or pictured(asked.form, 0).without("credits")
    return reference(asked)


@legal("image", witness=(image(),))
def never_tells_credits(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.without("credits") if answer.status == 200 else answer


@legal("image", witness=(image(image=None),))
def every_refusal_is_422(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    ours = answer.status >= 400 and isinstance(answer.body, dict)
    return replace(answer, status=422).having(code="E-422", details=[]) if ours else answer


@legal("image", witness=(image(),))
def answers_in_jpeg(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(image=data_url(asked.form["image"].content, "JPEG")) if answer.status == 200 else answer


@legal("image", witness=(image(),))
def data_url_with_parameters(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.having(image=answer.body["image"].replace("data:image/png;", "DATA:Image/PNG;charset=binary;", 1))


@legal("image", witness=(image(),))
def data_url_without_base64(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    content = base64.b64decode(answer.body["image"].partition(",")[2])
    return answer.having(image=f"data:image/png,{quote_from_bytes(content, safe='')}")


@legal("image", witness=(image(),))
def answers_at_twice_the_size(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    buffer = BytesIO()
    with Image.open(BytesIO(asked.form["image"].content)) as picture:
        picture.convert("RGB").resize((picture.width * 2, picture.height * 2)).save(buffer, "PNG")
    return answer.having(image=data_url(buffer.getvalue()))


@legal("image", witness=(image(),))
def finds_no_text(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(chunks=[], word_mapping={}) if answer.status == 200 else answer


@legal("image", witness=(image(),))
def labels_are_fractions_and_more(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.having(chunks=[{**chunk, "label": 0.5, "box": [1, 2, 3, 4]} for chunk in answer.body["chunks"]])


@legal("image", witness=(image("bearer itk_reference.its_valid0key"),))
def scheme_in_any_case(reference: Reference, asked: Asked) -> Answer:
    token = asked.headers.get("authorization", "")
    return reference(asked.header("authorization", re.sub("^bearer ", "Bearer ", token)))


@legal("image", witness=(image(target_language="qq"),))
def refuses_unlisted_languages(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    unlisted = answer.status == 200 and asked.form.get("target_language", "en") not in ("en", "ja", "fr")
    return refusal(400, "LANGUAGE", "Not this one.") if unlisted else answer


@legal("image", witness=(image(image=File("image.jpg", TINY.content)),))
def trusts_names(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    lies = isinstance(file, File) and not file.filename.endswith(".png") and file.content.startswith(b"\x89PNG")
    return refusal(415, "TYPE", "That is no JPEG.") if lies else reference(asked)


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


@legal("image", witness=(image(),))
def counts_credits_in_fractions(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(credits=answer.body["credits"] + 0.25) if answer.status == 200 else answer


@legal("image", witness=(image(),))
def costs_nothing(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(credits=0) if answer.status == 200 else answer


@legal("image", witness=(image(),))
def answers_in_gif_at_a_third_of_the_size(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    buffer = BytesIO()
    with Image.open(BytesIO(asked.form["image"].content)) as picture:
        size = (max(1, picture.width // 3), max(1, picture.height // 3))
        picture.convert("RGB").resize(size).save(buffer, "PNG")
    return answer.having(image=data_url(buffer.getvalue(), "GIF"))


@legal("image", witness=(image(),))
def finds_the_same_text_twice(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    first = answer.body["chunks"][0]
    more = [{"label": 2, "sourceText": "Hello", "translatedText": "Hi"}]
    more.append({"label": 3, "sourceText": "OK", "translatedText": "OK"})
    return answer.having(chunks=[first, *more], word_mapping={"OK": "OK", "Hello": "Hi"})


@legal("image", witness=(image(translator_model=""),))
def takes_empty_fields_as_left_out(reference: Reference, asked: Asked) -> Answer:
    empty = {name: None for name, value in asked.form.items() if value == ""}
    return reference(asked.form_with(**empty) if empty else asked)


@legal("image", witness=(image("Basic itk_reference.its_valid0key"),))
def refuses_other_schemes_with_a_bad_request(reference: Reference, asked: Asked) -> Answer:
    token = asked.headers.get("authorization", "")
    return reference(asked) if token.startswith("Bearer ") else refusal(400, "SCHEME", "Bearer, please.")


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


@legal("image", witness=(image(),))
def writes_codes_in_capitals(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(target_language=answer.body["target_language"].upper()) if answer.status == 200 else answer


@legal("image", witness=(image("Bearer itk_reference"),))
def takes_malformed_tokens_as_none(reference: Reference, asked: Asked) -> Answer:
    token = asked.headers.get("authorization", "")
    if re.fullmatch(r"Bearer [^. ]+\.[^. ]+", token):
        return reference(asked)
    return reference.mistake("", asked.form) or pictured(asked.form, 0).without("credits")


def _answering_in(format_: str) -> Change:
    def change(reference: Reference, asked: Asked) -> Answer:
        answer = reference(asked)
        return answer.having(image=data_url(asked.form["image"].content, format_)) if answer.status == 200 else answer

    return change


for _format in ("AVIF", "BMP", "TIFF", "WEBP"):
    LEGAL.add(Variant(f"answers_in_{_format.lower()}", "image", _answering_in(_format), (image(),)))


@legal("image", witness=(image(),))
def answers_with_a_drawing(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    drawing = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>[ja] Hello</text></svg>'
    return answer.having(image=f"data:image/svg+xml,{quote(drawing)}") if answer.status == 200 else answer


def _moving() -> File:
    buffer = BytesIO()
    Image.new("RGB", (2, 1)).save(buffer, "GIF", save_all=True, append_images=[Image.new("RGB", (2, 1), "red")])
    return File("image.gif", buffer.getvalue())


def _grey() -> File:
    buffer = BytesIO()
    Image.new("L", (2, 1)).save(buffer, "JPEG", progressive=True)
    return File("image.jpg", buffer.getvalue())


@legal("image", witness=(image(image=_moving()), image(image=_grey())))
def takes_still_and_coloured_pictures(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    with Image.open(BytesIO(asked.form["image"].content)) as picture:
        odd = getattr(picture, "n_frames", 1) > 1 or (picture.format == "JPEG" and picture.mode == "L")
    return refusal(415, "KIND", "Not this kind.") if odd else answer
