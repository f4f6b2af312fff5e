"""Unusual but conforming servers of the image API: each does something that no page rules out."""

# ruff: noqa: D103 - the name of a server says what there is to say
import base64
import re
from dataclasses import replace
from io import BytesIO
from urllib.parse import quote, quote_from_bytes

from PIL import Image

from conformance_apps.asking import TINY, image
from conformance_apps.faults import Change, Collection, Variant
from conformance_apps.reference import (
    Answer,
    Asked,
    File,
    Reference,
    data_url,
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
    lies = isinstance(file, File) and not file.filename.endswith(".png") and file.content.startswith(b"\x89PNG")
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
