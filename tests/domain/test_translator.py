"""The fake translator: what it says, what it keeps, and that no text breaks it."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation_mock.domain.phrasebook import FINAL, Phrasebook, load_phrasebook
from translation_mock.domain.translator import CHOICE, Translator, make_translator
from translation_openapi.supported import Language, Model, SupportedLists, load_supported

LISTS = load_supported()
BOOK = load_phrasebook()
MILLION = 1_000_000

ANY_TEXT = st.text(st.characters(codec=None))  # lone surrogates included
CODES = st.sampled_from([*LISTS.codes, "xx", "", "-", "zh-Hant-TW"])
MARKED = st.text("{}<>%&`[]()@$:/.,#;'\"=- \n\\aZ1é漢")  # full of half-open markup


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
    "from-greek-capitals": ("ΕΞΟΔΟΣ", "el", "en", "EXIT"),
    "from-curly-apostrophe": ("S’il vous plaît", "fr", "en", "Please"),
    "from-arabic-without-points": ("مرحبا", "ar", "en", "Hello"),
    "heading": ("# Settings", "en", "fr", "# Paramètres"),
    "bold": ("**Exit**", "en", "de", "**Ausgang**"),
    "quoted": ("“Help!”", "en", "es", "“Ayuda!”"),
    "in-brackets": ("(Save)", "en", "ja", "(保存)"),
    "list": ("- Today\n- Tomorrow", "en", "fr", "- Aujourd'hui\n- Demain"),
    "link-text": ("[Help](a.html)", "en", "it", "[Aiuto](a.html)"),
    "space-before-sign": ("Help !", "en", "fr", "Aide !"),
    "from-french-signs": ("Aide\u202f!", "fr", "en", "Help!"),
    "apostrophe": ("please", "en", "fr", "s'il vous plaît"),
    "before-placeholder": ("Open {file}", "en", "fr", "Ouvert {file}"),
    "already-in-target": ("Bonjour", None, "fr", "Bonjour"),
    "already-in-target-exactly": ("¡Hola!", None, "es", "¡Hola!"),
}


@pytest.mark.parametrize(("text", "source", "target", "expected"), PHRASES.values(), ids=PHRASES)
def test_phrase(translator: Translator, text: str, source: str | None, target: str, expected: str) -> None:
    """A phrase of the book is translated as the book says, in the case and with the signs of the text."""
    assert translator.translate(text, source, target) == expected


PLANNED = "en fr de es it pt-BR nl pl ru uk el tr ar he hi th vi ja ko zh-CN zh-TW"


def test_book_is_large_enough() -> None:
    """Every language of the book has every phrase, and each of the planned languages is there."""
    assert len(BOOK.phrases) >= 50
    assert set(PLANNED.split()) <= set(BOOK.languages)
    missing = {phrase["en"]: set(BOOK.languages) - set(phrase) for phrase in BOOK.phrases}
    assert {english: codes for english, codes in missing.items() if codes} == {}


def test_regions_say_some_phrases_their_own_way(translator: Translator) -> None:
    """A region has the forms of its language but for those that it says differently."""
    assert translator.translate("Download", "en", "pt-BR") == "Baixar"
    assert translator.translate("Download", "en", "pt-PT") == "Transferir"
    assert translator.translate("Exit", "en", "pt-PT") == translator.translate("Exit", "en", "pt-BR") == "Saída"
    assert translator.translate("Elevator", "en", "en-GB") == "Lift"
    assert translator.translate("An elevator!", "en", "en-GB") == "An elevator!"


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


@given(st.text("0123456789.,:;!?()[]+-*/=\"' \t\n€™©→—«»👍🏽\u200d\u0301\0\u202e"), CODES)
def test_text_without_letters_stays(text: str, target: str) -> None:
    """A text without letters is its own translation."""
    assert TRANSLATOR.translate(text, "en", target) == text


def test_megabyte_is_translated(translator: Translator) -> None:
    """A megabyte of lines of words and markup is translated as each line is."""
    line = "Brown {x} <b>foxes</b> &amp; %s a@b.example `code` [dogs](u) https://x.example/y 漢字\n"
    count = MILLION // len(line)

    assert translator.translate(line * count, "en", "ru") == translator.translate(line, "en", "ru") * count


def test_every_character_is_translated() -> None:
    """Every code point of Unicode, surrogates included, goes through; the tables stay bounded."""
    translator = make_translator(LISTS)
    text = "".join(map(chr, range(0x110000)))

    translated = translator.translate(text, "en", "ar")

    assert "\U0010ffff" in translated
    assert len(translator._speaker("en", "ar", True).pseudo or {}) <= 2048


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


@pytest.mark.parametrize("letters", [1, 5, 12, 18])
def test_region_phrase_has_about_the_length_of_its_region(translator: Translator, letters: int) -> None:
    """No phrase that is not chosen is nearer to the length of a region than one that is."""
    chosen = {translator.phrase_for(number.to_bytes(2, "big"), None, 0, letters) for number in range(300)}
    others = {phrase["en"] for phrase in BOOK.phrases} - chosen

    assert len(chosen) == CHOICE
    assert max(abs(len(form) - letters) for form in chosen) <= min(abs(len(form) - letters) for form in others)


def test_own_phrasebook() -> None:
    """A phrasebook is a value: another one says other things, and the first of equal forms wins."""
    book = Phrasebook(({"en": "Go", "fr": "Allez"}, {"en": "Go", "fr": "Partez"}, {"de": "Los", "fr": "Vas-y"}))
    translator = Translator(book, LISTS)

    assert translator.translate("go!", "en", "fr") == "allez!"
    assert translator.translate("Los", None, "fr") == "Vas-y"
    assert translator.translate("Los", "en", "fr") != "Vas-y"
    assert translator.phrase_for(b"", "fr", 0) == "Allez"
