"""Unusual but conforming servers of the image API: each does something that no page rules out."""

# ruff: noqa: D103 - the name of a server says what there is to say
import asyncio
import base64
import json
import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from urllib.parse import quote, quote_from_bytes

from PIL import Image, ImageOps

from conformance_apps.asking import TINY, image
from conformance_apps.faults import Change, Collection, Variant
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

LEGAL = Collection()
legal = LEGAL.legal


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
    lies = isinstance(file, File) and not file.filename.lower().endswith(".png") and file.content.startswith(b"\x89PNG")
    return refusal(415, "TYPE", "That is no JPEG.") if lies else reference(asked)


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


# --- what a service may ask of a picture, and do with it ---------------------------------------------------------


def _picky(name: str, is_refused: Any, file: File, status: int = 400) -> None:
    """A server that does not take every picture."""

    def change(reference: Reference, asked: Asked) -> Answer:
        answer = reference(asked)
        if answer.status != 200:
            return answer
        with Image.open(BytesIO(asked.form["image"].content)) as picture:
            return refusal(status, "PICTURE", "Not this one.") if is_refused(picture) else answer

    LEGAL.add(Variant(name, "image", change, (image(image=file),)))


def _drawn(format_: str, mode: str = "RGB", size: tuple[int, int] = (2, 1), **options: Any) -> File:
    buffer = BytesIO()
    Image.new(mode, size).save(buffer, format_, **options)
    return File(f"image.{format_.lower()}", buffer.getvalue())


_picky("wants_64_pixels_a_side", lambda picture: min(picture.size) < 64, TINY)
_picky("wants_256_pixels_a_side", lambda picture: min(picture.size) < 256, TINY, 422)
_picky("wants_one_megapixel_at_most", lambda p: p.width * p.height > 1e6, _drawn("PNG", size=(1200, 900)), 413)
_picky("wants_no_extreme_proportions", lambda p: max(p.size) > 4 * min(p.size), _drawn("PNG", size=(50, 4)))
_picky("takes_no_print_colours", lambda picture: picture.mode == "CMYK", _drawn("JPEG", "CMYK"), 415)
_picky("takes_eight_bits_a_channel", lambda picture: picture.mode.startswith("I"), _drawn("PNG", "I;16"), 422)


def _redrawn(name: str, redraw: Any, file: File = TINY) -> None:
    """A server that returns another picture, made of the sent one."""

    def change(reference: Reference, asked: Asked) -> Answer:
        answer = reference(asked)
        if answer.status != 200:
            return answer
        buffer = BytesIO()
        with Image.open(BytesIO(asked.form["image"].content)) as picture:
            redraw(picture).convert("RGB").save(buffer, "PNG")
        return answer.having(image=data_url(buffer.getvalue()))

    LEGAL.add(Variant(name, "image", change, (image(image=file),)))


def _scaled(picture: Image.Image, share: float) -> Image.Image:
    return picture.resize((max(1, round(picture.width * share)), max(1, round(picture.height * share))))


_TURNED = Image.Exif()
_TURNED[0x0112] = 6

_redrawn("answers_at_a_quarter_of_each_side", lambda p: _scaled(p, 0.25), _drawn("PNG", size=(400, 200)))
_redrawn("answers_with_even_sides", lambda p: p.convert("RGB").resize(tuple(-(-side // 2) * 2 for side in p.size)))
_redrawn("puts_small_pictures_on_a_ground", lambda p: ImageOps.pad(p.convert("RGB"), (64, 64)) if p.width < 64 else p)
_redrawn("turns_photographs_upright", ImageOps.exif_transpose, _drawn("JPEG", exif=_TURNED))


@legal("image", witness=(image(),))
def echoes_the_upload(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    content = asked.form["image"].content
    kind = (picture_format(content) or "").lower()
    return answer.having(image=f"data:image/{kind};base64,{base64.b64encode(content).decode()}")


@legal("image", witness=(image(),))
def answers_in_jpg(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.having(image=data_url(asked.form["image"].content, "JPEG", "image/jpg"))


@legal("image", witness=(image(image=File("blob", TINY.content)),))
def wants_names_with_endings(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    return (
        refusal(400, "NAME", "Which type?") if isinstance(file, File) and "." not in file.filename else reference(asked)
    )


@legal("image", witness=(image(image=File("image.png", TINY.content[:50])),))
def calls_damage_a_conflict(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return refusal(409, "DAMAGED", "Broken.") if answer.status == 415 else answer


# --- what a service may answer ------------------------------------------------------------------------------------


def _refusing_with(name: str, status: int, seen: int, witness: Asked, **headers: str) -> None:
    """A server that refuses in another way."""

    def change(reference: Reference, asked: Asked) -> Answer:
        answer = reference(asked)
        told = {"content-type": "application/json", **headers}
        return replace(refusal(status, "NO", "No."), headers=told) if answer.status == seen else answer

    LEGAL.add(Variant(name, "image", change, (witness,)))


_STRANGER = image("Bearer itk_nobody.its_unknown0key")
_OVER_PLAN = image("Bearer itk_small.its_restricted0key", translator_model="claude")
_refusing_with("strangers_are_forbidden", 403, 401, _STRANGER)
_refusing_with("strangers_are_challenged", 401, 401, _STRANGER, **{"www-authenticate": 'Bearer realm="images"'})
_refusing_with("strangers_are_not_found", 404, 401, _STRANGER)
_refusing_with("strangers_make_bad_requests", 400, 401, _STRANGER)
_refusing_with("plans_forbid", 403, 402, _OVER_PLAN)
_refusing_with("plans_make_bad_requests", 400, 402, _OVER_PLAN)
_refusing_with("other_types_are_not_acceptable", 406, 415, image(image=File("note.txt", b"Hello")))
_refusing_with(
    "labels_errors_with_a_charset", 400, 400, image(image=None), **{"content-type": "application/json; charset=utf-8"}
)


@legal("image", witness=(image(),))
def tells_more_than_is_printed(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    return answer.having(id="7", model=None, usage={"credits": 1}, detected_language="fr", warnings=[])


@legal("image", witness=(image(image=None),))
def codes_are_empty(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    ours = answer.status >= 400 and isinstance(answer.body, dict)
    return answer.having(code="", requestId=1, message="No.") if ours else answer


@legal("image", witness=(image(),))
def labels_count_down_from_zero(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    chunks = [{"label": -n, "sourceText": str(n), "translatedText": str(n)} for n in range(3)]
    return answer.having(chunks=chunks, word_mapping={str(n): str(n) for n in range(3)})


@legal("image", witness=(image(),))
def texts_have_lines_and_signs(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    if answer.status != 200:
        return answer
    texts = {"": "", "a\nb": "<b>\u0000\U0001f600</b>", " x ": "مرحبا"}
    chunks = [{"label": 1e3, "sourceText": a, "translatedText": b} for a, b in texts.items()]
    return answer.having(chunks=chunks, word_mapping=texts)


@legal("image", witness=(image(),))
def writes_json_with_blanks_and_a_charset(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    body = json.dumps(answer.body, indent=4).encode() if isinstance(answer.body, dict) else answer.body
    return replace(answer, body=body, headers={**answer.headers, "content-type": "Application/JSON; charset=UTF-8"})


@legal("image", witness=(image(),))
def has_more_credits_than_fit_into_64_bits(reference: Reference, asked: Asked) -> Answer:
    answer = reference(asked)
    return answer.having(credits=answer.body["credits"] + 10**30) if answer.status == 200 else answer


# --- what a service may do with fields, and where the page is silent -------------------------------------------------


@legal("image", witness=(image(source_language=""), image(target_language="")))
def refuses_empty_fields(reference: Reference, asked: Asked) -> Answer:
    return refusal(400, "EMPTY", "Empty.") if "" in asked.form.values() else reference(asked)


@legal("image", witness=(image(conformance="yes"),))
def refuses_fields_it_does_not_know(reference: Reference, asked: Asked) -> Answer:
    known = {"image", "source_language", "target_language", "translator_model"}
    return refusal(400, "FIELD", "What is that?") if asked.form.keys() - known else reference(asked)


@legal("image", witness=(image(source_language="qq"),))
def refuses_sources_that_it_does_not_know(reference: Reference, asked: Asked) -> Answer:
    source = asked.form.get("source_language", "auto")
    return refusal(422, "LANGUAGE", "Which?") if source not in ("auto", "en", "ja", "fr") else reference(asked)


@legal("image", witness=(image(source_language="ja", target_language="ja"),))
def translates_into_another_language_only(reference: Reference, asked: Asked) -> Answer:
    form = asked.form
    same = form.get("source_language") == form.get("target_language", "en")
    return refusal(400, "SAME", "Nothing to do.") if same else reference(asked)


@legal("image", witness=(image(source_language="ja", target_language="fr"),))
def translates_from_and_into_english_only(reference: Reference, asked: Asked) -> Answer:
    form = asked.form
    pair = (form.get("source_language", "auto"), form.get("target_language", "en"))
    apart = "en" not in pair and "auto" not in pair
    return refusal(400, "PAIR", "Not this pair.") if apart and isinstance(form.get("image"), File) else reference(asked)


@legal("image", witness=(replace(image(), path="/api/v1/image-translate/"),))
def takes_a_slash_behind_its_path(reference: Reference, asked: Asked) -> Answer:
    return reference(replace(asked, path=asked.path.rstrip("/")))


@legal("image", witness=(replace(image(), path="/api/v1/image-translate/"),))
def leads_from_a_slash_to_its_path(reference: Reference, asked: Asked) -> Answer:
    if asked.path.endswith("/"):
        return Answer(307, b"", {"location": asked.path.rstrip("/")})
    return reference(asked)


@legal("image", witness=(replace(image(), method="GET"),))
def knows_other_methods_nowhere(reference: Reference, asked: Asked) -> Answer:
    return (
        reference(asked)
        if asked.method == "POST"
        else Answer(404, b"<h1>Not Found</h1>", {"content-type": "text/html"})
    )


@legal("image", witness=(replace(image(None), query="access_token=itk_reference.its_valid0key"),))
def takes_access_tokens_from_the_address(reference: Reference, asked: Asked) -> Answer:
    # RFC 6750, 2.3.
    found = re.search("(?:^|&)access_token=([^&]+)", asked.query)
    return reference(asked.header("authorization", f"Bearer {found[1]}") if found else asked)


@legal("image", witness=(image("Bearer itk_reference"),))
def asks_for_whole_tokens(reference: Reference, asked: Asked) -> Answer:
    token = asked.headers.get("authorization", "")
    whole = re.fullmatch(r"Bearer [^. ]+\.[^. ]+", token)
    return reference(asked) if whole or not token else refusal(400, "TOKEN", "<key_id>.<secret>, please.")


@legal("image", witness=(image(image=None),))
async def takes_its_time(reference: Reference, asked: Asked) -> Answer:
    await asyncio.sleep(0)
    answer = reference(asked)
    await asyncio.sleep(0)
    return answer.having(took=0.1) if isinstance(answer.body, dict) else answer


@legal("image", witness=(image(None, image=None),))
def looks_at_the_form_before_the_token(reference: Reference, asked: Asked) -> Answer:
    return reference.mistake("", asked.form) or reference(asked)


# --- how a service may read what is sent -----------------------------------------------------------------------------


@legal("image", witness=(image(translator_model="Gemini"),))
def takes_models_in_any_case(reference: Reference, asked: Asked) -> Answer:
    model = asked.form.get("translator_model", "")
    return reference(asked if model == model.lower() else asked.form_with(translator_model=model.lower()))


@legal("image", witness=(image(translator_model=" gemini "),))
def takes_models_with_blanks(reference: Reference, asked: Asked) -> Answer:
    model = asked.form.get("translator_model", "")
    return reference(asked if model == model.strip() else asked.form_with(translator_model=model.strip()))


def _taken(reference: Reference, asked: Asked, file: File) -> Answer:
    """The answer to a picture that is known, with *file* in it as it came."""
    answer = reference(asked.form_with(image=TINY))
    if answer.status != 200:
        return answer
    kind = file.filename.rpartition(".")[2].lower().replace("jpg", "jpeg")
    return answer.having(image=f"data:image/{kind};base64,{base64.b64encode(file.content).decode()}")


@legal("image", witness=(image(image=File("image.png", TINY.content[:50])),))
def echoes_damaged_pictures(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    damaged = isinstance(file, File) and file.content.startswith(b"\x89PNG") and not picture_format(file.content)
    return _taken(reference, asked, file) if isinstance(file, File) and damaged else reference(asked)


@legal("image", witness=(image(image=File("image.jpg", TINY.content)),))
def echoes_under_the_name_that_was_sent(reference: Reference, asked: Asked) -> Answer:
    answer, file = reference(asked), asked.form.get("image")
    named = isinstance(file, File) and file.filename.lower().endswith((".png", ".jpg", ".jpeg", ".webp", ".gif"))
    return _taken(reference, asked, file) if answer.status == 200 and isinstance(file, File) and named else answer


@legal("image", witness=(image(image=File("image.png", b"II*\0")), image(image=File("image.jpg", b"%PDF-"))))
def tells_types_by_names(reference: Reference, asked: Asked) -> Answer:
    file = asked.form.get("image")
    taken = isinstance(file, File) and file.filename.endswith((".png", ".jpg"))
    known = isinstance(file, File) and file.content.startswith((b"II*", b"MM\0*", b"<svg", b"%PDF"))
    return _taken(reference, asked, file) if isinstance(file, File) and taken and known else reference(asked)
