"""The image API of the mock: every documented answer by its cause."""

import base64
import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from PIL import Image

from mock_support.caller import IMAGE_KEY, IMAGE_PATH, Caller
from translation_mock.domain import translator
from translation_mock.domain.pictures import draw_picture, plant
from translation_mock.domain.pictures.files.planting import line_of
from translation_mock.image_api import ImageRequest
from translation_mock.settings import Settings

HELLO = draw_picture(["Hello"])
TWO_LINES = draw_picture(["Hello", "World"])
BLANK = draw_picture([], width=200)


def saved(form: str, size: tuple[int, int] = (60, 40)) -> bytes:
    """A plain picture in a format."""
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, form)
    return out.getvalue()


def decoded(answer: Any) -> tuple[str, Image.Image]:
    """The media type and the picture of an answer."""
    head, _, data = answer.json()["image"].partition(";base64,")
    return head.removeprefix("data:"), Image.open(io.BytesIO(base64.b64decode(data, validate=True)))


def error_of(answer: Any) -> tuple[int, str]:
    """The status and the code of an error, whose body has nothing else but its message."""
    assert set(answer.json()) == {"error", "code"}
    return answer.status_code, answer.json()["code"]


def test_printed_request_is_answered_as_documented(mock: Caller) -> None:
    """The printed request brings the picture, its texts and the credits that remain."""
    answer = mock.image(HELLO, target_language="ja", translator_model="gemini")

    assert answer.status_code == 200
    body = answer.json()
    assert body["success"] is True
    assert body["chunks"] == [{"label": 1, "sourceText": "Hello", "translatedText": "こんにちは"}]
    assert body["word_mapping"] == {"Hello": "こんにちは"}
    assert body["target_language"] == "ja"
    assert isinstance(body["credits"], int)
    assert answer.headers["mock-recognised-by"] == "planted"


@pytest.mark.parametrize(
    ("form", "media_type"), [("png", "image/png"), ("jpeg", "image/jpeg"), ("webp", "image/webp"), ("gif", "image/gif")]
)
def test_picture_comes_back_in_its_format_and_size(mock: Caller, form: str, media_type: str) -> None:
    """The answer's picture has the format and size of the upload, and is another picture."""
    upload = draw_picture(["Good morning", "Exit"], format=form)

    declared, picture = decoded(mock.image(upload, target_language="de"))

    original = Image.open(io.BytesIO(upload))
    picture.load()
    assert declared == media_type
    assert (picture.format, picture.size) == (original.format, original.size)
    assert picture.convert("RGB").tobytes() != original.convert("RGB").tobytes()


def test_format_is_told_by_content() -> None:
    """A JPEG that calls itself a PNG is a JPEG."""
    declared, picture = decoded(Caller().image(saved("JPEG")))

    assert (declared, picture.format) == ("image/jpeg", "JPEG")


@pytest.mark.parametrize(
    ("authorization", "code", "row"),
    [
        pytest.param(None, "MISSING_API_KEY", "image.authentication.anonymous-use", id="missing"),
        pytest.param("", "MISSING_API_KEY", "image.authentication.anonymous-use", id="empty"),
        pytest.param("Bearer", "INVALID_API_KEY", "image.authentication.malformed-key", id="without token"),
        pytest.param(f"Basic {IMAGE_KEY}", "MISSING_API_KEY", "image.authentication.other-scheme", id="another scheme"),
        pytest.param(IMAGE_KEY, "MISSING_API_KEY", "image.authentication.other-scheme", id="without scheme"),
        pytest.param("Bearer itk_xxx", "INVALID_API_KEY", "image.authentication.malformed-key", id="without secret"),
        pytest.param("Bearer itk_xxx.", "INVALID_API_KEY", "image.authentication.malformed-key", id="empty secret"),
        pytest.param("Bearer .its_yyy", "INVALID_API_KEY", "image.authentication.malformed-key", id="empty key_id"),
        pytest.param("Bearer itk_xxx.other", "INVALID_API_KEY", "image.authentication.wrong-secret", id="wrong secret"),
        pytest.param(
            "Bearer itk_nobody.its_nothing", "INVALID_API_KEY", "image.authentication.unknown-key", id="unknown"
        ),
        pytest.param(
            f"Bearer {IMAGE_KEY} more", "INVALID_API_KEY", "image.authentication.malformed-key", id="two tokens"
        ),
    ],
)
def test_bad_credentials_are_refused(mock: Caller, authorization: str | None, code: str, row: str) -> None:
    """Without a valid Bearer token the answer is 401 with a challenge."""
    headers = {} if authorization is None else {"Authorization": authorization}

    answer = mock.request("POST", IMAGE_PATH, files={"image": HELLO}, headers=headers)

    assert error_of(answer) == (401, code)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["mock-requirement"] == row


def test_scheme_is_matched_without_case(mock: Caller) -> None:
    """The word Bearer may be written in any case."""
    answer = mock.request("POST", IMAGE_PATH, files={"image": HELLO}, headers={"Authorization": f"bEARER {IMAGE_KEY}"})

    assert answer.status_code == 200


def test_anonymous_use_is_a_setting() -> None:
    """Where anonymous use is switched on, no credentials means no credits in the answer; a bad token stays bad."""
    mock = Caller(Settings(access_log=False, anonymous=True))

    answer = mock.image(HELLO, key=None)

    assert answer.status_code == 200
    assert "credits" not in answer.json()
    assert mock.image(HELLO, key="itk_no.its_no").status_code == 401


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"source_language": "qq"}, "INVALID_SOURCE_LANGUAGE"),
        ({"source_language": ""}, "INVALID_SOURCE_LANGUAGE"),
        ({"target_language": "qq"}, "INVALID_TARGET_LANGUAGE"),
        ({"target_language": "auto"}, "INVALID_TARGET_LANGUAGE"),
        ({"target_language": ""}, "INVALID_TARGET_LANGUAGE"),
        ({"translator_model": "gpt"}, "INVALID_TRANSLATOR_MODEL"),
        ({"translator_model": "Gemini"}, "INVALID_TRANSLATOR_MODEL"),
        ({"translator_model": ""}, "INVALID_TRANSLATOR_MODEL"),
    ],
)
def test_value_outside_its_list_is_refused(mock: Caller, fields: Mapping[str, str], code: str) -> None:
    """A field whose value is not a listed one is 400."""
    answer = mock.image(HELLO, **fields)

    row = answer.headers["mock-requirement"]
    assert error_of(answer) == (400, code)
    assert (row == "image.attributes.empty-optional-field") is ("" in fields.values())


@pytest.mark.parametrize("fields", [{}, {"source_language": "auto"}, {"source_language": "en"}])
def test_source_language_may_be_left_out(mock: Caller, fields: Mapping[str, str]) -> None:
    """Without source_language, with auto and with the right code the translation is the same."""
    body = mock.image(HELLO, target_language="fr", **fields).json()

    assert body["word_mapping"] == {"Hello": "Bonjour"}


@pytest.mark.parametrize("model", ["grok", "openai", "claude", "gemini"])
def test_every_model_is_accepted(mock: Caller, model: str) -> None:
    """Each of the four models translates, for an account whose plan includes it."""
    assert mock.image(HELLO, translator_model=model).status_code == 200


def test_target_language_defaults_to_english(mock: Caller) -> None:
    """Without target_language the picture is translated into en."""
    assert mock.image(HELLO).json()["target_language"] == "en"


def test_plan_restricts_models(mock: Caller) -> None:
    """A model outside the plan is refused with 402 and costs nothing; the default model is in the plan."""
    before = mock.image(BLANK, key="itk_free.its_free").json()["credits"]

    for model in ("claude", "openai"):
        answer = mock.image(HELLO, key="itk_free.its_free", translator_model=model)
        assert error_of(answer) == (402, "PLAN_RESTRICTION")

    assert mock.image(BLANK, key="itk_free.its_free").json()["credits"] == before - 1


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        pytest.param(b"", "EMPTY_IMAGE", id="empty"),
        pytest.param(b"Hello", "UNSUPPORTED_IMAGE_TYPE", id="text"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "UNSUPPORTED_IMAGE_TYPE", id="SVG"),
        pytest.param(saved("BMP"), "UNSUPPORTED_IMAGE_TYPE", id="BMP"),
        pytest.param(saved("TIFF"), "UNSUPPORTED_IMAGE_TYPE", id="TIFF"),
        pytest.param(HELLO[:-20], "DAMAGED_IMAGE", id="truncated PNG"),
        pytest.param(saved("JPEG")[:-50], "DAMAGED_IMAGE", id="truncated JPEG"),
        pytest.param(saved("WEBP")[:-10], "DAMAGED_IMAGE", id="truncated WebP"),
        pytest.param(saved("GIF")[:-5], "DAMAGED_IMAGE", id="truncated GIF"),
    ],
)
def test_upload_that_is_no_picture_is_refused(mock: Caller, upload: bytes, code: str) -> None:
    """An upload that is empty, of another type or damaged is 400."""
    assert error_of(mock.image(upload)) == (400, code)


def test_missing_file_is_refused(mock: Caller) -> None:
    """A form without image, and one with image as a text field, are refused."""
    headers = {"Authorization": f"Bearer {IMAGE_KEY}"}

    assert error_of(mock.image(None, target_language="fr")) == (400, "IMAGE_REQUIRED")
    as_text = mock.request("POST", IMAGE_PATH, files=[("image", (None, "Hello"))], headers=headers)
    assert error_of(as_text) == (400, "IMAGE_NOT_A_FILE")


def test_too_many_pixels_are_refused() -> None:
    """A picture over the limit of pixels is 413."""
    mock = Caller(Settings(access_log=False, max_pixels=2399))

    assert error_of(mock.image(saved("PNG", (60, 40)))) == (413, "IMAGE_TOO_LARGE")
    assert mock.image(saved("PNG", (59, 40))).status_code == 200


def test_too_large_a_request_is_refused() -> None:
    """A request over the limit of bytes is 413."""
    mock = Caller(Settings(access_log=False, max_image_request=len(HELLO)))

    assert error_of(mock.image(HELLO)) == (413, "REQUEST_TOO_LARGE")


def test_credits_fall_by_the_tokens_of_the_text(mock: Caller) -> None:
    """A translation costs a credit for each token recognised (2 and 2 here), at least one; an error costs none."""
    before = mock.image(BLANK).json()["credits"]

    after_text = mock.image(TWO_LINES).json()["credits"]
    mock.image(b"")
    mock.image(TWO_LINES, translator_model="x")
    after_blank = mock.image(BLANK).json()["credits"]

    assert (before - after_text, after_text - after_blank) == (4, 1)


def test_exactly_enough_credits_suffice_once(mock: Caller) -> None:
    """The last credits are spent to zero, and then a picture is 402 and nothing is taken."""
    first = mock.image(HELLO, key="itk_enough.its_enough")
    second = mock.image(HELLO, key="itk_enough.its_enough")

    assert first.json()["credits"] == 0
    assert error_of(second) == (402, "INSUFFICIENT_CREDITS")
    assert error_of(mock.image(HELLO, key="itk_short.its_short")) == (402, "INSUFFICIENT_CREDITS")
    assert mock.image(BLANK, key="itk_short.its_short").json()["credits"] == 0


def test_failing_account_gets_an_error(mock: Caller) -> None:
    """The failing account is answered with 500 in the documented shape."""
    assert error_of(mock.image(HELLO, key="itk_failing.its_failing")) == (500, "PROCESSING_FAILED")


def test_picture_without_text_has_no_chunks(mock: Caller) -> None:
    """A picture without text comes back with empty chunks and an empty word_mapping."""
    answer = mock.image(BLANK)

    assert (answer.json()["chunks"], answer.json()["word_mapping"]) == ([], {})
    assert answer.headers["mock-recognised-by"] == "nothing"


def test_detected_text_is_spoken_for_by_its_pixels(mock: Caller) -> None:
    """A picture with nothing planted gets a phrase for each line: the same for the same pixels, by the seed."""
    upload = draw_picture(["Some words", "and some more"], plant=False)

    answer, again = mock.image(upload, target_language="fr"), Caller().image(upload, target_language="fr")
    other = Caller(Settings(access_log=False, seed=7)).image(upload, target_language="fr")

    assert answer.headers["mock-recognised-by"] == "detected"
    assert [chunk["label"] for chunk in answer.json()["chunks"]] == [1, 2]
    assert again.json()["chunks"] == answer.json()["chunks"]
    assert again.json()["image"] == answer.json()["image"]
    assert other.json()["chunks"] != answer.json()["chunks"]


def test_detected_lines_say_phrases_of_their_length(mock: Caller) -> None:
    """Short lines of a picture are given short phrases, and long lines longer ones."""
    short, long = ["No", "Off", "Up"], ["Do not leave your bags alone", "Please keep your ticket ready"]

    chunks = mock.image(draw_picture([*short, *long], plant=False), source_language="en").json()["chunks"]

    lengths = [len(chunk["sourceText"]) for chunk in chunks]
    assert len(lengths) == 5
    assert max(lengths[:3]) < min(lengths[3:])


def test_characters_have_the_forms_of_the_target_language(mock: Caller) -> None:
    """The same Chinese characters are drawn as they are written in the place whose language is asked for."""
    upload = draw_picture(["Warning"])

    bodies = [mock.image(upload, target_language=code).json() for code in ("ja", "zh-CN", "zh-TW")]

    assert [body["word_mapping"] for body in bodies] == [{"Warning": "警告"}] * 3
    assert len({body["image"] for body in bodies}) == 3


def test_headers_tell_how_the_text_was_drawn(mock: Caller) -> None:
    """Lines that are drawn, small, cut short or not drawn at all are counted in a header; zeros but `drawn` are not."""
    boxes = [f"[10,10,60,12] {'Do not lean out of the window. ' * 3}", "[10,40,200,40] Exit", "[900,900,9,9] Outside"]
    crowded = plant(saved("PNG", (300, 100)), [line_of(row.strip()) for row in boxes])

    plain, some = mock.image(TWO_LINES, target_language="de"), mock.image(crowded, target_language="de")

    assert plain.headers["mock-lettering"] == "drawn=2"
    assert some.headers["mock-lettering"] == "drawn=2, small=1, shortened=1, undrawn=1"
    assert mock.image(BLANK).headers["mock-lettering"] == "drawn=0"


@pytest.mark.parametrize(
    ("fields", "guessed"),
    [
        ({}, "de"),
        ({"source_language": "auto"}, "de"),
        ({"source_language": "en"}, None),
    ],
)
def test_guess_of_the_source_language_is_a_header(mock: Caller, fields: Mapping[str, str], guessed: str | None) -> None:
    """Where the source language is left open a header says what the lines together look like; the body does not."""
    answer = mock.image(draw_picture(["Außer Betrieb", "Bitte nicht berühren"]), target_language="fr", **fields)

    assert answer.headers.get("mock-guessed-language") == guessed
    assert set(answer.json()) == {"success", "credits", "image", "chunks", "word_mapping", "target_language"}


@pytest.mark.parametrize("is_planted", [True, False], ids=["planted", "sidecar"])
def test_all_lines_are_translated_from_the_language_of_the_header(tmp_path: Path, is_planted: bool) -> None:
    """A line that tells nothing by itself is in the language of the others; a phrase of another is still one."""
    lines = ["Bitte warten Sie, wir sind gleich für Sie da", "Kasse Nord", "Merci", "Montag bis Freitag"]
    upload = draw_picture(lines, plant=is_planted)
    digest = hashlib.sha256(upload).hexdigest()
    (tmp_path / "lines.toml").write_text(f"[[picture]]\nsha256 = {digest!r}\nlines = {lines!r}\n", "utf-8")
    mock = Caller(Settings(access_log=False, sidecar=tmp_path / "lines.toml"))

    into_english, told, into_german = (
        mock.image(upload, target_language=target, **fields)
        for target, fields in (("en", {}), ("en", {"source_language": "de"}), ("de", {}))
    )

    assert into_english.headers["mock-guessed-language"] == into_german.headers["mock-guessed-language"] == "de"
    said, as_told, kept = (answer.json()["word_mapping"] for answer in (into_english, told, into_german))
    assert said["Merci"] == "Thank you"
    assert {**said, "Merci": ""} == {**as_told, "Merci": ""}
    assert all(said[line] != line for line in lines)
    assert kept == {**{line: line for line in lines}, "Merci": "Danke"}


def test_picture_is_guessed_at_once(mock: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """One guess serves the lines and the header."""
    guess = Mock(return_value="de")
    monkeypatch.setattr(translator, "guess_language", guess)

    answer = mock.image(TWO_LINES, target_language="fr")

    assert [call.args[0] for call in guess.call_args_list] == ["Hello\nWorld"]
    assert answer.headers["mock-guessed-language"] == "de"


@pytest.mark.parametrize(("target", "spoken"), [("en", "fr"), ("en-GB", "fr"), ("de", "en")])
def test_detected_lines_are_in_the_language_that_the_mock_speaks(
    mock: Caller, monkeypatch: pytest.MonkeyPatch, target: str, spoken: str
) -> None:
    """What detected regions say is not guessed at."""
    monkeypatch.setattr(translator, "guess_language", Mock(return_value="und"))

    answer = mock.image(draw_picture(["Some words"], plant=False), target_language=target)

    assert answer.headers["mock-guessed-language"] == spoken


def test_no_language_is_guessed_of_no_text(mock: Caller) -> None:
    """A picture without text has no guessed language."""
    assert "mock-guessed-language" not in mock.image(BLANK).headers


def test_chunks_and_mapping_agree_on_repeated_text(mock: Caller) -> None:
    """The same text twice is two chunks and one entry of the mapping."""
    body = mock.image(draw_picture(["Exit", "Exit"]), target_language="de").json()

    assert [chunk["label"] for chunk in body["chunks"]] == [1, 2]
    assert body["word_mapping"] == {chunk["sourceText"]: chunk["translatedText"] for chunk in body["chunks"]}


def test_detected_text_differs_from_its_translation(mock: Caller) -> None:
    """Into English, the default, detected regions speak another language, so that a translation is seen."""
    body = mock.image(draw_picture(["Some words"], plant=False)).json()

    assert all(chunk["sourceText"] != chunk["translatedText"] for chunk in body["chunks"])


def test_repeated_field_is_refused(mock: Caller) -> None:
    """A field that stands twice is refused, the file as well as a text."""
    headers = {"Authorization": f"Bearer {IMAGE_KEY}"}
    for field in (("image", ("b.png", HELLO)), ("target_language", (None, "fr"))):
        files: Any = [("image", ("a.png", HELLO)), ("target_language", (None, "fr")), field]
        answer = mock.request("POST", IMAGE_PATH, files=files, headers=headers)
        assert error_of(answer) == (400, "REPEATED_FIELD")
        assert answer.headers["mock-requirement"] == "image.attributes.image-repeated"


def test_case_of_codes_counts_unless_switched(mock: Caller) -> None:
    """With the setting, codes are read without regard to case and answered as they are listed."""
    lenient = Caller(Settings(access_log=False, language_case="ignore"))

    assert mock.image(HELLO, target_language="FR").status_code == 400
    assert lenient.image(HELLO, target_language="FR", source_language="AUTO").json()["target_language"] == "fr"


def test_failing_account_fails_before_the_picture_is_looked_at(mock: Caller) -> None:
    """The failing account fails on any valid form, and on no other."""
    assert mock.image(b"no picture", key="itk_failing.its_failing").status_code == 500
    assert mock.image(b"", key="itk_failing.its_failing").status_code == 400


def test_last_credits_are_spent_once() -> None:
    """Of many pictures at once exactly as many succeed as the credits allow."""
    answers = Caller().at_once("itk_enough.its_enough", 8, image=HELLO)

    assert sorted(answer.status_code for answer in answers) == [200] + [402] * 7


@pytest.mark.parametrize(
    ("target", "spoken"), [("de", "en"), ("en", "fr"), ("EN", "fr"), ("En-GB", "fr"), ("enm", "en")]
)
def test_detected_lines_speak_another_language_than_the_target(target: str, spoken: str) -> None:
    """English, and into English French, however the code of the target is written."""
    assert ImageRequest(b"", None, target, "openai").spoken_language == spoken
    assert ImageRequest(b"", "it", target, "openai").spoken_language == "it"
