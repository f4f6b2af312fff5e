"""Hypothesis strategies for what the two APIs take, and for what they have to refuse.

Free to use in tests of your own: each says what it promises, and keeps it. None depends on more than Hypothesis and
Pillow, and none draws a lone surrogate, which no JSON in UTF-8 can carry.

    from hypothesis import given
    from translation_conformance import strategies

    @given(code=strategies.ill_formed_codes())
    def test_code_is_refused(code): ...
"""

import string
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from PIL import Image

from translation_conformance import pictures as known
from translation_conformance.pictures import Upload

#: "Must match ^[a-zA-Z]+(-[a-zA-Z]+)?$, min 2 chars, max 11 chars." — text document, Validation Rules.
PATTERN = r"[a-zA-Z]+(-[a-zA-Z]+)?"
SHORTEST, LONGEST = 2, 11

# --- language codes ----------------------------------------------------------------------------------------------

_LETTERS = string.ascii_lowercase + string.ascii_uppercase


def well_formed_codes(shortest: int = SHORTEST, longest: int = LONGEST) -> SearchStrategy[str]:
    """Codes that match the pattern and have *shortest* to *longest* characters. Few of them are languages."""
    plain = st.text(_LETTERS, min_size=shortest, max_size=longest)
    if longest < len("a-b"):
        return plain
    return plain | st.integers(max(shortest, len("a-b")), longest).flatmap(_joined)


def _joined(length: int) -> SearchStrategy[str]:
    """Two runs of letters and a hyphen between them, *length* characters in all."""
    letters = st.text(_LETTERS, min_size=length - 1, max_size=length - 1)
    return st.builds(lambda run, at: f"{run[:at]}-{run[at:]}", letters, st.integers(1, length - 2))


def boundary_codes() -> SearchStrategy[str]:
    """Codes that match the pattern and are as short, or as long, as a code may be."""
    return well_formed_codes(SHORTEST, SHORTEST) | well_formed_codes(LONGEST, LONGEST)


def short_codes() -> SearchStrategy[str]:
    """Single letters: they match the pattern and are too short, and that is all."""
    return st.sampled_from(_LETTERS)


def long_codes(longest: int = 40) -> SearchStrategy[str]:
    """Codes that match the pattern and are too long, up to *longest* characters, and that is all."""
    return well_formed_codes(LONGEST + 1, longest)


#: Characters that are no ASCII letter. Some look like one, or become one in another case: the last ones of these.
_FOREIGN = "0123456789_.,:;/\\+*'\"@#é\u00dfñ\u0435\u0430\u043d日ａｚ\u0131\u0130\u017f\u212a"
#: White space and what is taken for it.
_BLANKS = " \t\n\r\v\f\u00a0\u2028\u200b\ufeff"


def ill_formed_codes(near: str = "en") -> SearchStrategy[str]:
    """Codes of 2 to 11 characters that do not match the pattern; most are one slip away from *near*.

    *near* is a short code without a hyphen.
    """
    region = st.text(string.ascii_uppercase, min_size=2, max_size=4)
    base = st.just(near) | st.builds(lambda part: f"{near}-{part}", region)
    inserted = st.builds(
        lambda code, at, foreign: code[: at % (len(code) + 1)] + foreign + code[at % (len(code) + 1) :],
        base,
        st.integers(0, LONGEST),
        st.sampled_from(_FOREIGN + _BLANKS),
    )
    replaced = st.builds(
        lambda code, at, foreign: code[: at % len(code)] + foreign + code[at % len(code) + 1 :],
        base,
        st.integers(0, LONGEST),
        st.sampled_from(_FOREIGN),
    )
    hyphens = st.builds(
        lambda shape, part: shape.format(near, part),
        st.sampled_from(("{0}-", "-{0}", "{0}--{1}", "{0}-{1}-x", "-{0}-{1}", "{0}-{1}-", "{0}-a-b", "--")),
        region,
    )
    joints = st.builds(
        lambda joint, part: f"{near}{joint}{part}", st.sampled_from("_. /\u2010\u2011\u2013\u2212\uff0d"), region
    )
    digits = st.text(string.digits, min_size=SHORTEST, max_size=LONGEST)
    return st.one_of(inserted, hyphens, joints, replaced, digits).filter(lambda code: len(code) <= LONGEST)


def unsupported_codes(languages: Sequence[str] = (), near: str = "en") -> SearchStrategy[str]:
    """Codes that match the pattern, but that no list can have: what they are made of is kept free for private use.

    ISO 639 keeps qaa to qtz free, ISO 3166 the regions QM to QZ and XA to XZ. None is among *languages*.
    """
    private = st.builds(
        lambda second, third: f"q{second}{third}",
        st.sampled_from(string.ascii_lowercase[:20]),
        st.sampled_from(string.ascii_lowercase),
    )
    region = st.builds(
        "{}{}".format, st.just("Q"), st.sampled_from(string.ascii_uppercase[string.ascii_uppercase.index("M") :])
    )
    long = st.text("bcdfghjkmpqrtvwx", min_size=9, max_size=LONGEST)
    listed = {code.casefold() for code in languages}
    every = st.one_of(private, st.builds("{}-{}".format, st.just(near), region), long)
    return every.filter(lambda code: code.casefold() not in listed)


# --- texts -------------------------------------------------------------------------------------------------------

_WORDS = (
    *("we", "the", "a", "river", "house", "morning", "letter", "garden", "walks", "near", "old", "green", "under"),
    *("quiet", "window", "table", "reads", "bright", "paper", "mountain", "early", "winter", "opens", "door", "with"),
    *("small", "boat", "crosses", "wide", "lake", "every", "teacher", "answers", "question", "slowly", "and", "then"),
    *("bread", "smells", "good", "today", "train", "leaves", "station", "before", "noon", "clouds", "over", "city"),
)


def ordinary_texts(longest: int = 14) -> SearchStrategy[str]:
    """Plain English words in lower case with single blanks between them, at most *longest*; never a single letter."""
    texts = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=longest).map(" ".join)
    return texts.filter(lambda text: len(text) > 1)


#: What software likes to mangle, by what it is, the plainest first.
AWKWARD_PIECES: Mapping[str, tuple[str, ...]] = {
    "plain": ("a", "Hello", "word", "x1"),
    "quotes": ('"', "'", "\u2019", "\u201cquoted\u201d", "«a»", "`"),
    "markup": ("<b>", "</p>", "&", "&amp;", "&#39;", "<br/>", "<!--", "]]>"),
    "placeholders": ("{name}", "{{0}}", "${cost}", "%s", "%20", "%", "$1", "\\n", "\\", "\\u0041", "#", "--", ";"),
    "accents": ("é", "ß", "ø", "ğ", "ÿ", "Œ", "İ", "ı", "ẞ"),
    "decomposed": ("e\u0301", "n\u0303", "A\u030a", "\u1112\u1161\u11ab"),
    "compatibility": ("\ufb01", "\u212b", "\u2126", "\u017f", "ｆｕｌｌ", "ｱ", "²", "½", "\u2460", "\u3392"),
    "scripts": ("Здравствуй", "γειά", "日本語", "한국어", "ไทย", "नमस्ते", "ქართული", "አማርኛ", "Արմ", "ㄅㄆ"),
    "right to left": ("שלום", "مرحبا", "\u200f", "سلام\u200cها", "ܫܠܡܐ", "\u2067a\u2069"),
    "emoji": ("😀", "👩\u200d👩\u200d👧", "👍🏽", "🇫🇷", "1\ufe0f\u20e3", "❤\ufe0f", "🏴\U000e0067\U000e0062\U000e007f"),
    "beyond the first plane": ("𠮷", "𝒳", "𐍈", "\U0001f9ff", "𞤀"),
    "invisible": ("\u200b", "\u00ad", "\ufeff", "\u2060", "\u200d"),
    "blanks": (" ", "  ", "\t", "\u00a0", "\u202f", "\u3000", "\u2003"),
    "line ends": ("\n", "\r\n", "\n\n", "\u2028", "\u2029", "\u0085"),
    "numbers": ("0", "007", "1e5", "1,000.50", "٣", "null", "true", "NaN", "undefined"),
}
_PIECES = tuple(piece for pieces in AWKWARD_PIECES.values() for piece in pieces)
#: What one software or another takes off the ends of a text, or takes for a blank.
_ENDS = (
    string.whitespace + "\0" + "".join(AWKWARD_PIECES["invisible"] + AWKWARD_PIECES["blanks"]) + "\u0085\u2028\u2029"
)


_PART = 6


def awkward_texts(longest: int = 36) -> SearchStrategy[str]:
    """Texts of many scripts and with much that software mangles; no blank, nor anything like it, is at an end.

    Made of pieces of at most a few characters, about *longest* at most.
    """
    # One long list would be short most of the time: Hypothesis sees to that.
    part = st.lists(st.sampled_from(_PIECES), max_size=_PART).map("".join)
    texts = st.tuples(*[part] * max(1, longest // _PART)).map("".join)
    return texts.filter(has_clear_ends)


def has_clear_ends(text: str) -> bool:
    """Whether *text* has something in it, and nothing at its ends that software takes off."""
    return bool(text) and text == text.strip(_ENDS)


# --- further fields ----------------------------------------------------------------------------------------------


def optional_fields(names: Sequence[str], longest: int = 6) -> SearchStrategy[dict[str, str]]:
    """Some of *names*, or all or none, each with a few plain words."""
    return st.fixed_dictionaries({}, optional={name: ordinary_texts(longest) for name in names})


def near_models(models: Sequence[str]) -> SearchStrategy[str]:
    """Names that differ in one place from one of *models*, and in more than case and blanks from each of them."""
    listed = {model.strip().casefold() for model in models}
    inserted = st.builds(
        lambda model, at, letter: model[: at % (len(model) + 1)] + letter + model[at % (len(model) + 1) :],
        st.sampled_from(sorted(models)),
        st.integers(0, 40),
        st.sampled_from(("q", "z", "_", "--")),
    )
    return inserted.filter(lambda name: name.strip().casefold() not in listed)


def near_keys(key: str) -> SearchStrategy[str]:
    """Keys of visible ASCII that differ from *key* in one character, or lack its last one."""
    changed = st.builds(
        lambda at, letter: key[: at % len(key)] + letter + key[at % len(key) + 1 :],
        st.integers(0, len(key) - 1),
        st.sampled_from(string.ascii_letters + string.digits),
    )
    return (changed | st.just(key[:-1])).filter(lambda other: bool(other) and other != key)


# --- pictures and other files ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DrawnPicture:
    """A picture file, and what it is."""

    upload: Upload
    #: Pillow's names of what it decodes to.
    format: str
    mode: str
    size: tuple[int, int]


@dataclass(frozen=True)
class _Kind:
    """How a picture is written; Pillow reads it back in *mode*."""

    format: str
    mode: str
    filename: str
    options: tuple[tuple[str, int | bool], ...] = ()


#: What everybody makes.
_USUAL = (
    _Kind("PNG", "RGB", "image.png"),
    _Kind("PNG", "RGBA", "image.png"),
    _Kind("PNG", "L", "image.png"),
    _Kind("PNG", "P", "image.png"),
    _Kind("JPEG", "RGB", "image.jpg"),
    _Kind("JPEG", "RGB", "image.jpeg"),
    _Kind("WEBP", "RGB", "image.webp", (("lossless", True),)),
    _Kind("WEBP", "RGB", "image.webp", (("lossless", False), ("quality", 80))),
    _Kind("GIF", "P", "image.gif"),
)
#: What is rarer, and what software that knows only three channels of eight bits trips over.
_UNUSUAL = (
    _Kind("PNG", "1", "image.png"),
    _Kind("PNG", "LA", "image.png"),
    _Kind("PNG", "I;16", "image.png"),
    _Kind("JPEG", "L", "image.jpg"),
    _Kind("JPEG", "CMYK", "image.jpg"),
    _Kind("JPEG", "RGB", "image.jpg", (("progressive", True),)),
    _Kind("JPEG", "L", "image.jpeg", (("progressive", True),)),
    _Kind("WEBP", "RGBA", "image.webp", (("lossless", True),)),
    _Kind("WEBP", "RGBA", "image.webp", (("lossless", False), ("quality", 80))),
)
_PICTURE_WORDS = ("Hello", "World", "OK", "Exit", "Open", "Stop", "Tea")
_SIZES = (known.SIZE, (150, 300), (320, 200), (200, 160))
_OPACITY = 200
_MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}


def pictures(*formats: str, unusual: bool = True) -> SearchStrategy[DrawnPicture]:
    """Pictures with a word on them, true to their name and type, in the four formats or in some of them.

    With *unusual* also in the modes that a service may well not take.
    """
    kinds = [kind for kind in (*_USUAL, *(_UNUSUAL if unusual else ())) if kind.format in (formats or _MEDIA_TYPES)]
    return st.builds(_picture, st.sampled_from(kinds), st.sampled_from(_PICTURE_WORDS), st.sampled_from(_SIZES))


@cache
def _picture(kind: _Kind, word: str, size: tuple[int, int]) -> DrawnPicture:
    image = known.drawn(word, size)
    if kind.mode == "I;16":
        image = image.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    image = image.convert(kind.mode)
    if kind.mode.endswith("A"):
        # An alpha channel that is opaque all over is dropped on the way.
        image.putalpha(_OPACITY)
    buffer = BytesIO()
    image.save(buffer, kind.format, **dict(kind.options))
    upload = Upload(kind.filename, _MEDIA_TYPES[kind.format], buffer.getvalue())
    return DrawnPicture(upload, kind.format, kind.mode, size)


def unsupported_files() -> SearchStrategy[Upload]:
    """Files of types that are none of the four, most under their true name and type, some under those of a picture."""
    return st.sampled_from(_unsupported())


@cache
def _unsupported() -> tuple[Upload, ...]:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        # A fixed time, so that the bytes are always the same.
        file.writestr(zipfile.ZipInfo("hello.txt", (2000, 1, 1, 0, 0, 0)), "Hello")
    return (
        *known.UNSUPPORTED,
        Upload("image.ico", "image/vnd.microsoft.icon", _encoded("ICO")),
        Upload("image.ppm", "image/x-portable-pixmap", _encoded("PPM")),
        Upload("image.tga", "image/x-tga", _encoded("TGA")),
        Upload("page.html", "text/html", b"<!DOCTYPE html><title>Hello</title><p>Hello</p>\n"),
        Upload("data.json", "application/json", b'{"image": "Hello"}'),
        Upload("archive.zip", "application/zip", archive.getvalue()),
        Upload(
            "sound.wav",
            "audio/wav",
            b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0data\0\0\0\0",
        ),
        Upload("bytes.bin", "application/octet-stream", bytes(range(256))),
    )


def _encoded(format_: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (64, 32), "white").save(buffer, format_)
    return buffer.getvalue()


def damaged_files() -> SearchStrategy[Upload]:
    """Files named and typed as one of the four formats, which begin like it and cannot be decoded completely."""
    return st.builds(
        _cut, pictures(unusual=False), st.sampled_from((0.3, 0.5, 0.7)), st.sampled_from(("cut", "zeros"))
    ).filter(lambda upload: not _decodes(upload.content))


def _cut(picture: DrawnPicture, share: float, how: str) -> Upload:
    content = picture.upload.content
    kept = content[: max(16, int(len(content) * share))]
    rest = bytes(len(content) - len(kept)) if how == "zeros" else b""
    return Upload(picture.upload.filename, picture.upload.media_type, kept + rest)


def _decodes(content: bytes) -> bool:
    try:
        known.read(content)
    except (known.PictureError, known.UnreadablePicture):
        return False
    return True
