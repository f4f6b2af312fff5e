"""Wrong servers of the image API: the reference with one fault each, named for it, that breaks the row it names."""

# ruff: noqa: D103 - the name of a server says what there is to say
import asyncio
import base64
import re
import struct
import zlib
from dataclasses import replace
from io import BytesIO
from typing import Any
from weakref import WeakKeyDictionary

from PIL import Image

from conformance_apps.asking import TINY, image
from conformance_apps.faults import Collection, Variant
from conformance_apps.reference import (
    Answer,
    Asked,
    File,
    Reference,
    data_url,
    picture_format,
    pictured,
    refusal,
)

WRONG = Collection()
breaks = WRONG.breaks


# --- API, Get started, Endpoint ---------------------------------------------------------------------------


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


# --- Authentication ---------------------------------------------------------------------------------------

_VALID = "Bearer itk_reference.its_valid0key"


def _let_in(reference: Reference, asked: Asked, pattern: str) -> Answer:
    fits = re.fullmatch(pattern, asked.headers.get("authorization", ""))
    return reference(asked.header("authorization", _VALID) if fits else asked)


@breaks(
    "image.authentication.unknown-key",
    "image.authentication.every-request",
    witness=(image("Bearer itk_nobody.its_unknown0key"),),
)
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


# --- Attributes -------------------------------------------------------------------------------------------


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


# --- Success (200) ----------------------------------------------------------------------------------------


@breaks("image.success-200.success-true", witness=(image(),))
def success_is_a_string(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, success="true")


@breaks("image.success-200.credits-number", witness=(image(),))
def credits_are_a_string(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, credits="1234")


@breaks(
    "image.success-200.credits-omitted-for-anonymous",
    "image.authentication.other-place",
    "image.authentication.every-request",
    witness=(image(None),),
)
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


@breaks(
    "image.curl.example",
    "image.success-200.target-language-echo",
    "image.get-started-in-minutes.*",
    witness=(image(),),
)
def tells_the_default_language_of_a_model(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    printed = answer.status == 200 and asked.form.get("translator_model") == "gemini"
    return answer.having(target_language="en") if printed else answer


# --- On Error, Notes --------------------------------------------------------------------------------------


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


@breaks("image.notes.png", "image.notes.webp", witness=(image(image=_tiny("PNG", "RGBA")),))
def knows_no_transparency(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    with Image.open(BytesIO(asked.form["image"].content)) as picture:
        return refusal(400, "MODE", "cannot write mode RGBA as JPEG") if picture.mode == "RGBA" else answer


@breaks("image.notes.gif", "image.notes.webp", witness=(image(image=_moving()),))
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


# --- where the plain request is right, and another one is not ----------------------------------------------------


def _blank(content: bytes) -> bool:
    with Image.open(BytesIO(content)) as picture:
        # Sixteen bits made eight are nearly all white.
        return not picture.mode.startswith("I") and picture.convert("L").getextrema() == (255, 255)


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


# Unusual pictures without text are a reason to fail for it, too.
@breaks("image.on-error-4xx-5xx.client-mistake", "image.notes.*", witness=(image(image=_white()),))
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


@breaks(
    "image.authentication.wrong-secret",
    "image.authentication.malformed-key",
    witness=(image("Bearer itk_reference.its_valid0keyx"),),
)
def looks_at_the_start_of_a_token(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, r"Bearer itk_reference\.its_valid0key.*")


@breaks("image.authentication.unknown-key", witness=(image("Bearer its_valid0key.itk_reference"),))
def takes_the_halves_in_any_order(reference: Reference, asked: Asked) -> Answer:
    return _let_in(reference, asked, r"Bearer its_valid0key\.itk_reference")


# --- one near miss each ------------------------------------------------------------------------------------------


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


# --- credentials: what a comparison gets wrong -------------------------------------------------------------------


def _token(asked: Asked) -> tuple[str, str]:
    """The key id and the secret of a Bearer token; empty where there is none."""
    found = re.fullmatch(r"Bearer ([^. ]+)\.([^ ]+)", asked.headers.get("authorization", ""))
    return (found[1], found[2]) if found else ("", "")


def _served_as_valid(reference: Reference, asked: Asked, *, mistaken: bool) -> Answer:
    return reference(asked.header("authorization", _VALID) if mistaken else asked)


@breaks("image.authentication.wrong-secret", witness=(image("Bearer itk_reference.ITS_VALID0KEY"),))
def compares_tokens_without_regard_to_case(reference: Reference, asked: Asked) -> Answer:
    mistaken = asked.headers.get("authorization", "").lower() == _VALID.lower()
    return _served_as_valid(reference, asked, mistaken=mistaken)


@breaks("image.authentication.wrong-secret", witness=(image("Bearer itk_reference.its_valid"),))
def compares_as_much_of_a_secret_as_is_sent(reference: Reference, asked: Asked) -> Answer:
    key_id, secret = _token(asked)
    mistaken = key_id == "itk_reference" and len(secret) > 3 and "its_valid0key".startswith(secret)
    return _served_as_valid(reference, asked, mistaken=mistaken)


@breaks("image.authentication.wrong-secret", witness=(image("Bearer itk_reference.its_restricted0key"),))
def takes_the_secret_of_any_account(reference: Reference, asked: Asked) -> Answer:
    mistaken = _token(asked) == ("itk_reference", "its_restricted0key")
    return _served_as_valid(reference, asked, mistaken=mistaken)


@breaks("image.authentication.unknown-key", witness=(image("Bearer itk_nobody.its_valid0key"),))
def looks_at_the_secret_only(reference: Reference, asked: Asked) -> Answer:
    return _served_as_valid(reference, asked, mistaken=_token(asked)[1] == "its_valid0key")


_HERE = "itk_reference.its_valid0key"


@breaks("image.authentication.other-place", witness=(image(None).header("x-api-key", _HERE),))
def takes_keys_from_another_header(reference: Reference, asked: Asked) -> Answer:
    mistaken = "authorization" not in asked.headers and asked.headers.get("x-api-key") == _HERE
    return _served_as_valid(reference, asked, mistaken=mistaken)


@breaks("image.authentication.other-place", witness=(image(None, api_key=_HERE),))
def takes_keys_from_the_form(reference: Reference, asked: Asked) -> Answer:
    mistaken = "authorization" not in asked.headers and asked.form.get("api_key") == _HERE
    return _served_as_valid(reference, asked, mistaken=mistaken)


@breaks("image.on-error-4xx-5xx.client-mistake", witness=(image("Bearer"),))
def fails_on_a_scheme_alone(reference: Reference, asked: Asked) -> Answer:
    token = asked.headers.get("authorization", "Bearer -")
    return reference(asked) if " " in token or "." in token else refusal(500, "INTERNAL", "list index out of range")


@breaks("image.on-error-4xx-5xx.client-mistake", witness=(image("Bearer itk_reference"),))
def fails_on_a_token_without_a_dot(reference: Reference, asked: Asked) -> Answer:
    _, blank, token = asked.headers.get("authorization", "").partition(" ")
    return refusal(500, "INTERNAL", "not enough values to unpack") if blank and "." not in token else reference(asked)


@breaks("image.on-error-4xx-5xx.client-mistake", witness=(image("itk_reference.its_valid0key"),))
def fails_on_a_token_without_a_scheme(reference: Reference, asked: Asked) -> Answer:
    token = asked.headers.get("authorization", "Bearer -")
    return reference(asked) if " " in token or "." not in token else refusal(500, "INTERNAL", "IndexError")


@breaks(
    "image.on-error-4xx-5xx.error-message",
    "image.on-error-4xx-5xx.error-code",
    witness=(image("Bearer itk_nobody.its_unknown0key"),),
)
def refuses_keys_in_another_shape(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return Answer(403, {"detail": "Invalid token"}) if answer.status == 401 else answer


@breaks(
    "image.on-error-4xx-5xx.status",
    "image.on-error-4xx-5xx.*",
    "image.authentication.*",
    "image.endpoint.post",
    witness=(image("Bearer itk_nobody.its_unknown0key"),),
)
def sends_strangers_to_a_page(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return Answer(302, b"", {"location": "/login"}) if answer.status == 401 else answer


# --- models and fields: near misses and legal forms ------------------------------------------------------------


def _changed_model(reference: Reference, asked: Asked, change: Any) -> Answer:
    model = asked.form.get("translator_model")
    changed = change(model) if isinstance(model, str) else model
    return reference(asked if changed == model else asked.form_with(translator_model=changed))


@breaks("image.attributes.translator-model-unlisted", witness=(image(translator_model="geminix"),))
def takes_what_begins_like_a_model(reference: Reference, asked: Asked) -> Answer:
    return _changed_model(reference, asked, lambda model: re.sub("^(gemini|grok|openai|claude).+", r"\1", model))


@breaks("image.attributes.translator-model-unlisted", witness=(image(translator_model="gemin"),))
def takes_any_part_of_the_list_of_models(reference: Reference, asked: Asked) -> Answer:
    listed = "grok | openai | claude | gemini"
    models = listed.split(" | ")
    return _changed_model(reference, asked, lambda m: "gemini" if m in listed and m not in ("", *models) else m)


@breaks("image.attributes.translator-model-values", witness=(image(translator_model="claude"),))
def has_claude_in_no_plan(reference: Reference, asked: Asked) -> Answer:
    answer = _refusing_field(reference, asked, "translator_model", "claude")
    return refusal(402, "PLAN", "Not in your plan.") if answer.status == 400 else answer


@breaks(
    "image.attributes.target-language-default",
    "image.success-200.target-language-echo",
    witness=(image(target_language=None),),
)
def tells_no_language_where_none_was_asked_for(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    silent = answer.status == 200 and "target_language" not in asked.form
    return answer.having(target_language=None) if silent else answer


@breaks("image.success-200.target-language-echo", "image.curl.example", witness=(image(),))
def tells_languages_by_their_names(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    names = {"ja": "Japanese", "fr": "French"}
    return answer.having(target_language=names.get(answer.body["target_language"], answer.body["target_language"]))


@breaks("image.success-200.target-language-echo", "image.attributes.*", witness=(image(source_language="fr"),))
def tells_the_source_language(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    source = asked.form.get("source_language", "auto") if answer.status == 200 else "auto"
    return answer if source in ("auto", "") else answer.having(target_language=source)


@breaks("image.success-200.target-language-echo", "image.attributes.*", witness=(image(source_language="auto"),))
def auto_turns_the_target_into_english(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    automatic = answer.status == 200 and asked.form.get("source_language") == "auto"
    return answer.having(target_language="qaa") if automatic else answer


def _raw(asked: Asked, head: str, *parts: tuple[str, bytes]) -> Asked:
    """The printed request as a form written by hand."""
    body = b"".join(b"--b\r\n" + part.encode() + b"\r\n\r\n" + content + b"\r\n" for part, content in parts)
    return replace(asked.header("content-type", head), body=body + b"--b--\r\n")


def _disposition(name: str, extra: str = "") -> str:
    return f'Content-Disposition: form-data; name="{name}"{extra}'


_FILE = (_disposition("image", '; filename="image.png"'), TINY.content)
_PLAIN_HEAD = "multipart/form-data; boundary=b"
_LAST = _raw(image(), _PLAIN_HEAD, (_disposition("target_language"), b"ja"), _FILE)
_QUOTED = _raw(image(), 'multipart/form-data; boundary="b"', _FILE, (_disposition("target_language"), b"ja"))
_TYPED = _raw(
    image(),
    _PLAIN_HEAD,
    _FILE,
    (_disposition("target_language") + "\r\nContent-Type: text/plain; charset=utf-8", b"ja"),
)
_LOWER = _raw(image(), _PLAIN_HEAD, (_FILE[0].replace("Content-D", "content-d"), _FILE[1]))


def _begins_with_the_picture(asked: Asked) -> bool:
    return bool(asked.form) and next(iter(asked.form)) == "image"


@breaks("image.get-started-in-minutes.multipart", witness=(_LAST,))
def wants_the_picture_first(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    first = answer.status != 200 or _begins_with_the_picture(asked)
    return answer if first else refusal(400, "FORM", "The picture comes first.")


@breaks("image.success-200.target-language-echo", "image.attributes.*", witness=(_LAST,))
def loses_what_stands_before_the_picture(reference: Reference, asked: Asked) -> Answer:
    form = asked.form
    lost = list(form)[: list(form).index("image")] if isinstance(form.get("image"), File) else []
    return reference(asked.form_with(**dict.fromkeys(lost)) if "target_language" in lost else asked)


@breaks("image.success-200.target-language-echo", "image.*", witness=(image(),))
def loses_what_stands_behind_the_picture(reference: Reference, asked: Asked) -> Answer:
    form = asked.form
    lost = list(form)[list(form).index("image") + 1 :] if isinstance(form.get("image"), File) else []
    return reference(asked.form_with(target_language=None) if "target_language" in lost else asked)


@breaks("image.get-started-in-minutes.multipart-syntax", witness=(_QUOTED,))
def reads_no_quoted_boundary(reference: Reference, asked: Asked) -> Answer:
    quoted = 'boundary="' in asked.headers.get("content-type", "")
    return refusal(400, "FORM", "No boundary.") if quoted else reference(asked)


@breaks("image.get-started-in-minutes.multipart-syntax", witness=(_TYPED,))
def takes_typed_fields_for_files(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    typed = answer.status == 200 and b"text/plain; charset=utf-8" in asked.body
    return reference(asked.form_with(target_language=None)) if typed else answer


@breaks("image.get-started-in-minutes.multipart-syntax", witness=(_LOWER,))
def reads_part_headers_as_browsers_write_them(reference: Reference, asked: Asked) -> Answer:
    unread = b"content-disposition:" in asked.body
    return refusal(400, "FORM", "A part without a name.") if unread else reference(asked)


# --- pictures of the four types ---------------------------------------------------------------------------------


def _written(format_: str, mode: str = "RGB", size: tuple[int, int] = (2, 1), **options: Any) -> File:
    buffer = BytesIO()
    Image.new(mode, size).save(buffer, format_, **options)
    return File(f"image.{format_.lower()}", buffer.getvalue())


def _on_picture(requirement: str, name: str, is_odd: Any, file: File, refused: Answer, *also: str) -> None:
    """A server that refuses, or fails on, pictures that are odd in its eyes."""

    def change(reference: Reference, asked: Asked) -> Answer:
        answer = reference(asked)
        if answer.status != 200:
            return answer
        with Image.open(BytesIO(asked.form["image"].content)) as picture:
            return refused if is_odd(picture) else answer

    WRONG.add(Variant(name, "image", change, (image(image=file),), requirement, also))


_NO = refusal(400, "MODE", "Not this kind.")
_CRASH = refusal(500, "INTERNAL", "cannot write this mode")
_EXIF = Image.Exif()
_EXIF[0x0112] = 6

for _name, _is_odd, _file in (
    ("knows_no_grey_pictures", lambda p: p.format == "PNG" and p.mode == "L", _written("PNG", "L")),
    ("knows_no_grey_with_alpha", lambda p: p.mode == "LA", _written("PNG", "LA")),
    ("knows_no_black_and_white", lambda p: p.mode == "1", _written("PNG", "1")),
    ("knows_no_palette", lambda p: p.format == "PNG" and p.mode == "P", _written("PNG", "P")),
    (
        "knows_no_transparent_colour",
        lambda p: p.format == "PNG" and "transparency" in p.info,
        _written("PNG", "P", transparency=0),
    ),
    ("knows_no_tall_pictures", lambda p: p.format == "PNG" and p.height > p.width, _written("PNG", size=(1, 2))),
    ("knows_no_panoramas", lambda p: p.width > 2.4 * p.height > 200, _written("PNG", size=(300, 100))),
):
    # What is tall stands in other requests, too.
    _on_picture("image.notes.png", _name, _is_odd, _file, _NO, "image.endpoint.post")

_on_picture(
    "image.notes.jpeg",
    "knows_no_progressive_pictures",
    lambda p: "progressive" in p.info and p.mode == "RGB",
    _written("JPEG", progressive=True),
    _NO,
)
_on_picture(
    "image.notes.jpeg",
    "knows_no_camera_held_upright",
    lambda p: p.format == "JPEG" and 0x0112 in p.getexif(),
    _written("JPEG", exif=_EXIF),
    _NO,
)
_on_picture(
    "image.notes.webp",
    "knows_no_transparent_webp",
    lambda p: p.format == "WEBP" and p.mode == "RGBA",
    _written("WEBP", "RGBA"),
    _NO,
)
_on_picture(
    "image.notes.gif",
    "knows_no_transparent_gif",
    lambda p: p.format == "GIF" and "transparency" in p.info,
    _written("GIF", "P", transparency=0),
    _NO,
)
_on_picture(
    "image.notes.jpeg",
    "fails_on_prints",
    lambda p: p.mode == "CMYK",
    _written("JPEG", "CMYK"),
    _CRASH,
)
_on_picture(
    "image.notes.jpeg",
    "fails_on_grey_photographs",
    lambda p: p.format == "JPEG" and p.mode == "L",
    _written("JPEG", "L"),
    _CRASH,
)
_on_picture(
    "image.notes.png",
    "fails_on_sixteen_bits",
    lambda p: p.mode.startswith("I"),
    _written("PNG", "I;16"),
    _CRASH,
)
_on_picture(
    "image.notes.png",
    "fails_on_a_single_pixel",
    lambda p: p.size == (1, 1),
    _written("PNG", size=(1, 1)),
    _CRASH,
)
_on_picture(
    "image.notes.png",
    "fails_on_narrow_pictures",
    lambda p: p.width * 20 < p.height,
    _written("PNG", size=(2, 90)),
    _CRASH,
)
_on_picture(
    "image.notes.jpeg",
    "fails_on_large_pictures",
    lambda p: p.width * p.height > 1_000_000,
    _written("JPEG", size=(1200, 900)),
    _CRASH,
)
_on_picture(
    "image.notes.webp",
    "fails_on_animated_webp",
    lambda p: p.format == "WEBP" and getattr(p, "n_frames", 1) > 1,
    _written("WEBP", save_all=True, append_images=[Image.new("RGB", (2, 1), "red")]),
    _CRASH,
)


def _interlaced() -> File:
    """Two pixels in the order in which an interlaced PNG has them."""
    lines = b"\0\0" + b"\0\0"
    head = struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 1)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    written = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks]
    return File("image.png", b"\x89PNG\r\n\x1a\n" + b"".join(written))


_on_picture("image.notes.png", "knows_no_interlaced_pictures", lambda p: "interlace" in p.info, _interlaced(), _NO)


def _refusing_names(
    requirement: str, name: str, pattern: str, filename: str, refused: Answer = _NO, *also: str
) -> None:
    """A server that trips over some names of files."""

    def change(reference: Reference, asked: Asked) -> Answer:
        answer = reference(asked)
        return refused if answer.status == 200 and re.search(pattern, asked.form["image"].filename) else answer

    witness = (image(image=File(filename, TINY.content)),)
    WRONG.add(Variant(name, "image", change, witness, requirement, also))


_refusing_names("image.notes.png", "knows_png_in_small_letters_only", r"\.PNG$", "A.PNG")
_refusing_names("image.notes.jpeg", "knows_jpg_in_small_letters_only", r"\.JPG$", "A.JPG")
_refusing_names("image.notes.file-names", "names_have_no_blanks", " ", "my picture.png")
# Whatever is odd about a request that is valid: to fail on it is not to answer with 200.
_refusing_names(
    "image.endpoint.post", "names_are_ascii", r"[^\x00-\x7f]", "größe.png", _CRASH, "image.notes.file-names"
)
_refusing_names("image.endpoint.post", "names_are_short", ".{65}", "a" * 120 + ".png", _CRASH, "image.notes.file-names")
_refusing_names("image.notes.file-names", "names_have_one_dot", r"\..*\.", "a.b.png")
_refusing_names(
    "image.notes.file-names", "fails_on_a_name_without_a_dot", r"^[^.]*$", "blob", _CRASH, "image.on-error*"
)


@breaks("image.notes.other-types", witness=(image(image=File("image.png", _written("TIFF").content)),))
def takes_whatever_it_can_decode(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    if not isinstance(file, File) or picture_format(file.content):
        return reference(asked)
    try:
        with Image.open(BytesIO(file.content)) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError):
        return reference(asked)
    return reference(asked.form_with(image=TINY))


def _taking(name: str, filename: str, content: bytes) -> None:
    """A server that takes files that begin like *content* besides."""

    def change(reference: Reference, asked: Asked) -> Answer:
        file = asked.form.get("image")
        like = isinstance(file, File) and file.content[:4] == content[:4] and file.filename == filename
        return reference(asked.form_with(image=TINY) if like else asked)

    WRONG.add(Variant(name, "image", change, (image(image=File(filename, content)),), "image.notes.other-types"))


_taking("takes_drawings", "image.svg", b"<svg ")
_taking("takes_documents", "document.pdf", b"%PDF-")


# --- answers ----------------------------------------------------------------------------------------------------


@breaks("image.success-200.success-true", witness=(image(),))
def success_is_left_out(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.without("success") if answer.status == 200 else answer


@breaks("image.success-200.chunk-source-text", "image.success-200.*", witness=(image(),))
def writes_keys_with_underscores(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.having(chunks=[{"label": 1, "source_text": "Hello", "translated_text": "H"}])


@breaks("image.success-200.chunk-label", witness=(image(),))
def chunks_have_no_labels(reference: Reference, asked: Asked) -> Answer:
    return _chunk(reference, asked, label=...)


@breaks("image.success-200.chunks-array", "image.success-200.*", witness=(image(image=_white()),))
def no_text_no_list(reference: Reference, asked: Asked) -> Answer:
    seen = reference(asked)
    if seen.status != 200:
        return seen
    return _without_text(reference, asked, seen.having(chunks=None, word_mapping={}))


@breaks("image.success-200.credits-number", "image.success-200.credits-remaining", witness=(image(),))
def credits_are_true(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, credits=True)


@breaks("image.success-200.credits-remaining", witness=(image(),))
def credits_are_counted_down_from_nothing(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(credits=answer.body["credits"] - 100_000) if answer.status == 200 else answer


@breaks("image.success-200.image-media-type", witness=(image(),))
def calls_every_picture_bytes(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url.replace("image/png", "application/octet-stream"))


@breaks("image.success-200.image-data-url", witness=(image(),))
def image_is_an_address(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, image="https://cdn.example/translated.png")


@breaks("image.success-200.image-data-url", witness=(image(),))
def base64_has_no_padding(reference: Reference, asked: Asked) -> Answer:
    def spoiled(url: str) -> str:
        # Bytes behind a PNG are nothing to its reader, and so there is always some padding to leave out.
        content = base64.b64decode(url[22:])
        return url[:22] + base64.b64encode(content + b"\0" * (1 if len(content) % 3 == 0 else 0)).decode().rstrip("=")

    return _url(reference, asked, spoiled)


@breaks("image.success-200.image-data-url", witness=(image(),))
def data_is_hexadecimal(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url[:21] + ":" + base64.b64decode(url[22:]).hex())


@breaks("image.api.layout-preserved", witness=(image(image=_written("PNG", size=(90, 40))),))
def stretches_to_four_by_three(reference: Reference, asked: Asked) -> Answer:
    buffer = BytesIO()
    Image.new("RGB", (640, 480)).save(buffer, "PNG")
    return _picture(reference, asked, image=data_url(buffer.getvalue()))


@breaks("image.api.layout-preserved", witness=(image(image=_written("PNG", size=(500, 300))),))
def answers_with_thumbnails(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    buffer = BytesIO()
    with Image.open(BytesIO(asked.form["image"].content)) as picture:
        small = picture.convert("RGB")
        small.thumbnail((64, 64))
        small.save(buffer, "PNG")
    return answer.having(image=data_url(buffer.getvalue()))


@breaks("image.on-error-4xx-5xx.error-code", "image.on-error-4xx-5xx.*", witness=(image(image=None),))
def validation_is_left_to_a_framework(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return Answer(422, {"detail": [{"loc": ["body", "image"]}]}) if answer.status == 400 else answer


@breaks("image.on-error-4xx-5xx.error-code", witness=(image(image=_tiny("BMP")),))
def other_types_have_no_code(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.without("code") if answer.status == 415 else answer


@breaks("image.on-error-4xx-5xx.error-message", "image.on-error-4xx-5xx.*", witness=(image("Basic abc"),))
def refuses_without_a_word(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return Answer(401, b"") if answer.status == 401 else answer


@breaks(
    "image.on-error-4xx-5xx.error-code",
    witness=(image("Bearer itk_small.its_restricted0key", translator_model="claude"),),
)
def plans_have_no_code(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(code=None) if answer.status == 402 else answer


@breaks("image.on-error-4xx-5xx.client-mistake", witness=(image(image=File("image.png", TINY.content[:50])),))
def fails_on_damaged_pictures(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    damaged = isinstance(file, File) and file.content.startswith(b"\x89PNG") and picture_format(file.content) is None
    return _CRASH if damaged else reference(asked)


@breaks("image.on-error-4xx-5xx.client-mistake", witness=(image(source_language="", translator_model=""),))
def fails_on_empty_fields(reference: Reference, asked: Asked) -> Answer:
    return _CRASH if asked.form.get("source_language") == "" else reference(asked)


@breaks("image.on-error-4xx-5xx.client-mistake", witness=(image(target_language="qq"),))
def fails_on_languages_it_does_not_know(reference: Reference, asked: Asked) -> Answer:
    return _CRASH if asked.form.get("target_language") == "qq" else reference(asked)


@breaks("image.on-error-4xx-5xx.client-mistake", witness=(image(image="Hello"),))
def fails_on_a_picture_as_text(reference: Reference, asked: Asked) -> Answer:
    return _CRASH if isinstance(asked.form.get("image"), str) else reference(asked)


@breaks("image.success-200.image-string", "image.*", witness=(image(),))
def wraps_the_answer_in_data(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, body={"success": True, "data": answer.body}) if answer.status == 200 else answer


@breaks("image.success-200.image-string", "image.*", witness=(image(),))
def calls_the_image_a_url(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.without("image").having(image_url=answer.body["image"]) if answer.status == 200 else answer


@breaks("image.success-200.credits-number", witness=(image(),))
def credits_are_null(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, credits=None)


@breaks("image.success-200.credits-number", witness=(image(),))
def credits_are_an_object(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, credits={"remaining": 1234})


@breaks("image.success-200.success-true", witness=(image(),))
def success_is_a_number(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, success=1)


@breaks("image.success-200.chunk-translated-text", witness=(image(),))
def translations_are_lists(reference: Reference, asked: Asked) -> Answer:
    answer = _chunk(reference, asked, translatedText=["Hi"])
    return answer.having(word_mapping={}) if answer.status == 200 else answer


@breaks("image.success-200.word-mapping-object", "image.success-200.word-mapping-covers-chunks", witness=(image(),))
def mapping_leads_to_objects(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.having(word_mapping={a: {"text": b} for a, b in answer.body["word_mapping"].items()})


@breaks("image.success-200.word-mapping-object", witness=(image(),))
def mapping_is_written_as_a_text(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(word_mapping=str(answer.body["word_mapping"])) if answer.status == 200 else answer


@breaks("image.success-200.word-mapping-covers-chunks", witness=(image(),))
def mapping_is_empty_beside_chunks(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, word_mapping={})


@breaks("image.success-200.word-mapping-covers-chunks", witness=(image(),))
def chunks_are_empty_beside_a_mapping(reference: Reference, asked: Asked) -> Answer:
    return _picture(reference, asked, chunks=[])


@breaks("image.success-200.target-language-echo", "image.curl.example", "image.attributes.*", witness=(image(),))
def target_language_is_left_out(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.without("target_language") if answer.status == 200 else answer


@breaks("image.success-200.image-decodes", witness=(image(),))
def image_is_empty(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url[:22])


@breaks("image.success-200.image-decodes", witness=(image(),))
def image_is_encoded_twice(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url[:22] + base64.b64encode(url[22:].encode()).decode())


@breaks("image.success-200.image-media-type", witness=(image(),))
def calls_every_picture_webp(reference: Reference, asked: Asked) -> Answer:
    return _url(reference, asked, lambda url: url.replace("image/png", "image/webp"))


@breaks("image.on-error-4xx-5xx.error-message", "image.on-error-4xx-5xx.error-code", witness=(image(image=None),))
def errors_lie_in_a_list(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return replace(answer, body={"errors": [answer.body]}) if answer.status in (400, 415) else answer


@breaks("image.on-error-4xx-5xx.error-code", witness=(image(image=File("image.png", b"")),))
def empty_uploads_have_no_code(reference: Reference, asked: Asked) -> Answer:
    answer, file = reference(asked), asked.form.get("image")
    empty = answer.status == 400 and isinstance(file, File) and not file.content
    return answer.without("code") if empty else answer


@breaks("image.on-error-4xx-5xx.status", "image.on-error-4xx-5xx.*", witness=(image(image=None),))
def tells_some_errors_with_200(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return Answer(200, {"success": False, "error": "No.", "code": "NO"}) if answer.status == 400 else answer


@breaks("image.notes.other-types", witness=(image(image=_tiny("BMP")), image(image=File("image.svg", b"<svg "))))
def takes_whatever_is_called_a_picture(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    called = isinstance(file, File) and file.filename.endswith((".bmp", ".svg", ".tiff", ".avif", ".ico"))
    return reference(asked.form_with(image=TINY) if called else asked)


# --- history and order: what came before ------------------------------------------------------------------------

_MEMORIES: WeakKeyDictionary[Reference, dict[str, Any]] = WeakKeyDictionary()


def _memory(reference: Reference) -> dict[str, Any]:
    """What an instance of a server remembers."""
    return _MEMORIES.setdefault(reference, {})


_WIDE, _TALL = _written("PNG", size=(90, 40)), _written("PNG", size=(40, 90))


@breaks(
    "image.authentication.every-request",
    "image.success-200.*",
    "image.authentication.*",
    "image.on-error*",
    witness=(image(), image(None)),
)
def remembers_who_was_let_in(reference: Reference, asked: Asked) -> Answer:
    memory, token = _memory(reference), asked.headers.get("authorization")
    answer = reference(asked if token else asked.header("authorization", memory.get("token")))
    if answer.status == 200 and token:
        memory["token"] = token
    return answer


@breaks(
    "image.attributes.target-language-default",
    "image.success-200.target-language-echo",
    witness=(image(), image(target_language=None)),
)
def the_target_language_sticks(reference: Reference, asked: Asked) -> Answer:
    memory, form = _memory(reference), asked.form
    memory["language"] = form.get("target_language", memory.get("language", "en"))
    known = asked.form_with(target_language=memory["language"]) if isinstance(form.get("image"), File) else asked
    return reference(known)


def _coloured(format_: str, colour: str, **options: Any) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (80, 50), colour).save(buffer, format_, **options)
    return buffer.getvalue()


def _caching(name: str, key: Any) -> None:
    """A server that knows a picture again by *key*."""

    def change(reference: Reference, asked: Asked) -> Answer:
        answer, memory = reference(asked), _memory(reference)
        if answer.status != 200:
            return answer
        return answer.having(image=memory.setdefault(key(asked.form["image"]), answer.body["image"]))

    one_length = [File("image.png", file.content + b"\0" * (900 - len(file.content))) for file in (_WIDE, _TALL)]
    witness = tuple(image(image=file) for file in one_length)
    also = ("image.api.layout-preserved",)
    WRONG.add(Variant(name, "image", change, witness, "image.get-started-in-minutes.own-result", also))


_caching("knows_pictures_by_their_names", lambda file: file.filename)
_caching("knows_pictures_by_their_length", lambda file: len(file.content))
_caching("knows_pictures_by_how_they_begin", lambda file: file.content[:16])


def _of_one_size(colour: str) -> File:
    return File("image.png", _coloured("PNG", colour))


@breaks(
    "image.get-started-in-minutes.own-result",
    witness=(image(image=_of_one_size("red")), image(image=_of_one_size("navy"))),
)
def knows_pictures_by_their_size(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status != 200:
        return answer
    with Image.open(BytesIO(asked.form["image"].content)) as picture:
        return answer.having(image=memory.setdefault(str(picture.size), answer.body["image"]))


@breaks(
    "image.get-started-in-minutes.own-result",
    "image.attributes.*",
    "image.success-200.*",
    "image.curl.*",
    witness=(image(), image(target_language="fr")),
)
def knows_results_whatever_the_language(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    return memory.setdefault(asked.form["image"].content, answer) if answer.status == 200 else answer


_CLAUDE = image(translator_model="claude")


@breaks(
    "image.attributes.translator-model-plan",
    "image.on-error*",
    witness=(_CLAUDE, image("Bearer itk_small.its_restricted0key", translator_model="claude")),
)
def unlocks_a_model_for_everybody(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status == 200 and asked.form.get("translator_model") == "claude":
        memory["unlocked"] = True
    if answer.status == 402 and memory.get("unlocked"):
        return reference(asked.header("authorization", _VALID))
    return answer


@breaks("image.on-error-4xx-5xx.client-mistake", witness=(image(image=File("", b"")),))
def fails_where_no_file_was_chosen(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    return _CRASH if isinstance(file, File) and not file.filename else reference(asked)


@breaks("image.notes.empty-upload", witness=(image(image=File("", b"")),))
def takes_the_sample_where_no_file_was_chosen(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    return reference(asked.form_with(image=TINY) if isinstance(file, File) and not file.filename else asked)


@breaks("image.get-started-in-minutes.own-result", "image.api.layout-preserved", witness=(image(image=_WIDE), image()))
def answers_with_the_picture_before(reference: Reference, asked: Asked) -> Answer:
    answer, memory = reference(asked), _memory(reference)
    if answer.status != 200:
        return answer
    before, memory["image"] = memory.get("image", answer.body["image"]), answer.body["image"]
    return answer.having(image=before)


@breaks("image.attributes.image-required", "image.on-error*", witness=(image(), image(image=None)))
def takes_the_picture_before_where_there_is_none(reference: Reference, asked: Asked) -> Answer:
    memory, form = _memory(reference), asked.form
    if isinstance(form.get("image"), File):
        answer = reference(asked)
        if answer.status == 200:
            memory["image"] = form["image"]
        return answer
    return reference(asked.form_with(image=memory["image"]) if form and "image" in memory else asked)


@breaks(
    "image.endpoint.post",
    "image.*",
    witness=(image(), image("Bearer itk_nobody.its_unknown0key"), image()),
)
def locks_everybody_out_after_a_wrong_key(reference: Reference, asked: Asked) -> Answer:
    memory, answer = _memory(reference), reference(asked)
    locked, memory["locked"] = memory.get("locked", False), answer.status == 401
    return refusal(403, "LOCKED", "Too many wrong keys.") if locked and answer.status == 200 else answer


@breaks(
    "image.attributes.translator-model-plan",
    "image.on-error*",
    witness=(image("Bearer itk_small.its_restricted0key", translator_model="claude"),) * 2,
)
def looks_at_the_plan_once(reference: Reference, asked: Asked) -> Answer:
    memory, answer = _memory(reference), reference(asked)
    if answer.status != 402:
        return answer
    seen, memory["seen"] = memory.get("seen", False), True
    return reference(asked.header("authorization", _VALID)) if seen else answer


def _every(number: int, name: str, requirement: str, spoil: Any, *also: str) -> None:
    """A server each *number*-th success of which is spoiled."""

    def change(reference: Reference, asked: Asked) -> Answer:
        memory, answer = _memory(reference), reference(asked)
        if answer.status != 200:
            return answer
        memory["served"] = memory.get("served", 0) + 1
        spoiled: Answer = spoil(answer) if memory["served"] % number == 0 else answer
        return spoiled

    WRONG.add(Variant(name, "image", change, (image(),) * number, requirement, also))


_every(
    7,
    "every_seventh_mapping_is_lost",
    "image.success-200.word-mapping-object",
    lambda answer: answer.having(word_mapping=None),
    "image.success-200.*",
)
_every(
    5,
    "every_fifth_picture_is_cut_off",
    "image.success-200.image-decodes",
    lambda answer: answer.having(image=answer.body["image"][: 22 + (len(answer.body["image"]) - 22) // 8 * 4]),
    "image.success-200.*",
)
_every(
    9,
    "every_ninth_answer_is_in_english",
    "image.success-200.target-language-echo",
    lambda answer: answer.having(target_language="en"),
    "image.*",
)
_every(3, "every_third_request_fails", "image.endpoint.post", lambda _: _CRASH, "image.*")
_every(
    3,
    "every_third_translation_pays_back",
    "image.success-200.credits-remaining",
    lambda answer: answer.having(credits=answer.body["credits"] + 50),
)


# --- company: who asks at the same time ---------------------------------------------------------------------------


def _shared(reference: Reference, name: str, value: Any) -> Any:
    """Put *value* where every request puts its own; gives a way to take it out again."""
    _memory(reference)[name] = value
    return lambda: _memory(reference)[name]


@breaks(
    "image.get-started-in-minutes.own-result",
    "image.*",
    witness=(image(target_language="fr"), image(target_language="ja")),
)
async def keeps_the_language_in_one_place(reference: Reference, asked: Asked) -> Answer:
    form = asked.form
    current = _shared(reference, "language", form.get("target_language"))
    await asyncio.sleep(0)
    return reference(asked.form_with(target_language=current()) if isinstance(form.get("image"), File) else asked)


@breaks(
    "image.get-started-in-minutes.own-result",
    "image.*",
    witness=(image(image=_WIDE), image(image=_TALL)),
)
async def keeps_the_result_in_one_place(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    current = _shared(reference, "image", answer.body["image"])
    await asyncio.sleep(0)
    return answer.having(image=current())


@breaks(
    "image.authentication.every-request",
    "image.*",
    witness=(image("Bearer itk_nobody.its_unknown0key"), image()),
)
async def keeps_the_token_in_one_place(reference: Reference, asked: Asked) -> Answer:
    current = _shared(reference, "token", asked.headers.get("authorization"))
    await asyncio.sleep(0)
    return reference(asked.header("authorization", current()))


@breaks("image.endpoint.post", "image.*", witness=(image(), image()))
async def is_busy_with_one_request(reference: Reference, asked: Asked) -> Answer:
    memory = _memory(reference)
    if memory.get("busy"):
        return refusal(409, "BUSY", "One at a time.")
    memory["busy"] = True
    await asyncio.sleep(0)
    memory["busy"] = False
    return reference(asked)


@breaks("image.notes.other-types", "image.notes.type-by-content", witness=(image(image=File("a.zip", b"PK\3\4")),))
def looks_into_archives(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    packed = isinstance(file, File) and file.content.startswith(b"PK")
    return reference(asked.form_with(image=TINY) if packed else asked)


# --- what a programmer takes for granted --------------------------------------------------------------------------


def _camera() -> File:
    """A JPEG with EXIF where others have JFIF."""
    content = _coloured("JPEG", "red", exif=_EXIF)
    return File("photo.jpg", content[:2] + content[20:])


@breaks("image.notes.jpeg", witness=(image(image=_camera()),))
def knows_photographs_by_jfif(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    beginning = asked.form["image"].content[:4] if answer.status == 200 else b""
    return _NO if beginning[:2] == b"\xff\xd8" and beginning != b"\xff\xd8\xff\xe0" else answer


@breaks(
    "image.attributes.target-language-default",
    "image.success-200.target-language-echo",
    witness=(image(target_language=None, source_language="auto"),),
)
def translates_into_the_source_language_by_default(reference: Reference, asked: Asked) -> Answer:
    form = asked.form
    default = "target_language" not in form and form.get("source_language")
    return reference(asked.form_with(target_language=form["source_language"]) if default else asked)


@breaks("image.authentication.malformed-key", witness=(image("Bearer itk_reference.its_valid0key.more"),))
def reads_two_pieces_of_a_token(reference: Reference, asked: Asked) -> Answer:
    pieces = asked.headers.get("authorization", "").split(".")
    return reference(asked.header("authorization", ".".join(pieces[:2])) if len(pieces) > 2 else asked)


@breaks("image.attributes.image-required", witness=(image(image=None, file=TINY),))
def takes_the_first_file_that_there_is(reference: Reference, asked: Asked) -> Answer:
    form = asked.form
    files = [value for value in form.values() if isinstance(value, File)]
    return reference(asked.form_with(image=files[0]) if files and "image" not in form else asked)


def _saying() -> File:
    """A PNG with an empty line in a comment."""
    text = b"tEXt" + b"Comment\0a\r\n\r\nb"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    return File("image.png", TINY.content[:33] + chunk + TINY.content[33:])


@breaks("image.notes.png", witness=(image(image=_saying()),))
def takes_forms_apart_by_blank_lines(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    cut = isinstance(file, File) and b"\r\n\r\n" in file.content
    shorter = File(file.filename, file.content.partition(b"\r\n\r\n")[0]) if isinstance(file, File) else None
    return reference(asked.form_with(image=shorter) if cut else asked)


@breaks("image.endpoint.post", "image.get-started-in-minutes.multipart-syntax", witness=(_QUOTED,))
def fails_on_a_quoted_boundary(reference: Reference, asked: Asked) -> Answer:
    return _CRASH if 'boundary="' in asked.headers.get("content-type", "") else reference(asked)


@breaks("image.endpoint.post", "image.notes.file-names", witness=(image(image=File("a b.png", TINY.content)),))
def fails_on_names_with_blanks(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return _CRASH if answer.status == 200 and " " in asked.form["image"].filename else answer
