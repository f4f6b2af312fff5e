"""What no translation touches: each kind survives exactly, wherever it stands and whatever stands beside it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation_mock.domain.protected import protected_spans
from translation_mock.domain.translator import make_translator
from translation_openapi.supported import load_supported

LISTS = load_supported()
TRANSLATOR = make_translator(LISTS)
CODES = st.sampled_from([*LISTS.codes, "xx"])
MARKED = st.text("{}<>%&`[]()@$:/.,#;'\"=- \n\\~^_!?|aZ1é漢")  # full of half-open markup

KEPT = {
    "brace": "{name}",
    "number-brace": "{0}",
    "empty-brace": "{}",
    "format-brace": "{price:.2f}",
    "conversion-brace": "{user.name!r}",
    "csharp-brace": "{0,10:N2}",
    "double-brace": "{{ user.name }}",
    "i18next": "{{count}}",
    "i18next-nesting": "$t(common.hello)",
    "angular-pipe": "{{ when | date:'short' }}",
    "block-tag": "{% if user %}",
    "svelte": "{#if x}{:else}{/if}",
    "jsx-expression": "{items.map(i => <b>{i}</b>)}",
    "erb": "<%= user.name > 1 %>",
    "php": "<?php echo $user->name ?>",
    "toolkit": "[% name %]",
    "ruby": "%{name}",
    "ruby-format": "%<price>.2f",
    "scala": "#{user.name + 1}",
    "vue-link": "@:common.hello",
    "laravel": ":count",
    "plural": "{count, plural, one {# file} other {# big files}}",
    "nested-select": "{g, select, male {He {n, plural, other {has # cats}}} other {They}}",
    "select-ordinal": "{n, selectordinal, one {#st} other {#th}}",
    "printf-s": "%s",
    "printf-row": "%s%d%(n)d",
    "printf-d": "%d",
    "printf-named": "%(total)d",
    "printf-hyphenated": "%(group-name)s",
    "printf-position": "%1$s",
    "printf-width": "%-5.2lf",
    "printf-java-date": "%1$tY",
    "printf-go": "%+v %[1]q",
    "printf-object": "%@",
    "stringsdict": "%#@files@",
    "strftime": "%Y-%m-%d %H:%M",
    "windows-variable": "%APPDATA%",
    "shell-name": "$total",
    "shell-path": "$HOME/bin",
    "template-literal": "${a + b}",
    "escapes": r"\n \u00e9 \(count)",
    "tag": "<b>",
    "end-tag": "</strong>",
    "fragment": "<></>",
    "tag-with-quoted-end": "<a title=\"x > y\" href='q'>",
    "jsx-tag": "<Button onClick={() => go(1)} disabled={n > 3}>",
    "comment": "<!-- a > b -->",
    "cdata": "<![CDATA[<b>if (a > b)</b>]]>",
    "declaration": "<!DOCTYPE html>",
    "script": "<script>if (a<b) alert('x')</script>",
    "code-element": "<CODE>pip install</CODE>",
    "preformatted": "<pre>let x\n  = y</pre>",
    "entity": "&nbsp;",
    "decimal-entity": "&#8217;",
    "hex-entity": "&#x1F600;",
    "link-target": '](https://x.example/a_(b)?c=d "title")',
    "link-title-on-next-line": '](docs/start.md\n"title")',
    "relative-link-target": "](docs/start.md)",
    "reference-label": "][docs]",
    "collapsed-reference": "[docs][]",
    "footnote": "[^note]",
    "wiki-link": "[[Start page]]",
    "alert": "[!NOTE]",
    "inline-code": "`rm -rf`",
    "inline-code-with-backtick": "``a ` b``",
    "fenced-code": "\n```js\nlet x = `y`;\n```\n",
    "fenced-with-tildes": "\n~~~\nlet x\n~~~\n",
    "url": "https://example.org/path?q=one&r=two#top",
    "url-of-other-scheme": "git+ssh://files.example/pub",
    "url-with-placeholder": "https://x.example/{id}/edit",
    "url-with-ipv6": "http://[2001:db8::a]:8080/x",
    "mailto": "mailto:info@example.org",
    "bare-domain": "example.com/path",
    "country-domain": "shop.example.it",
    "local-host": "localhost:8080/start",
    "www": "www.straße.de",
    "file-name": "README.md",
    "path": "/usr/local/bin",
    "windows-path": r"C:\Users\me",
    "e-mail": "first.o'last+tag@mail.example.org",
    "mention": "@someone",
    "identifier": "user_name",
    "number": "1,234.50",
    "number-with-exponent": "3.14e-10",
    "hexadecimal": "0xFFab",
    "number-with-unit": "10px",
    "version": "v2.0.1",
    "moment": "2026-11-22T21:31:01.123Z",
    "uuid": "550e8400-e29b-41d4-a716-abcdefabcdef",
    "roman-and-raised": "Ⅳ x² ㈠".replace("x", ""),
    "wide-signs": "。、\u3000〇",
    "emoji": "👩‍👩‍👧🇯🇵ℹ️1️⃣👍🏽🏴󠁧󠁢󠁥󠁮󠁧󠁿㊗️🈶",
    "white-space": "\n\t  \r\n\u00a0\u2028",
    "controls": "\0\u202e\u2066",
    "lone-surrogate": "\ud83d",
}


@pytest.mark.parametrize("kept", KEPT.values(), ids=KEPT)
@pytest.mark.parametrize("target", ["de", "ja"])
def test_kept_within_a_sentence(kept: str, target: str) -> None:
    """What is no language survives exactly between words, which are translated."""
    before, after = (TRANSLATOR.translate(word, "en", target) for word in ("before", "after"))

    assert TRANSLATOR.translate(f"before {kept} after", "en", target) == f"{before} {kept} {after}"
    assert before != "before"


# What ends where something else says is not mixed with what could say so.
_SINGLE = [kept for kept in KEPT.values() if not set("`~\n") & set(kept) and "[" not in kept]


@given(st.lists(st.sampled_from(_SINGLE) | st.text("abcéж漢ก", min_size=1, max_size=8)), CODES)
def test_kept_in_any_company(parts: list[str], target: str) -> None:
    """In any row of words and kept things each kept thing survives exactly, in order."""
    said = TRANSLATOR.translate(" ".join(parts), "xx", target)

    place = 0
    for kept in filter(_SINGLE.__contains__, parts):
        place = said.index(kept, place) + len(kept)


@given(st.lists(st.sampled_from(_SINGLE), min_size=1), CODES)
def test_kept_side_by_side(kept: list[str], target: str) -> None:
    """A text of kept things alone stays as it is."""
    text = " ".join(kept)

    assert TRANSLATOR.translate(text, None, target) == text


DOCUMENT = """\
# Getting started

> [!TIP]
> Read the *short* guide, see [the manual][manual] or [manual].

1. Install it:

   ```sh
   pip install thing
   ```
- [x] Check **every** box[^1]
- [ ] Leave none

| Name | Count |
|:-----|------:|
| `id` | 3 |

[manual]: https://docs.example/start "The manual"
[^1]: Or most of them.
"""


def test_markdown_keeps_its_structure() -> None:
    """Headings, lists, tasks, tables, emphasis, code, labels and links of a document stay what they are."""
    said = TRANSLATOR.translate(DOCUMENT, "en", "ru")

    english = {
        word for word in ("Getting", "Read", "short", "Install", "every", "Leave", "Name", "most") if word in said
    }
    assert english == set()
    assert said.count("[manual]") == 3
    skeleton = [line for line in DOCUMENT.splitlines() if not any(map(str.isalpha, line))]
    assert [line for line in said.splitlines() if not any(map(str.isalpha, line))] == skeleton
    for line in (
        "# ", "> [!TIP]", "   ```sh\n   pip install thing\n   ```\n", "\n- [x] ", "**", "[^1]\n- [ ] ", "| `id` | 3 |",
        "\n[manual]: https://docs.example/start ", "\n[^1]: ",
    ):  # fmt: skip
        assert line in said


TRANSLATED = {
    "sentence-in-braces": ("{see the note}", "{", "}"),
    "link-text": ("[wort](u)", "[", "](u)"),
    "label-without-definition": ("[wort] x", "[", ""),
    "open-brace": ("{name wort", "{", ""),
    "open-backtick": ("`wort", "`", ""),
    "open-tag": ("<wort", "<", ""),
    "open-comment": ("<!-- wort", "<!-- ", ""),
    "open-cdata": ("<![CDATA[wort", "<![", ""),
    "comparison": ("a < wort", " < ", ""),
    "percentage": ("100% sure", "100% ", ""),
    "lone-ampersand": ("wort & wort", " & ", ""),
    "sentences-without-space": ("Eins.Zwei drei", ".", ""),
    "fraction": ("und/oder", "/", ""),
}


@pytest.mark.parametrize(("text", "start", "end"), TRANSLATED.values(), ids=TRANSLATED)
def test_words_in_mere_punctuation_are_translated(text: str, start: str, end: str) -> None:
    """Punctuation that only looks like markup stays, and the words in it are translated."""
    translated = TRANSLATOR.translate(text, "de", "ru")

    assert start in translated
    assert translated.endswith(end)
    assert translated.isascii() is False
    assert "wort" not in translated


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


# "~" is a line break here and "@" a space, unless they stand alone.
_UNITS = (
    r"{ {{ {a {a, } {} < <a <a{ <a@{@{ <a@\" <a' <!-- <code> </code> <![ <![CDATA[ <? <% [% % %( %(a %- %< %a% @ a@ @a"
    r" a. aa. aa.A www. a- [ [a] [a][ [[ [[a] [^a [! ]( ](a( ](a~ & &a ` `@ ``@` ```~ ~~~~ ~[a]: ~[a] $ $a $t( $a/ \ \("
    r" a:// a+ :// : :a @: @:a. mailto: a a1 a_ 0 1e 0x / /a /a/ ~/ C:\ localhost: a' a! 漢@ 漢 あ. [x] ~ a~ Open~ σ"
)
HOSTILE = [*_UNITS.split(), "\0", "\ud800", "\u0301", "\u202e", "\U0001d49c", "¿", "。", "ー", "กา"]
LONG = 120_000


@pytest.mark.parametrize("unit", HOSTILE, ids=[ascii(unit) for unit in HOSTILE])
def test_hostile_repetition_is_translated(unit: str) -> None:
    """A long repetition of what opens something is done with; reading it anew from each place would hang."""
    unit = unit if len(unit) == 1 else unit.replace("~", "\n").replace("@", " ")
    text = "/" + unit * (LONG // len(unit))
    begun = time.process_time()

    translated = TRANSLATOR.translate(text, "en", "fr")

    # Fifty times what the slowest takes; the square of its length would be a hundred thousand times as much.
    assert time.process_time() - begun < 5
    assert translated.count("\n") == text.count("\n")
    assert len(translated) >= len(text) // 2


def test_hostile_nesting_is_translated() -> None:
    """Half a million nested braces are one block; with one brace too many the inner block is kept."""
    block = "{" * 500_000 + "}" * 500_000

    assert TRANSLATOR.translate(block, None, "ja") == block
    assert TRANSLATOR.translate("{" + block + "wort", None, "ja").startswith("{" + block)


def test_hostile_backtick_runs_are_translated() -> None:
    """Runs of backticks that all differ in length open nothing."""
    text = " a ".join("`" * length for length in range(1, 1400))

    assert "a" not in TRANSLATOR.translate(text, "en", "ru")
