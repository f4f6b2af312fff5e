"""The target profile: what is read from it, and what is said about a mistake."""

from pathlib import Path

import pytest

from conformance_apps.reference import PROFILE
from translation_conformance.suite import suites
from translation_conformance.target import ProfileError as Mistake
from translation_conformance.target import Target, parse, read

TEXT = '[text]\nbase_url = "http://a.test"\n[text.credentials]\nvalid = "secret-1"\n'
IMAGE = '[image]\nbase_url = "http://a.test"\n[image.credentials]\nvalid = "a.b"\n'
HTTP = TEXT + "[http]\n"


def parsed(profile: str | bytes, **environ: str) -> Target:
    """*profile* as a target."""
    return parse(profile if isinstance(profile, bytes) else profile.encode(), suites(), environ)


def test_small_profile() -> None:
    """An address and a valid key suffice; languages and models are those that the page prints."""
    (api,) = parsed(TEXT).apis

    assert (api.base_url, api.languages, api.models) == ("http://a.test", ("en", "fr"), ("gpt-4.1-mini-2025-04-14",))


def test_full_profile() -> None:
    """Every key of the reference's profile is read."""
    image, text = parsed(PROFILE).apis

    assert image.restricted_model == "claude"
    assert set(text.credentials) == {
        *("valid", "unknown", "inactive", "no_organization", "unsubscribed", "exhausted", "failing")
    }


def test_path_prefix() -> None:
    """The address may have a path in front of the documented one."""
    (api,) = parsed(TEXT.replace("a.test", "a.test:81/proxy/")).apis

    assert api.base_url == "http://a.test:81/proxy"


def test_secret_from_the_environment() -> None:
    """A secret may come from the environment; its variable then stands for it."""
    (api,) = parsed(TEXT.replace("secret-1", "env:MY_KEY"), MY_KEY="secret-2").apis

    assert (api.credentials["valid"].value, api.credentials["valid"].variable) == ("secret-2", "MY_KEY")


def test_secrets_are_not_shown() -> None:
    """A target's representation has no secret in it."""
    assert "secret-1" not in repr(parsed(TEXT))


MISTAKES: dict[str, tuple[str | bytes, str]] = {
    "not-utf-8": (b"\xff" + TEXT.encode(), "not UTF-8: byte 0xff at 0"),
    "not-toml": ("[text", "not TOML"),
    "deeply-nested": ("a = " + "[" * 50_000, "not TOML"),
    "long-integer": ("a = " + "1" * 5000, "not TOML: an integer is longer than 64 bits"),
    "long-hexadecimal": ("a = 0x" + "f" * 5000, "not TOML: an integer is longer than 64 bits"),
    "deep-dotted-key": ("a" + ".a" * 5000 + " = 1", "nested more than 100 deep"),
    "empty": ("", r"a table \[image\] or \[text\] is needed"),
    "only-http": ("[http]\ntimeout = 1\n", "no API in it"),
    "unknown-table": ("[texts]\n", "unknown key 'texts'; did you mean 'text'"),
    "table-is-text": ('text = "x"', "text is 'x', not a table"),
    "unknown-key": (TEXT.replace("base_url", "base_ulr"), "text: unknown key 'base_ulr'; did you mean 'base_url'"),
    "unknown-credential": (TEXT + 'inactiv = "x"\n', "unknown key 'inactiv'; did you mean 'inactive'"),
    "key-without-sense": ('[image]\nmodels = ["a"]\n', "image: unknown key 'models'; known are base_url"),
    "no-base-url": (TEXT.replace('base_url = "http://a.test"', ""), "text.base_url is missing"),
    "no-valid": (TEXT.replace("valid", "unknown"), "text.credentials.valid is missing"),
    "no-credentials": ('[text]\nbase_url = "http://a.test"\n', "text.credentials.valid is missing"),
    "url-is-number": (TEXT.replace('"http://a.test"', "80"), "text.base_url is 80, not a text"),
    "url-scheme": (TEXT.replace("http:", "ftp:"), "not an http or https address"),
    "url-without-host": (TEXT.replace("a.test", ""), "not an http or https address"),
    "url-port": (TEXT.replace("a.test", "a.test:99999"), "not a URL"),
    "url-user": (TEXT.replace("a.test", "me:secret-9@a.test"), "has a user name in it"),
    "url-query": (TEXT.replace("a.test", "a.test/?x=1"), "with a query or a fragment"),
    "url-blank": (TEXT.replace("a.test", "a.test/ b"), "characters that a URL cannot have"),
    "languages-text": (TEXT.replace("[text.c", 'languages = "en"\n[text.c'), "languages is 'en', not a list"),
    "languages-empty": (TEXT.replace("[text.c", "languages = []\n[text.c"), "not a list of texts"),
    "languages-number": (TEXT.replace("[text.c", "languages = [1]\n[text.c"), r"languages\[0\] is 1, not a text"),
    "secret-number": (TEXT.replace('"secret-1"', "1"), "text.credentials.valid is not a text"),
    "secret-empty": (TEXT.replace("secret-1", ""), "text.credentials.valid is not a text"),
    "secret-line-end": (TEXT.replace("secret-1", r"secret\n1"), "characters that a header cannot carry"),
    "secret-unset": (TEXT.replace("secret-1", "env:NOT_SET"), "the environment variable NOT_SET is not set"),
    "secret-no-variable": (TEXT.replace("secret-1", "env:"), "not followed by the name of a variable"),
    "secret-unset-key": (TEXT.replace("secret-1", "env:sk_secret_9"), 'variable after "env:" is not set'),
    "secret-after-env": (TEXT.replace("secret-1", "env:sk-secret-9"), "not followed by the name of a variable"),
    "secret-twice": (TEXT + 'unknown = "secret-1"\n', "credentials.unknown is the same as text.credentials.valid"),
    "variable-twice": (TEXT.replace("secret-1", "env:TEXT_API_KEY_UNKNOWN") + 'unknown = "secret-3"\n', "both called"),
    "token-without-dot": (IMAGE.replace("a.b", "secret-4"), 'image.credentials.valid is not a token "<key_id>'),
    "language-form": (TEXT.replace("[text.c", 'languages = ["en", "zh_CN"]\n[text.c'), "languages: 'zh_CN' is not a"),
    "language-length": (TEXT.replace("[text.c", 'languages = ["portuguese-br"]\n[text.c'), "2 to 11 letters"),
    "restricted-number": (TEXT + "[text.restricted]\nmodel = 4\n", "text.restricted.model is 4"),
    "restricted-key": (TEXT + '[text.restricted]\nmodell = "x"\n', "did you mean 'model'"),
    "http-key": (HTTP + "timeouts = 1", "http: unknown key 'timeouts'; did you mean 'timeout'"),
    "timeout-text": (HTTP + 'timeout = "1"', "http.timeout is '1', not a number of seconds"),
    "timeout-zero": (HTTP + "timeout = 0", "http.timeout is 0"),
    "timeout-flag": (HTTP + "timeout = true", "http.timeout is True"),
    "ca-file": (HTTP + 'ca_file = "/none.pem"', "there is no such file"),
    "proxy": (HTTP + 'proxy = "nowhere"', "http.proxy is not"),
    "proxy-socks": (HTTP + 'proxy = "socks5://p.test:1"', "http.proxy is not an http or https address"),
    "proxy-port": (HTTP + 'proxy = "http://p.test:x"', "http.proxy is not"),
    "header-key": (HTTP + 'headers = {"X-Api-Key" = "secret-5"}', "http.headers.X-Api-Key is a header that the suite"),
    "header-token": (HTTP + 'headers = {"authorization" = "secret-5"}', "http.headers.authorization is a header"),
    "header-type": (HTTP + 'headers = {"Content-Type" = "a/b"}', "http.headers.Content-Type is a header"),
    "header-host": (HTTP + 'headers = {"HOST" = "a.test"}', "http.headers.HOST is a header"),
    "header-name": (HTTP + 'headers = {"a b" = "c"}', "'a b'.* is not a header name"),
    "header-value": (HTTP + 'headers = {"a" = 1}', "http.headers.a is not a text"),
}


@pytest.mark.parametrize(("profile", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_is_named(profile: str | bytes, words: str, tmp_path: Path) -> None:
    """A mistake is told in one line that names the file, and repeats no secret."""
    path = tmp_path / "profile.toml"
    path.write_bytes(profile if isinstance(profile, bytes) else profile.encode())

    with pytest.raises(Mistake, match=words) as caught:
        read(str(path), suites(), {"TEXT_API_KEY_UNKNOWN": "secret-6"})

    assert str(caught.value).startswith(str(path))
    assert len(str(caught.value).splitlines()) == 1
    assert "secret-" not in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is a mistake, too."""
    with pytest.raises(Mistake, match="cannot be read"):
        read(str(tmp_path / "none.toml"), suites(), {})
