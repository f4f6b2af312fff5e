"""Pseudo-text: the target's script, about the length of a translation, and still to be read."""

import re
import unicodedata
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation_mock.domain.lengths import LENGTHS, growth
from translation_mock.domain.translator import make_translator
from translation_openapi.supported import load_supported

LISTS = load_supported()
TRANSLATOR = make_translator(LISTS)
TEXTS = (
    "Your session has expired. Please enter your user name and password again, or contact the support team if the "
    "problem continues after several attempts on this device.",
    "The quick brown fox jumps over the lazy dog while seven wizards quietly mix dozens of jugs of liquid in the box.",
    "It was late when the train came in; nobody stood on the platform, and all the shops along the street were shut.",
    "WARNING: unplug the machine before opening the cover! Moving parts can cause serious injuries to your hands.",
)
FOREIGN = {
    "de": "Bitte überprüfen Sie Ihre Internetverbindung und versuchen Sie es in einigen Minuten erneut, oder wenden "
    "Sie sich an unseren Kundendienst.",
    "ru": "Пожалуйста, проверьте подключение к интернету и повторите попытку через несколько минут или обратитесь в "
    "службу поддержки.",
    "ja": "インターネット接続を確認して、数分後にもう一度お試しください。問題が解決しない場合は、"
    "サポートまでご連絡ください。ご不便をおかけして申し訳ありません。お客様のデータは安全に保存されています。",
    "ko": "인터넷 연결을 확인하고 몇 분 후에 다시 시도하거나 고객 지원 팀에 문의하시기 바랍니다. "
    "문제가 계속되면 알려 주세요. 불편을 드려 죄송합니다. 고객님의 데이터는 안전하게 저장되어 있습니다.",
    "zh-CN": "请检查您的网络连接，几分钟后再试一次。如果问题仍然存在，请联系我们的客服人员，我们会尽快为您解决。" * 3,
    "th": "โปรดตรวจสอบการเชื่อมต่ออินเทอร์เน็ตแล้วลองอีกครั้งในอีกไม่กี่นาที หรือติดต่อฝ่ายสนับสนุนของเรา" * 2,
}  # fmt: skip


def test_every_supported_language_has_a_length() -> None:
    """The table of lengths has a row for each supported language, and only for those."""
    assert {code.partition("-")[0] for code in LISTS.codes} == set(LENGTHS)


@pytest.mark.parametrize("text", TEXTS, ids=["plain", "pangram", "prose", "warning"])
def test_length_is_that_of_the_language(text: str) -> None:
    """A text of a hundred letters changes its length as the table says, within ten points, in every language."""
    off = {
        code: change
        for code in LISTS.codes
        if abs((change := len(TRANSLATOR.translate(text, "en", code)) / len(text)) - growth("en", code)) > 0.1
    }

    assert off == {}


@pytest.mark.parametrize("source", FOREIGN)
@pytest.mark.parametrize("target", ["en", "de", "ru", "ar", "ja", "ko", "zh-TW", "th", "hi"])
def test_length_is_relative_to_the_source(source: str, target: str) -> None:
    """From other languages, too, the length follows from both: German to English is shorter."""
    text = FOREIGN[source]

    said = TRANSLATOR.translate(text, source, target)

    assert source == target or len(said) / len(text) == pytest.approx(growth(source, target), rel=0.18, abs=0.1)


def test_word_reads_alike_everywhere() -> None:
    """A word becomes the same pseudo-word wherever it stands, and as long in small and capital letters."""
    alone, shouted = (TRANSLATOR.translate(word, "en", "de") for word in ("translation", "TRANSLATION"))

    for text in ("a translation", "translation, please", "(translation)", "<b>translation</b>", "x\ntranslation\n"):
        assert alone in TRANSLATOR.translate(text, "en", "de")
    assert shouted == alone.upper()


def _letters(text: str) -> str:
    """The text less its accents, each letter once."""
    bare = unicodedata.normalize("NFD", text.lower()).translate(str.maketrans("łŀħŧđðøıƀ", "llhtddoib"))
    return "".join(letter for letter, _ in groupby(part for part in bare if not unicodedata.combining(part)))


def test_latin_pseudo_text_is_readable() -> None:
    """Longer pseudo-text of Latin script is the source, accents and doubled vowels aside."""
    text = "A lazy journey in the rain, again"

    for language in LISTS.languages:
        if language.script == "Latn" and growth("en", language.code) >= 1:
            said = TRANSLATOR.translate(text, "xx", language.code)
            assert _letters(said) == _letters(text), language
            assert [word[0] == word[0].upper() for word in said.split()] == [True, *[False] * 6]
            assert said != text


READ = {
    "ru": "Хеелло воорлд",
    "el": "Χεελλο ωοορλδ",
    "ar": "هللو ورلد",
    "he": "הלו ורלד",
    "hi": "हेललो भोरलद",
    "th": "หลโล วรลด",
    "ka": "ჰეელლო ვოორლდ",
    "ja": "ヘロ ヲド",
    "ko": "헤로 월드",
    "zh-CN": "赫洛 沃德",
    "zh-TW": "赫洛 沃德",
}


@pytest.mark.parametrize("code", READ)
def test_other_scripts_are_transliterated(code: str) -> None:
    """In another script the words are spelled by their sounds, in the way that the script has."""
    assert TRANSLATOR.translate("Hello , world", "xx", code).replace(" , ", " ") == READ[code]


SCRIPT_NAMES = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Grek": "GREEK", "Arab": "ARABIC", "Hebr": "HEBREW"}
SCRIPT_NAMES |= {"Deva": "DEVANAGARI", "Thai": "THAI", "Geor": "GEORGIAN", "Jpan": "KATAKANA"}
SCRIPT_NAMES |= {"Kore": "HANGUL", "Hans": "CJK", "Hant": "CJK"}


@pytest.mark.parametrize(
    "text",
    ["quiz Jumbo fox very klang Pdw Ünïcœdé", "Съешь ещё", "今日は", "هذا نص", "이것은", "नमस्ते", "ภาษา", "ﬁne Ｗide"],
)
def test_pseudo_text_has_the_script_of_the_target(text: str) -> None:
    """Every letter of pseudo-text is of the target's script, whatever the script of the source."""
    for language in LISTS.languages:
        said = TRANSLATOR.translate(text, "xx", language.code)

        assert all(SCRIPT_NAMES[language.script] in unicodedata.name(letter) for letter in said if letter.isalpha())
        assert said.count(" ") == text.count(" ")


@given(st.lists(st.text("abcdefgh Éßжщ漢かกनמ𝒜ﬁ'-,.!\t", min_size=1)), st.sampled_from(LISTS.codes))
def test_word_boundaries_stay(parts: list[str], code: str) -> None:
    """What stands between words is the same after as before, and no word is lost."""
    text = " ".join(parts)

    said = TRANSLATOR.translate(text, "xx", code)

    assert re.findall(r"[\s'\-,.!]+", said) == re.findall(r"[\s'\-,.!]+", text)


def test_vowels_of_thai_have_a_consonant() -> None:
    """A vowel sign of Thai never stands at the start of a word."""
    said = TRANSLATOR.translate("I am in an area under eight old islands", "xx", "th")

    assert all(unicodedata.category(word[0]) == "Lo" for word in said.split())


def test_text_without_spaces_gets_some() -> None:
    """A Japanese paragraph becomes words of a spaced language, and stays in one piece in Chinese."""
    text = "今日は天気がいいので、Pythonを学びます。明日も。"

    german = TRANSLATOR.translate(text, "ja", "de")

    assert max(map(len, german.split())) < 20
    assert "、 " in german
    assert german.endswith("。")
    name = next(word for word in german.split() if word.startswith("P"))
    assert _letters(name) == "python"
    assert len(name) < len("Python") * 1.7
    assert " " not in TRANSLATOR.translate(text, "ja", "zh-CN")


def test_words_end_in_final_letters() -> None:
    """Greek and Hebrew words end in the final forms of their letters."""
    assert TRANSLATOR.translate("Sams sons", "el-Latn", "el").replace("αα", "α").replace("οο", "ο") == "Σαμς σονς"
    assert TRANSLATOR.translate("mam", "xx", "he").endswith("ם")


def test_the_large_ye_of_urdu_ends_words_only() -> None:
    """Within a word an e is the usual ye, which is joined to what follows."""
    words = TRANSLATOR.translate("seven beetles were here before me", "en", "ur").split()

    assert any(word.endswith("ے") for word in words)
    assert [word for word in words if "ے" in word[:-1]] == []


def test_georgian_has_no_capitals() -> None:
    """Georgian sentences are written in small letters only."""
    assert TRANSLATOR.translate("FOX", "en", "ka") == TRANSLATOR.translate("fox", "en", "ka")


def test_scripts_that_nobody_lists_are_spelled() -> None:
    """Letters and marks of a script outside of the lists, too, become letters of the target."""
    for text in ("ස්තූතියි", "ສະບາຍດີ", "မင်္ဂလာပါ", "សួស្តី", "বাংলা", "བོད", "Բարի գալուստ", "ሰላም", "ᏣᎳᎩ"):
        said = TRANSLATOR.translate(text, "xx", "fr")

        assert all("LATIN" in unicodedata.name(letter) for letter in said.replace(" ", "")), said
    assert _letters(TRANSLATOR.translate("Բարի", "xx", "de")) == "bari"


def test_lone_mark_stays() -> None:
    """A mark that goes with its letter stays when it stands alone."""
    assert TRANSLATOR.translate("\u0e48", "th", "ru") == "\u0e48"
    assert "\u0e48" not in TRANSLATOR.translate("\u0e01\u0e48", "th", "ru")


def test_long_word_is_translated() -> None:
    """A word of a million letters is translated and as long as it should be."""
    said = TRANSLATOR.translate("abcdefgh" * 125_000, "en", "de")

    assert len(said) / 1_000_000 == pytest.approx(1.3, abs=0.1)
