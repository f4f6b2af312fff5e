"""The accounting rule: words, tokens, credits, direction."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation_mock.domain.accounting import count_tokens, count_words, credits_for, is_rtl
from translation_openapi.supported import Language, Model, SupportedLists, load_supported

ANY_TEXT = st.text(st.characters(codec=None))  # lone surrogates included
SPACED_WORD = st.text("aZé0٣жאش-'", min_size=1)


def test_printed_example() -> None:
    """The printed example request has 2 words and 3 tokens."""
    assert (count_words("hello world"), count_tokens("hello world")) == (2, 3)


WORDS = {
    "nothing": ("", 0),
    "white-space": (" \t\n\u3000\u2003 ", 0),
    "one-word": ("hello", 1),
    "hyphen-alone": ("a - b", 3),
    "wide-space": ("こ\u3000に", 2),
    "hiragana": ("こんにちは", 5),
    "katakana-with-prolonged-sound": ("コーヒー", 4),
    "decomposed-voiced-kana": ("か\u3099", 1),
    "han": ("今天天气", 4),
    "han-with-punctuation": ("你好，世界。", 4),
    "kana-of-another-plane": ("\U0001b000\U0001b150", 2),
    "han-of-another-plane": ("\U00020000\U0002f800", 2),
    "mixed-run": ("Pythonを学ぶ3", 5),
    "wide-punctuation-alone": ("。。。", 1),
    "hangul-is-spaced": ("안녕 세상", 2),
    "thai": ("สวัสดี", 2),
    "thai-with-latin-between": ("ไทยabcไทย", 3),
    "lao-khmer-myanmar": ("ລາວ ខ្មែរ မြန်", 4),
    "arabic": ("مرحبا بالعالم", 2),
    "lone-surrogate": ("\ud800 \udc00", 2),
}


@pytest.mark.parametrize(("text", "words"), WORDS.values(), ids=WORDS)
def test_words(text: str, words: int) -> None:
    """The words of a text are counted as the rule says."""
    assert count_words(text) == words


TOKENS = {"nothing": ("", 0), "one-byte": ("a", 1), "four-bytes": ("abcd", 1), "five-bytes": ("abcde", 2)}
TOKENS |= {"two-byte-letter": ("ééé", 2), "emoji": ("🙂🙂", 2), "lone-surrogates": ("\ud800\ud800", 2)}


@pytest.mark.parametrize(("text", "tokens"), TOKENS.values(), ids=TOKENS)
def test_tokens(text: str, tokens: int) -> None:
    """Every four bytes begun are a token."""
    assert count_tokens(text) == tokens


@given(st.text())
def test_tokens_bound_the_bytes(text: str) -> None:
    """The bytes fit into the tokens, and into no token fewer."""
    size = len(text.encode())

    assert size <= 4 * count_tokens(text) < size + 4


@given(ANY_TEXT, ANY_TEXT)
def test_tokens_of_a_whole(first: str, second: str) -> None:
    """A whole has no more tokens than its parts, and no fewer than either."""
    whole = count_tokens(f"{first} {second}")

    assert max(count_tokens(first), count_tokens(second)) <= whole
    assert whole <= count_tokens(first) + count_tokens(second) + 1


@given(ANY_TEXT)
def test_any_text_is_counted(text: str) -> None:
    """Any text has words exactly when it has something but white space, and no more than characters."""
    assert (count_words(text) > 0) == bool(text.strip())
    assert count_words(text) <= len(text)


@given(ANY_TEXT, ANY_TEXT)
def test_words_add_up_over_white_space(first: str, second: str) -> None:
    """White space between two texts keeps their words apart."""
    assert count_words(f"{first}\n{second}") == count_words(first) + count_words(second)


@given(ANY_TEXT, st.lists(st.text(" \t\n\r\u00a0\u2003\u2028\u3000", min_size=1), min_size=1))
def test_words_do_not_depend_on_the_white_space(text: str, spaces: list[str]) -> None:
    """However much white space of whatever kind stands between, before or behind words, they are as many."""
    parts = text.split()
    row = "".join(f"{spaces[place % len(spaces)]}{part}" for place, part in enumerate(parts)) + spaces[0]

    assert count_words(row) == count_words(text)


@given(ANY_TEXT)
def test_a_pair_of_surrogates_is_one_character(text: str) -> None:
    """A character counts alike as itself and as the pair of surrogates that JSON may send it as."""
    pairs = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")

    assert count_tokens(pairs) == count_tokens(json.loads(json.dumps(pairs)))
    assert count_words(pairs) == count_words(json.loads(json.dumps(pairs)))


@given(st.lists(SPACED_WORD), st.sampled_from([" ", "\n", "\t\t", "\u2003"]))
def test_spaced_scripts_count_runs(words: list[str], space: str) -> None:
    """In scripts with spaces the words are what stands between white space."""
    assert count_words(space.join(words)) == len(words)


@given(st.text("漢字かなカナ", min_size=1))
def test_east_asian_characters_count_one_each(text: str) -> None:
    """Each Han, Hiragana or Katakana character is a word."""
    assert count_words(text) == len(text)


@given(st.lists(ANY_TEXT))
def test_credits_are_the_tokens_of_all_texts(texts: list[str]) -> None:
    """A picture costs the tokens of its texts, and one credit at least."""
    assert credits_for(texts) == max(1, sum(count_tokens(text) for text in texts))


def test_picture_without_text_costs_one_credit() -> None:
    """A picture costs a credit even when nothing is recognised."""
    assert credits_for([]) == 1


def test_long_text_is_counted() -> None:
    """A text of a million characters of mixed scripts is counted exactly."""
    assert count_words("漢a。" * 300_000) == 600_000
    assert count_words("ก" * 1_000_000) == 250_000


@pytest.mark.parametrize("code", ["ar", "ar-XX", "fa", "he", "ur", "yi", "ku-Arab", "az-Arab", "en-Hebr"])
def test_right_to_left(code: str) -> None:
    """Languages of Arabic and Hebrew script are right-to-left, listed or told by a subtag."""
    assert is_rtl(code, load_supported())


@pytest.mark.parametrize("code", ["en", "fr-CA", "ku", "ja", "zh-TW", "ar-Latn", "xx", "", "-"])
def test_left_to_right(code: str) -> None:
    """Other languages, and codes that nobody knows, are left-to-right."""
    assert not is_rtl(code, load_supported())


def test_direction_is_the_one_of_the_lists() -> None:
    """The lists in force decide, whatever is usual."""
    lists = SupportedLists((Language("fr", "French", "Latn", "rtl"),), (Model("m", False),))

    assert is_rtl("fr", lists)
