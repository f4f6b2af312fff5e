"""The supported lists: what they hold, and what is said about a mistake in the user's own file."""

from pathlib import Path

import pytest

from translation_openapi.supported import (
    CODE,
    Language,
    Model,
    SupportedLists,
    SupportedListsError,
    load_supported,
)

PLANNED = {*"fr de es it pt-BR nl pl ru uk el tr ar he hi th vi ja ko zh-CN zh-TW".split()}  # noqa: SIM905

LANGUAGE = '[[language]]\ncode = "en"\nname = "English"\nscript = "Latn"\ndirection = "ltr"\n'
MODEL = '[[model]]\nname = "m-1"\nsubscription = true\n'


@pytest.fixture(scope="module")
def lists() -> SupportedLists:
    """The lists of the package."""
    return load_supported()


def test_list_sizes(lists: SupportedLists) -> None:
    """At least 60 languages and 8 models are supported."""
    assert len(lists.languages) >= 60
    assert len(lists.models) >= 8


def test_codes_fit_the_documented_rule(lists: SupportedLists) -> None:
    """Every code fits the documented pattern and length."""
    assert [code for code in lists.codes if not CODE.fullmatch(code) or not 2 <= len(code) <= 11] == []


def test_expected_languages(lists: SupportedLists) -> None:
    """English and the twenty languages of the phrasebook's plan are supported."""
    assert {"en", *PLANNED} - set(lists.codes) == set()


def test_codes_are_sorted(lists: SupportedLists) -> None:
    """The rows are sorted by code, so that a new row has one place."""
    assert list(lists.codes) == sorted(lists.codes)


def test_direction_follows_script(lists: SupportedLists) -> None:
    """A language is right-to-left exactly when its script is Arabic or Hebrew."""
    assert {language.code for language in lists.languages if language.is_rtl} == {
        language.code for language in lists.languages if language.script in ("Arab", "Hebr")
    }
    assert {"ar", "he", "fa", "ur"} <= {language.code for language in lists.languages if language.is_rtl}


def test_documented_model_is_free(lists: SupportedLists) -> None:
    """The printed model needs no subscription; some other models do."""
    assert lists.model("gpt-4.1-mini-2025-04-14") == Model("gpt-4.1-mini-2025-04-14", subscription=False)
    assert sum(model.subscription for model in lists.models) >= 2


def test_lookup_is_exact(lists: SupportedLists) -> None:
    """A code or a name in another case is not found."""
    found = lists.language("pt-BR")

    assert found == Language("pt-BR", "Portuguese (Brazil)", "Latn", "ltr")
    assert lists.language("pt-br") is None
    assert lists.language("EN") is None
    assert lists.model("GPT-4.1-mini-2025-04-14") is None


def test_user_file_replaces_the_lists(tmp_path: Path) -> None:
    """A file of the user replaces the lists as a whole, byte order mark or not."""
    path = tmp_path / "own.toml"
    path.write_text("\ufeff" + LANGUAGE + MODEL, encoding="utf-8")

    lists = load_supported(path)

    assert lists == SupportedLists((Language("en", "English", "Latn", "ltr"),), (Model("m-1", True),))
    assert lists.codes == ("en",)
    assert lists.names == ("m-1",)


MISTAKES = {
    "not-toml": (b"[[language", ["not TOML"]),
    "deeply-nested": (b"language = " + b"[" * 100_000, ["not TOML"]),
    "not-utf-8": (b"\xff" + LANGUAGE.encode(), ["not UTF-8", "0xff"]),
    "empty-file": (b"", ["[[language]]"]),
    "no-models": (LANGUAGE.encode(), ["[[model]]"]),
    "empty-list": (b"language = []\n" + MODEL.encode(), ["[[language]]"]),
    "not-a-list": (b"language = 'en'\n" + MODEL.encode(), ["language", "'en'"]),
    "not-a-table": (b"language = ['en']\n" + MODEL.encode(), ["[[language]] 1", "'en'"]),
    "unknown-table": (f"{LANGUAGE}{MODEL}[[engine]]\n".encode(), ["'engine'"]),
    "missing-field": (
        (LANGUAGE + MODEL).replace('name = "English"\n', "").encode(),
        ["[[language]] 1", "'name'"],
    ),
    "missing-flag": (f'{LANGUAGE}{MODEL}[[model]]\nname = "x"\n'.encode(), ["[[model]] 2", "'subscription'"]),
    "unknown-field": (f"{LANGUAGE}{MODEL}plan = 1\n".encode(), ["[[model]] 1", "'plan'"]),
    "field-with-newline": (f'{LANGUAGE}{MODEL}"a\\nb" = 1\n'.encode(), ["[[model]] 1", r"'a\nb'"]),
    "number-for-text": ((LANGUAGE + MODEL).replace('"English"', "7").encode(), ["[[language]] 1", "name 7"]),
    "text-for-flag": (
        (LANGUAGE + MODEL).replace("true", '"yes"').encode(),
        ["[[model]] 1", "subscription 'yes'"],
    ),
    "number-for-flag": ((LANGUAGE + MODEL).replace("true", "1").encode(), ["[[model]] 1", "subscription 1"]),
    "blank-name": ((LANGUAGE + MODEL).replace("m-1", " ").encode(), ["[[model]] 1", "name ' '"]),
    "name-with-newline": ((LANGUAGE + MODEL).replace("m-1", r"m\n1").encode(), ["[[model]] 1", r"'m\n1'"]),
    "short-code": ((LANGUAGE + MODEL).replace('"en"', '"e"').encode(), ["[[language]] 1", "code 'e'"]),
    "long-code": ((LANGUAGE + MODEL).replace('"en"', '"abcdefghijkl"').encode(), ["code 'abcdefghijkl'"]),
    "code-with-digit": ((LANGUAGE + MODEL).replace('"en"', '"es-419"').encode(), ["code 'es-419'"]),
    "code-with-two-hyphens": ((LANGUAGE + MODEL).replace('"en"', '"a-b-c"').encode(), ["code 'a-b-c'"]),
    "code-with-line-end": ((LANGUAGE + MODEL).replace('"en"', r'"en\n"').encode(), [r"code 'en\n'"]),
    "bad-script": ((LANGUAGE + MODEL).replace("Latn", "Latin").encode(), ["script 'Latin'"]),
    "bad-direction": ((LANGUAGE + MODEL).replace("ltr", "up").encode(), ["direction 'up'"]),
    "duplicate-code": ((LANGUAGE + LANGUAGE + MODEL).encode(), ["[[language]] 2", "'en'"]),
    "duplicate-model": ((LANGUAGE + MODEL + MODEL).encode(), ["[[model]] 2", "'m-1'"]),
}


@pytest.mark.parametrize(("content", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_named(tmp_path: Path, content: bytes, words: list[str]) -> None:
    """A mistake is told in one line with the file, the row and the value."""
    path = tmp_path / "own.toml"
    path.write_bytes(content)

    with pytest.raises(SupportedListsError) as caught:
        load_supported(path)

    message = str(caught.value)
    assert [word for word in [str(path), *words] if word not in message] == []
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize("name", ["missing.toml", "two\nlines.toml", "nul\0.toml", "."])
def test_unreadable_file(tmp_path: Path, name: str) -> None:
    """A file that cannot be read is told in one line; a folder is no file."""
    with pytest.raises(SupportedListsError, match="cannot be read") as caught:
        load_supported(tmp_path / name)

    assert len(str(caught.value).splitlines()) == 1


def test_near_miss_codes_of_allowed_length(tmp_path: Path) -> None:
    """Codes of exactly 2 and 11 characters are allowed."""
    path = tmp_path / "own.toml"
    path.write_text(LANGUAGE + LANGUAGE.replace('"en"', '"abcdefgh-IJ"') + MODEL, encoding="utf-8")

    assert load_supported(path).codes == ("en", "abcdefgh-IJ")
