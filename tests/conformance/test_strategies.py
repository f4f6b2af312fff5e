"""The public strategies keep what they promise."""

import re
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from translation_conformance import strategies
from translation_conformance.drawing import drawn
from translation_conformance.pictures import PictureError, Upload, read
from translation_conformance.strategies import DrawnPicture

#: The printed rule, as the page writes it.
PRINTED = re.compile(r"^[a-zA-Z]+(-[a-zA-Z]+)?\Z")
FOUR = ("image/png", "image/jpeg", "image/webp", "image/gif")

thorough = settings(deadline=None, database=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
brief = settings(thorough, max_examples=30)


@given(code=strategies.well_formed_codes())
@thorough
def test_well_formed_codes(code: str) -> None:
    """A well-formed code matches the pattern and has 2 to 11 characters."""
    assert PRINTED.match(code)
    assert 2 <= len(code) <= 11


@given(code=strategies.boundary_codes())
@thorough
def test_boundary_codes(code: str) -> None:
    """A boundary code matches the pattern and is as short or as long as a code may be."""
    assert PRINTED.match(code)
    assert len(code) in (2, 11)


@given(code=strategies.ill_formed_codes())
@thorough
def test_ill_formed_codes(code: str) -> None:
    """An ill-formed code fails the pattern, and its length is no other reason to refuse it."""
    assert not PRINTED.match(code)
    assert 2 <= len(code) <= 11


@given(code=strategies.short_codes())
@brief
def test_short_codes(code: str) -> None:
    """A short code matches the pattern and has one character."""
    assert PRINTED.match(code)
    assert len(code) == 1


@given(code=strategies.long_codes())
@thorough
def test_long_codes(code: str) -> None:
    """A long code matches the pattern and has 12 characters or more."""
    assert PRINTED.match(code)
    assert len(code) >= 12


@given(code=strategies.unsupported_codes(("QAA", "en-QM"), "en"))
@thorough
def test_unsupported_codes(code: str) -> None:
    """An unsupported code is well-formed, and not on the list whatever its case."""
    assert PRINTED.match(code)
    assert 2 <= len(code) <= 11
    assert code.casefold() not in ("qaa", "en-qm")


def test_codes_of_many_kinds() -> None:
    """Among a hundred ill-formed codes are digits, blanks, foreign letters, other joints and wrong hyphens."""
    codes = drawn(strategies.ill_formed_codes("en"), 100, 1)

    for wanted in (r"\d", r"\s", r"[^\x00-\x7f]", r"_", r"--|^-|-$|-.*-"):
        assert any(re.search(wanted, code) for code in codes), wanted


@given(text=strategies.ordinary_texts())
@thorough
def test_ordinary_texts(text: str) -> None:
    """An ordinary text is of words in lower case with single blanks between them."""
    assert re.fullmatch(r"[a-z]+( [a-z]+)*", text)
    assert len(text) > 1


@given(text=strategies.awkward_texts())
@thorough
def test_awkward_texts(text: str) -> None:
    """An awkward text can be written in UTF-8, is not empty, and no software's idea of trimming changes it."""
    assert text.encode().decode() == text
    assert text
    # What JavaScript's trim takes away, too.
    assert text == text.strip() == text.strip("\ufeff\u200b\u00a0")


def test_awkward_texts_of_many_kinds() -> None:
    """Among sixty awkward texts is every piece that there is."""
    together = "\n".join(drawn(strategies.awkward_texts(), 60, 1))

    assert [piece for pieces in strategies.AWKWARD_PIECES.values() for piece in pieces if piece not in together] == []


@given(fields=strategies.optional_fields(("domain", "tone")))
@brief
def test_optional_fields(fields: dict[str, str]) -> None:
    """Some of the fields, or none, each with a text."""
    assert fields.keys() <= {"domain", "tone"}
    assert all(fields.values())


@given(model=strategies.near_models(["swift-1", "swift-1q"]))
@thorough
def test_near_models(model: str) -> None:
    """A near model is not on the list, and is once something is taken out of it."""
    assert model.strip().casefold() not in ("swift-1", "swift-1q")
    assert any(
        model[:start] + model[end:] in ("swift-1", "swift-1q")
        for start in range(len(model))
        for end in range(start + 1, len(model) + 1)
    )


@given(key=strategies.near_keys("itk_demo.its_demo"))
@brief
def test_near_keys(key: str) -> None:
    """A near key differs from the key, and in no more than one place."""
    assert key != "itk_demo.its_demo"
    assert re.fullmatch(r"[!-~]+", key)
    different = sum(a != b for a, b in zip(key, "itk_demo.its_demo", strict=False))
    assert different + len("itk_demo.its_demo") - len(key) == 1


@given(picture=strategies.pictures())
@thorough
def test_pictures(picture: DrawnPicture) -> None:
    """A picture decodes in the promised format, mode and size, and its name and type are true."""
    with Image.open(BytesIO(picture.upload.content)) as image:
        image.load()
        seen = (image.format, image.mode, image.size)

    assert seen == (picture.format, picture.mode, picture.size)
    assert Image.MIME[picture.format] == picture.upload.media_type
    assert Image.EXTENSION["." + picture.upload.filename.partition(".")[2]] == picture.format


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_of_one_format(format_: str) -> None:
    """Where one format is wanted, the others are not drawn."""
    found = drawn(strategies.pictures(format_), 10, 1)

    assert {picture.format for picture in found} == {format_}


def test_pictures_of_all_formats_and_modes() -> None:
    """Among the pictures are all four formats, and the modes that software trips over."""
    found = {(picture.format, picture.mode) for picture in drawn(strategies.pictures(), 150, 1)}

    assert {format_ for format_, _ in found} == {"PNG", "JPEG", "WEBP", "GIF"}
    assert {("PNG", "I;16"), ("PNG", "LA"), ("PNG", "P"), ("JPEG", "CMYK"), ("WEBP", "RGBA")} <= found


@given(picture=strategies.pictures(unusual=False))
@brief
def test_usual_pictures(picture: DrawnPicture) -> None:
    """Without the unusual ones there is nothing that is not of eight bits in usual channels."""
    assert picture.mode in ("RGB", "RGBA", "L", "P")


@given(file=strategies.unsupported_files())
@thorough
def test_unsupported_files(file: Upload) -> None:
    """An unsupported file neither decodes as one of the four formats nor is called one."""
    try:
        media_type = read(file.content, file.media_type).media_type
    except PictureError:
        media_type = ""

    assert media_type not in FOUR
    assert file.content


@given(file=strategies.damaged_files())
@brief
def test_damaged_files(file: Upload) -> None:
    """A damaged file begins like the format that it is called, and does not decode to its end."""
    with pytest.raises(PictureError):
        read(file.content)
    assert file.media_type in FOUR
    assert file.content.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF", b"GIF8"))


@given(data=st.data())
@brief
def test_strategies_inside_others(data: st.DataObject) -> None:
    """Drawing inside a property is no matter, as it happens in a thread of its own."""
    count = data.draw(st.integers(1, 3))

    assert len(drawn(strategies.ordinary_texts(), count, 1)) == count
