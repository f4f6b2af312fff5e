"""The fake translator: what it says, what it keeps, and that no text breaks it."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation_mock.domain.phrasebook import FINAL, Phrasebook, load_phrasebook
from translation_mock.domain.protected import protected_spans
from translation_mock.domain.translator import Translator, make_translator
from translation_openapi.supported import Language, Model, SupportedLists, load_supported

LISTS = load_supported()
BOOK = load_phrasebook()
MILLION = 1_000_000

ANY_TEXT = st.text(st.characters(codec=None))  # lone surrogates included
CODES = st.sampled_from([*LISTS.codes, "xx", "", "-", "zh-Hant-TW"])
MARKED = st.text("{}<>%&`[]()@$:/.,#;'\"=- \n\\aZ1é漢")  # full of half-open markup
KEPT = {
    "brace": "{name}",
    "number-brace": "{0}",
    "format-brace": "{price:.2f}",
    "double-brace": "{{ user.name }}",
    "block-tag": "{% if user %}",
    "plural": "{count, plural, one {# file} other {# big files}}",
    "nested-select": "{g, select, male {He {n, plural, other {has # cats}}} other {They}}",
    "printf-s": "%s",
    "printf-d": "%d",
    "printf-named": "%(total)d",
    "printf-position": "%1$s",
    "printf-width": "%-5.2lf",
    "printf-object": "%@",
    "shell-name": "$total",
    "template-literal": "${v}",
    "tag": "<b>",
    "end-tag": "</strong>",
    "tag-with-quoted-end": "<a title=\"x > y\" href='q'>",
    "comment": "<!-- a > b -->",
    "declaration": "<!DOCTYPE html>",
    "script": "<script>if (a<b) alert('x')</script>",
    "code-element": "<CODE>pip install</CODE>",
    "entity": "&nbsp;",
    "decimal-entity": "&#8217;",
    "hex-entity": "&#x1F600;",
    "link-target": '](https://x.example/a_(b)?c=d "title")',
    "relative-link-target": "](docs/start.md)",
    "inline-code": "`rm -rf`",
    "inline-code-with-backtick": "``a ` b``",
    "fenced-code": "```\nlet x = y;\n```",
    "url": "https://example.org/path?q=one&r=two#top",
    "url-of-other-scheme": "ftp://files.example/pub",
    "url-with-placeholder": "https://x.example/{id}/edit",
    "mailto": "mailto:info@example.org",
    "bare-domain": "example.com/path",
    "www": "www.beispiel.de",
    "e-mail": "first.last+tag@mail.example.org",
    "mention": "@someone",
    "number": "1,234.50",
    "number-with-exponent": "6.02e23",
    "hexadecimal": "0xFFab",
    "emoji": "👩‍👩‍👧🇯🇵ℹ️1️⃣",
    "white-space": "\n\t  \r\n\u00a0",
    "controls": "\0\u202e\u2066",
    "lone-surrogate": "\ud83d",
}


@pytest.fixture(scope="module")
def translator() -> Translator:
    """The translator of the package."""
    return make_translator(LISTS)


TRANSLATOR = make_translator(LISTS)  # for properties, whose examples share no fixture

PHRASES = {
    "text-document": ("hello world", "en", "fr", "bonjour le monde"),
    "image-document": ("Hello", None, "ja", "こんにちは"),
    "auto": ("Ausgang", "auto", "en", "Exit"),
    "not-from-english": ("Salida", "es", "uk", "Вихід"),
    "capitals": ("EXIT", "en", "de", "AUSGANG"),
    "turkish-capitals": ("CANCEL", "en", "tr", "İPTAL"),
    "from-turkish-capitals": ("İPTAL", "tr", "en", "CANCEL"),
    "from-turkish-dotless": ("çıkış", "tr", "en", "exit"),
    "turkish-dotted-capitals": ("BACK", "en", "tr", "GERİ"),
    "greek-capitals": ("EXIT", "en", "el", "ΕΞΟΔΟΣ"),
    "small-letters": ("sign in", "en", "es", "iniciar sesión"),
    "german-nouns": ("exit", "en", "de", "Ausgang"),
    "first-capital": ("Hello world", "en", "fr", "Bonjour le monde"),
    "exclamation": ("Welcome!", "en", "it", "Benvenuti!"),
    "ellipsis": ("Search…", "en", "de", "Suchen…"),
    "wide-exclamation": ("Thank you!", "en", "zh-CN", "谢谢！"),
    "from-wide-stop": ("ありがとうございます。", "ja", "en", "Thank you."),
    "spanish-opening": ("¡Hola!", "es", "en", "Hello!"),
    "greek-question": ("Help?", "en", "el", "Βοήθεια;"),
    "arabic-question": ("Help?", "en", "ar", "مساعدة؟"),
    "space-around": ("  Open \r", "en", "fr", "  Ouvert \r"),
    "decomposed": ("Entre\u0301e", "fr", "en", "Entrance"),
    "region": ("Sortie", "fr-CA", "de-AT", "Ausgang"),
    "simplified-by-default": ("Settings", "en", "zh", "设置"),
    "hong-kong": ("Settings", "en", "zh-HK", "設定"),
    "portugal": ("Thank you", "en", "pt-PT", "Obrigado"),
    "english-first": ("No", None, "pl", "Nie"),
    "lines": ("Save\nCancel\n", "en", "fr", "Enregistrer\nAnnuler\n"),
    "inside-tags": ("<b>Save</b>", "en", "nl", "<b>Opslaan</b>"),
    "already-in-target": ("Bonjour", None, "fr", "Bonjour"),
    "already-in-target-exactly": ("¡Hola!", None, "es", "¡Hola!"),
}


@pytest.mark.parametrize(("text", "source", "target", "expected"), PHRASES.values(), ids=PHRASES)
def test_phrase(translator: Translator, text: str, source: str | None, target: str, expected: str) -> None:
    """A phrase of the book is translated as the book says, in the case and with the signs of the text."""
    assert translator.translate(text, source, target) == expected


def test_book_is_large_enough() -> None:
    """Each of the planned languages has at least 40 phrases."""
    planned = "en fr de es it pt-BR nl pl ru uk el tr ar he hi th vi ja ko zh-CN zh-TW"

    assert {code for code in planned.split() if sum(code in phrase for phrase in BOOK.phrases) < 40} == set()


def test_book_languages_are_supported() -> None:
    """Every language of the book is on the supported lists, and English is first."""
    assert set(BOOK.languages) <= set(LISTS.codes)
    assert BOOK.languages[0] == "en"
    assert all("en" in phrase for phrase in BOOK.phrases)


def test_forms_are_bare() -> None:
    """A form is one line of composed text with no space around it and no final punctuation."""
    forms = [form for phrase in BOOK.phrases for form in phrase.values()]

    assert [
        form
        for form in forms
        if not form.isprintable() or form != form.strip().rstrip(FINAL) or form != unicodedata.normalize("NFC", form)
    ] == []


def test_phrases_come_back(translator: Translator) -> None:
    """Every phrase translated between any two languages of the book and back is the same."""
    lost = [
        (phrase[source], source, target)
        for phrase in BOOK.phrases
        for source in phrase
        for target in phrase
        if translator.translate(phrase[source], source, target) != phrase[target]
    ]

    assert lost == []


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
@pytest.mark.parametrize("target", ["de", "ru", "ar", "ja"])
def test_kept_within_a_sentence(translator: Translator, kept: str, target: str) -> None:
    """What is no language survives exactly between words, which are translated."""
    before, after = (translator.translate(word, "en", target) for word in ("before", "after"))

    assert translator.translate(f"before {kept} after", "en", target) == f"{before} {kept} {after}"
    assert before != "before"


@given(st.lists(st.sampled_from([*KEPT.values()]), min_size=1), CODES)
def test_kept_side_by_side(kept: list[str], target: str) -> None:
    """Any row of kept things between spaces survives exactly."""
    text = " ".join(part for part in kept if "`" not in part and part != KEPT["comment"])

    assert TRANSLATOR.translate(text, None, target) == text


TRANSLATED = {
    "sentence-in-braces": ("{see the note}", "{", "}"),
    "link-text": ("[wort](u)", "[", "](u)"),
    "open-brace": ("{name wort", "{", ""),
    "open-backtick": ("`wort", "`", ""),
    "open-tag": ("<wort", "<", ""),
    "open-comment": ("<!-- wort", "<!-- ", ""),
    "comparison": ("a < wort", " < ", ""),
    "percentage": ("100% sure", "100% ", ""),
    "lone-ampersand": ("wort & wort", " & ", ""),
    "cdata": ("<![CDATA[wort]]", "<![", "]]"),
}


@pytest.mark.parametrize(("text", "start", "end"), TRANSLATED.values(), ids=TRANSLATED)
def test_words_in_mere_punctuation_are_translated(translator: Translator, text: str, start: str, end: str) -> None:
    """Punctuation that only looks like markup stays, and the words in it are translated."""
    translated = translator.translate(text, "de", "fr")

    assert start in translated
    assert translated.endswith(end)
    assert translated != text
    assert len(translated) == len(text)


def test_latin_pseudo_text_is_readable(translator: Translator) -> None:
    """Pseudo-text of Latin script is the source once the accents are taken off."""
    text = "A lazy journey in the rain, again"

    for language in LISTS.languages:
        if language.script == "Latn":
            said = translator.translate(text, "xx", language.code)
            decomposed = unicodedata.normalize("NFD", said).translate(str.maketrans("łŀħŧđðøı", "llhtddoi"))
            assert "".join(filter(lambda part: not unicodedata.combining(part), decomposed)) == text, language
            assert said != text


SCRIPT_NAMES = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Grek": "GREEK", "Arab": "ARABIC", "Hebr": "HEBREW"}
SCRIPT_NAMES |= {"Deva": "DEVANAGARI", "Thai": "THAI", "Geor": "GEORGIAN", "Jpan": "KATAKANA"}
SCRIPT_NAMES |= {"Kore": "HANGUL", "Hans": "CJK", "Hant": "CJK"}


@pytest.mark.parametrize("code", LISTS.codes)
@pytest.mark.parametrize("text", ["quiz Jumbo fox very klang Pdw", "Съешь ещё", "今日は", "هذا نص", "이것은"])
def test_pseudo_text_has_the_script_of_the_target(translator: Translator, code: str, text: str) -> None:
    """Every letter of pseudo-text is of the target's script, whatever the script of the source."""
    language = LISTS.language(code)
    assert language is not None

    said = translator.translate(text, None, code)

    strange = {
        letter for letter in said if letter.isalpha() and SCRIPT_NAMES[language.script] not in unicodedata.name(letter)
    }
    assert strange == set()
    assert said.count(" ") == text.count(" ")


def test_languages_look_different(translator: Translator) -> None:
    """No two languages of Latin script have the same pseudo-text, but for their regions."""
    text = "The quick brown fox jumps over the lazy dog again"
    primaries = {language.code.partition("-")[0] for language in LISTS.languages if language.script == "Latn"}
    primaries -= {"en"}

    assert len({translator.translate(text, "en", code) for code in primaries}) == len(primaries)


def test_region_sounds_like_its_language(translator: Translator) -> None:
    """A region has the pseudo-text of its language; another script has not."""
    assert translator.translate("fox", "en", "fr-CA") == translator.translate("fox", "en", "fr")
    assert translator.translate("fox", "en", "sr-Latn") != translator.translate("fox", "en", "sr")


def test_words_end_in_final_letters(translator: Translator) -> None:
    """Greek and Hebrew words end in the final forms of their letters."""
    assert translator.translate("Sams sons", "en", "el") == "Σαμς σονς"
    assert translator.translate("mam", "en", "he") == "מאם"


def test_georgian_has_no_capitals(translator: Translator) -> None:
    """Georgian sentences are written in small letters only."""
    assert translator.translate("FOX", "en", "ka") == translator.translate("fox", "en", "ka")


def test_lone_mark_stays(translator: Translator) -> None:
    """A mark that goes with its letter stays when it stands alone."""
    assert translator.translate("\u0e01\u0e48", "th", "ru") == translator.translate("\u0e01", "th", "ru")
    assert translator.translate("\u0e48", "th", "ru") == "\u0e48"


def test_script_subtag_decides(translator: Translator) -> None:
    """A script subtag says the script of a code that nobody lists, and is not dropped to find a phrase."""
    assert translator.translate("fox", "en", "fr-Cyrl") == "фох"
    assert translator.translate("Exit", "en", "ru-Latn").isascii() is False
    assert BOOK.language_for("ru-Latn") is None


def test_own_lists_decide_the_script() -> None:
    """The lists in force say in which script a language is written."""
    lists = SupportedLists((Language("fr", "French", "Grek", "ltr"),), (Model("m", False),))

    assert make_translator(lists).translate("fox", "en", "fr") == "φοξ"
    assert make_translator(lists).translate("fox", "en", "ru") == "фох"


@given(ANY_TEXT | MARKED, CODES)
def test_same_language_returns_the_text(text: str, code: str) -> None:
    """A text translated into its own language is the same text."""
    assert TRANSLATOR.translate(text, code, code.upper()) == text


@given(ANY_TEXT | MARKED, CODES | st.none(), CODES)
def test_any_text_is_translated(text: str, source: str | None, target: str) -> None:
    """Any text has a translation, the same each time, which is empty only if the text is."""
    translated = TRANSLATOR.translate(text, source, target)

    assert make_translator(LISTS).translate(text, source, target) == translated
    assert (translated == "") == (text == "")
    assert translated.count("\n") == text.count("\n")


@given(st.text() | MARKED, CODES)
def test_translation_can_be_sent(text: str, target: str) -> None:
    """A text that UTF-8 and JSON can carry has a translation that they can carry."""
    translated = TRANSLATOR.translate(text, None, target)

    assert json.loads(json.dumps(translated).encode()) == translated
    assert translated.encode().decode() == translated


@given(MARKED, CODES)
def test_protected_spans_survive(text: str, target: str) -> None:
    """Spans are in order and apart, and each of them stands in the translation, in the same order."""
    spans = list(protected_spans(text))
    translated = TRANSLATOR.translate(text, None, target)

    ends = [0, *(end for _, end in spans)]
    assert all(before <= start < end for before, (start, end) in zip(ends, spans, strict=False))
    place = 0
    for start, end in spans:
        place = translated.index(text[start:end], place) + end - start


@given(st.text("0123456789.,:;!?()[]+-*/=\"' \t\n€™©→—«»👍🏽\u200d\u0301\0\u202e"), CODES)
def test_text_without_letters_stays(text: str, target: str) -> None:
    """A text without letters is its own translation."""
    assert TRANSLATOR.translate(text, "en", target) == text


HOSTILE = [
    "{",
    "{{",
    "{a",
    "{a,",
    "}",
    "{}",
    "<",
    "<a",
    '<a "',
    "<a'",
    "<!--",
    "<code>",
    "</code>",
    "<![",
    "%",
]
HOSTILE += [
    "%(",
    "%-",
    "a@",
    "@",
    "a.",
    "www.",
    "a-",
    "[",
    "](",
    "](a(",
    "&",
    "&a",
    "`",
    "` ",
    "`` `",
    "$",
    "$a",
]
HOSTILE += [
    "a://",
    ":",
    "mailto:",
    "a",
    "0",
    "1e",
    "0x",
    " ",
    "\n",
    "a\n",
    "Open\n",
    "\0",
    "\ud800",
    "\u0301",
]
HOSTILE += ["\u202e", "漢", "σ", "𝒜", "¿", "!"]


@pytest.mark.parametrize("unit", HOSTILE, ids=[ascii(unit) for unit in HOSTILE])
def test_hostile_repetition_is_translated(translator: Translator, unit: str) -> None:
    """A long repetition of what opens something is done with; reading it anew from each place would hang."""
    text = unit * (MILLION // 4 // len(unit))

    translated = translator.translate(text, None, "fr")

    assert translated.count("\n") == text.count("\n")
    assert len(translated) >= len(text) // 2


def test_megabyte_is_translated(translator: Translator) -> None:
    """A megabyte of lines of words and markup is translated as each line is."""
    line = "Brown {x} <b>foxes</b> &amp; %s a@b.example `code` [dogs](u) https://x.example/y 漢字\n"
    count = MILLION // len(line)

    assert translator.translate(line * count, "en", "ru") == translator.translate(line, "en", "ru") * count


def test_hostile_nesting_is_translated(translator: Translator) -> None:
    """Half a million nested braces are one block; with one brace too many the inner block is kept."""
    block = "{" * (MILLION // 2) + "}" * (MILLION // 2)

    assert translator.translate(block, None, "ja") == block
    assert translator.translate("{" + block + "wort", None, "ja").startswith("{" + block)


def test_hostile_backtick_runs_are_translated(translator: Translator) -> None:
    """Runs of backticks that all differ in length open nothing."""
    text = " a ".join("`" * length for length in range(1, 1400))

    assert "a" not in translator.translate(text, "en", "ru")


def test_every_character_is_translated() -> None:
    """Every code point of Unicode, surrogates included, goes through; the tables stay bounded."""
    translator = make_translator(LISTS)
    text = "".join(map(chr, range(0x110000)))

    translated = translator.translate(text, None, "ar")

    assert "\U0010ffff" in translated
    assert len(translator._letters("ar")) <= 4096


DIGESTS = st.binary(max_size=64)


@given(DIGESTS, st.integers())
def test_region_phrase_is_from_the_book(digest: bytes, seed: int) -> None:
    """A region says a phrase of the book, the same for the same digest and seed, in the asked language."""
    english = TRANSLATOR.phrase_for(digest, None, seed)

    assert english in {phrase["en"] for phrase in BOOK.phrases}
    assert TRANSLATOR.phrase_for(digest, "auto", seed) == english
    assert TRANSLATOR.phrase_for(digest, "ja", seed) == TRANSLATOR.translate(english, "en", "ja")


def test_region_phrases_vary(translator: Translator) -> None:
    """All phrases are said by some region, and another seed changes what the regions say."""
    digests = [number.to_bytes(2, "big") for number in range(1000)]
    said = [translator.phrase_for(digest, None, 0) for digest in digests]

    assert len(set(said)) == len(BOOK.phrases)
    assert [translator.phrase_for(digest, None, 1) for digest in digests] != said


def test_own_phrasebook() -> None:
    """A phrasebook is a value: another one says other things, and the first of equal forms wins."""
    book = Phrasebook(({"en": "Go", "fr": "Allez"}, {"en": "Go", "fr": "Partez"}, {"de": "Los", "fr": "Vas-y"}))
    translator = Translator(book, LISTS)

    assert translator.translate("go!", "en", "fr") == "allez!"
    assert translator.translate("Los", None, "fr") == "Vas-y"
    assert translator.translate("Los", "en", "fr") != "Vas-y"
    assert translator.phrase_for(b"", "fr", 0) == "Allez"
