"""The order of right-to-left text: where the letters of a line stand, from left to right."""

import unicodedata

import pytest
from bidi import get_display
from hypothesis import given, settings
from hypothesis import strategies as st

from translation_mock.domain.pictures.lettering import reads_from_right
from translation_mock.domain.pictures.lettering.direction import visual_runs
from translation_mock.domain.pictures.lettering.setting import set_line

MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def seen(text: str) -> str:
    """The characters of a line from left to right, brackets as they are seen."""
    return "".join(
        text[run.start : run.end][::-1].translate(MIRRORED) if run.from_right else text[run.start : run.end]
        for run in visual_runs(text)
    )


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("abc", "abc"),
        ("אבג", "גבא"),
        ("אבג 123", "123 גבא"),
        ("אבג (דה)!", "!(הד) גבא"),
        ("אבג ABC (DEF) דה", "הד ABC (DEF) גבא"),
        ("abc אבג דה def", "abc הד גבא def"),
        ("סה״כ 1,234.56 ₪", "1,234.56 ₪ כ״הס"),
        ("مبلغ ١٢٫٥ فقط", "طقف ١٢٫٥ غلبم"),
        ("«אבג»", "«גבא»"),
        ("א\u200eabc\u200e!", "!\u200eabc\u200eא"),
    ],
)
def test_visual_order(read: str, expected: str) -> None:
    """Letters, numbers and brackets stand where readers of the script expect them."""
    assert seen(read) == expected


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("שלום {name}!", "!{name} םולש"),
        ("{name}, שלום", "םולש ,{name}"),
        ("<b>חדש</b> עכשיו", "וישכע </b>שדח<b>"),
        ("מינוס -5", "-5 סונימ"),
        ("نسخة -5.5 درجة", "ةجرد -5.5 ةخسن"),
        ("بتاريخ 2026-11-22", "2026-11-22 خيراتب"),
        ("הנחה 50%", "50% החנה"),
        ("خصم 50%", "50% مصخ"),
        ("חייגו +1 (555) 123-45", "+1 (555) 123-45 וגייח"),
        ("ראו https://a.example/b?c=1", "https://a.example/b?c=1 ואר"),
        ("%d קבצים", "םיצבק %d"),
    ],
)
def test_what_is_not_language_reads_from_left_to_right(read: str, expected: str) -> None:
    """Placeholders, tags, addresses and numbers with signs keep their inner order within right-to-left text."""
    assert seen(read) == expected


@given(st.text(alphabet="abאבجد١() .,\u200e\u200f\u2067\u2069\u202a\u202e\u202c\u05b0", max_size=25))
@settings(max_examples=300, deadline=None)
def test_order_is_that_of_another_reading_of_the_library(text: str) -> None:
    """Runs put one after another are the whole line that python-bidi puts in order itself."""
    text = "א" + text

    ordered = "".join(
        text[run.start : run.end][::-1] if run.from_right else text[run.start : run.end] for run in visual_runs(text)
    )

    # Of these two kinds the place is open: what is not seen, and (rule L1) spaces at the end.
    unseen = dict.fromkeys(map(ord, " \u200e\u200f\u2067\u2069\u202a\u202e\u202c"))
    assert ordered.translate(unseen) == str(get_display(text, base_dir="R")).translate(unseen)


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_runs_are_the_line(text: str) -> None:
    """Every character stands once, whatever the text."""
    text = "".join(character for character in text if unicodedata.category(character) not in {"Cs", "Cc"})

    places = [place for run in visual_runs(text) for place in range(run.start, run.end)]

    assert sorted(places) == list(range(len(text)))


@pytest.mark.parametrize(
    ("text", "from_right"),
    [("שלום", True), ("مرحبا", True), ("hi שלום", False), ("12 שלום", True), ("{name} שלום", True), ("12!", False)],
)
def test_side_of_the_beginning(text: str, from_right: bool) -> None:
    """A line begins at the right if its first letter does; placeholders and numbers do not count."""
    assert reads_from_right(text) is from_right


def test_brackets_are_turned_round() -> None:
    """An opening bracket of right-to-left text is drawn as one that opens to the left."""
    (stretch,) = set_line("(א)").stretches
    (plain,) = set_line("(a)").stretches

    assert list(stretch.glyphs)[::2] == list(plain.glyphs)[::2]
