"""Wrong servers of the image API: the reference with one fault each, named for it, that breaks the row it names."""

# ruff: noqa: D103 - the name of a server says what there is to say
import base64
import re
from dataclasses import replace
from io import BytesIO
from typing import Any

from PIL import Image

from conformance_apps.asking import TINY, image
from conformance_apps.faults import Collection
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


# --- where the plain request is right, and another one is not ----------------------------------------------------


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
