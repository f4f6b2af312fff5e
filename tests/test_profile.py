"""The languages that the mock's own profile names where the page gives no list."""

import pytest

from translation_mock.profile import cross_section
from translation_openapi import SupportedLists
from translation_openapi.supported import load_supported


@pytest.fixture(name="lists")
def _lists() -> SupportedLists:
    return load_supported()


def test_cross_section_has_every_kind_of_code(lists: SupportedLists) -> None:
    """Most scripts are among them, codes of two and of three letters, with a region and with a script."""
    chosen = cross_section(lists.codes)
    scripts = {language.script for language in lists.languages if language.code in chosen}

    assert len(chosen) == len(set(chosen)) == 16
    assert set(chosen) <= set(lists.codes)
    assert chosen[:2] == ["en", "ja"]
    assert len(scripts) >= 10
    assert {len(part) for code in chosen for part in code.split("-")} == {2, 3, 4}


def test_neighbours_are_of_different_languages(lists: SupportedLists) -> None:
    """Each code is asked for together with the next one, the last with the first: never a language with itself."""
    languages = [code.partition("-")[0] for code in cross_section(lists.codes)]

    assert all(one != other for one, other in zip(languages, [*languages[1:], languages[0]], strict=True))


def test_lists_of_ones_own_are_used() -> None:
    """A list without the usual codes gives its own, as many as are needed; a short one all of them."""
    assert cross_section([f"q{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]) == [
        f"q{c}" for c in "abcdefghijklmnop"
    ]
    assert cross_section(["qa", "ja"]) == ["ja", "qa"]
