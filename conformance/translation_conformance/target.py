"""The target profile: who is checked, and what the profile says of it.

`parse` raises `ProfileError` for every mistake, and nothing else; its message is one line.
"""

import difflib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from translation_conformance.redaction import shown
from translation_openapi.toml_file import TomlFileError, parse_toml

#: A header value that HTTP carries everywhere: visible ASCII, spaces only inside.
_HEADER_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_DEFAULT_TIMEOUT = 30.0
_SHORTEST_HEADER = 6
#: What the suite itself says of each request.
_OWN_HEADERS = (
    *("authorization", "x-api-key", "host", "content-type", "content-length", "content-encoding"),
    *("transfer-encoding", "accept-encoding", "connection", "expect"),
)


class ProfileError(ValueError):
    """The profile cannot be used; the message says why, in one line."""


@dataclass(frozen=True)
class Form:
    """What a text looks like: a pattern for all of it, and the same in words."""

    pattern: str
    words: str


class Spoken(Protocol):
    """What a profile may say of an API: the part of an API's suite that the reader of profiles needs."""

    @property
    def name(self) -> str:
        """The name of the API's table."""

    @property
    def credentials(self) -> Sequence[str]:
        """The names of the credentials that may be given."""

    @property
    def languages(self) -> Sequence[str]:
        """The codes for a profile that lists none."""

    @property
    def models(self) -> Sequence[str]:
        """The models for a profile that lists none."""

    @property
    def language_form(self) -> Form | None:
        """What a code looks like; None where the page does not say."""

    @property
    def credential_form(self) -> Form | None:
        """What a credential looks like; None where the page does not say."""


@dataclass(frozen=True)
class Secret:
    """A value that is never shown, and the name of the variable that stands for it in what is shown."""

    variable: str
    value: str = field(repr=False)
    #: Where the profile says it.
    place: str = ""


@dataclass(frozen=True)
class Search:
    """How a run looks for faults; what it sends follows from this and from the profile."""

    #: Everything that is drawn at random is drawn from it.
    seed: int = 1
    #: Of each probe only the requests that tell most.
    quick: bool = False


@dataclass(frozen=True)
class ApiTarget:
    """One API of the target."""

    name: str
    base_url: str
    languages: tuple[str, ...]
    models: tuple[str, ...]
    credentials: Mapping[str, Secret]
    #: A model that the account `restricted` or `unsubscribed` may not use.
    restricted_model: str | None = None
    #: A proxy leads to it, wherever its address seems to be.
    is_proxied: bool = False
    search: Search = Search()


@dataclass(frozen=True)
class Http:
    """How the target is reached."""

    headers: Mapping[str, Secret] = field(default_factory=dict)
    ca_file: str | None = None
    proxy: Secret | None = None
    timeout: float = _DEFAULT_TIMEOUT


@dataclass(frozen=True)
class Target:
    """Who is checked."""

    apis: tuple[ApiTarget, ...]
    http: Http = field(default_factory=Http)

    @property
    def secrets(self) -> dict[str, str]:
        """Every secret of the profile by the variable that stands for it."""
        # A short header is a setting; replacing it everywhere would only garble the report.
        settings = [secret for secret in self.http.headers.values() if len(secret.value) < _SHORTEST_HEADER]
        if self.http.proxy and "@" not in self.http.proxy.value:
            settings.append(self.http.proxy)
        return {secret.variable: secret.value for secret in self.variables if secret not in settings}

    @property
    def places(self) -> dict[str, str]:
        """Where the profile says what each variable of a curl line stands for."""
        return {secret.variable: secret.place for secret in self.variables}

    @property
    def variables(self) -> list[Secret]:
        """What the variables of the curl lines stand for."""
        found = [secret for api in self.apis for secret in api.credentials.values()]
        found += self.http.headers.values()
        return [*found, self.http.proxy] if self.http.proxy else found


def read(path: str, spoken: Sequence[Spoken], environ: Mapping[str, str] = os.environ) -> Target:
    """The target that the profile at *path* describes."""
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise ProfileError(f"{shown(path)}: cannot be read: {shown(str(error))}") from error
    try:
        return parse(content, spoken, environ)
    except ProfileError as error:
        raise ProfileError(f"{shown(path)}: {error}") from None


def parse(content: bytes, spoken: Sequence[Spoken], environ: Mapping[str, str]) -> Target:
    """The target that the profile in *content* describes."""
    try:
        document = parse_toml(content)
    except TomlFileError as error:
        raise ProfileError(shown(str(error))) from error
    known = {api.name: api for api in spoken}
    _only_known(document, [*known, "http"], "")
    apis = tuple(_api(api, _table(document, name, ""), environ) for name, api in known.items() if name in document)
    if not apis:
        raise ProfileError(f"no API in it: a table {' or '.join(f'[{name}]' for name in known)} is needed")
    http = _http(_table(document, "http", ""), environ)
    target = Target(tuple(replace(api, is_proxied=http.proxy is not None) for api in apis), http)
    _only_one_meaning(target)
    return target


def _only_one_meaning(target: Target) -> None:
    """Each credential is another one, and each variable of the curl lines stands for one of them."""
    for api in target.apis:
        known: dict[str, Secret] = {}
        for secret in api.credentials.values():
            if secret.value in known:
                raise ProfileError(f"{secret.place} is the same as {known[secret.value].place}")
            known[secret.value] = secret
    named: dict[str, Secret] = {}
    for secret in target.variables:
        other = named.setdefault(secret.variable, secret)
        if other.value != secret.value:
            raise ProfileError(
                f"{secret.place} and {other.place} are both called {secret.variable} in curl lines;"
                ' read one of them from another variable ("env:NAME")'
            )


def _api(api: Spoken, table: Mapping[str, Any], environ: Mapping[str, str]) -> ApiTarget:
    place = api.name
    listed = ["languages", *(["models"] if api.models else [])]
    _only_known(table, ["base_url", *listed, "credentials", "restricted"], place)
    if "base_url" not in table:
        raise ProfileError(f"{place}.base_url is missing")
    credentials = _table(table, "credentials", place)
    _only_known(credentials, api.credentials, f"{place}.credentials")
    if "valid" not in credentials:
        raise ProfileError(f"{place}.credentials.valid is missing")
    restricted = _table(table, "restricted", place)
    _only_known(restricted, ["model"], f"{place}.restricted")
    model = restricted.get("model")
    languages = _texts(table, "languages", place) or tuple(api.languages)
    for code in languages:
        _fits(code, api.language_form, f"{place}.languages: {_told(code)}")
    secrets = {
        name: _secret(
            value,
            f"{place}.credentials.{name}",
            f"{place}_api_key{'' if name == 'valid' else f'_{name}'}".upper(),
            environ,
        )
        for name, value in credentials.items()
    }
    for secret in secrets.values():
        _fits(secret.value, api.credential_form, secret.place)
    return ApiTarget(
        name=api.name,
        base_url=_url(_text(table["base_url"], f"{place}.base_url"), f"{place}.base_url"),
        languages=languages,
        models=_texts(table, "models", place) or tuple(api.models),
        credentials=secrets,
        restricted_model=None if model is None else _text(model, f"{place}.restricted.model"),
    )


def _http(table: Mapping[str, Any], environ: Mapping[str, str]) -> Http:
    _only_known(table, ["headers", "ca_file", "proxy", "timeout"], "http")
    headers = _table(table, "headers", "http")
    if bad := [name for name in headers if not _HEADER_NAME.fullmatch(name)]:
        raise ProfileError(f"http.headers: {shown(repr(bad[0]))} is not a header name")
    if own := [name for name in headers if name.lower() in _OWN_HEADERS]:
        raise ProfileError(f"http.headers.{own[0]} is a header that the suite itself sends, or leaves out")
    timeout = table.get("timeout", _DEFAULT_TIMEOUT)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= 3600:
        raise ProfileError(f"http.timeout is {_told(timeout)}, not a number of seconds")
    ca_file = None if "ca_file" not in table else _text(table["ca_file"], "http.ca_file")
    if ca_file is not None and not Path(ca_file).is_file():
        raise ProfileError(f"http.ca_file {_told(ca_file)}: there is no such file")
    proxy = None if "proxy" not in table else _secret(table["proxy"], "http.proxy", "HTTP_PROXY_URL", environ)
    if proxy and not _is_proxy(proxy.value):
        raise ProfileError("http.proxy is not an http or https address")
    return Http(
        headers={
            name: _secret(value, f"http.headers.{name}", re.sub(r"\W", "_", f"HEADER_{name}".upper()), environ)
            for name, value in headers.items()
        },
        ca_file=ca_file,
        proxy=proxy,
        timeout=float(timeout),
    )


def _is_proxy(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _fits(value: str, form: Form | None, place: str) -> None:
    if form and not re.fullmatch(form.pattern, value):
        raise ProfileError(f"{place} is not {form.words}")


def _only_known(table: Mapping[str, Any], known: Sequence[str], place: str) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise ProfileError(f"{place + ': ' if place else ''}unknown key {_told(key)}; {hint}")


def _table(table: Mapping[str, Any], key: str, place: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ProfileError(f"{place + '.' if place else ''}{key} is {_told(value)}, not a table")
    return value


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ProfileError(f"{place} is {_told(value)}, not a text")
    return value


def _texts(table: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
    if key not in table:
        return ()
    values = table[key]
    if not isinstance(values, list) or not values:
        raise ProfileError(f"{place}.{key} is {_told(values)}, not a list of texts")
    texts = [_text(value, f"{place}.{key}[{number}]") for number, value in enumerate(values)]
    return tuple(dict.fromkeys(texts))


def _secret(value: Any, place: str, variable: str, environ: Mapping[str, str]) -> Secret:
    # The value is a secret even where it is a mistake, so it is not repeated in the message.
    if not isinstance(value, str) or not value:
        raise ProfileError(f"{place} is not a text")
    if value.startswith("env:"):
        variable = value.removeprefix("env:")
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
            raise ProfileError(f'{place}: "env:" is not followed by the name of a variable')
        value = environ.get(variable, "")
        if not value:
            # What does not look like the name of a variable may be the key itself.
            named = f" {variable}" if re.fullmatch(r"[A-Z_][A-Z0-9_]*", variable) else ' after "env:"'
            raise ProfileError(f"{place}: the environment variable{named} is not set")
    if not _HEADER_VALUE.fullmatch(value):
        raise ProfileError(f"{place} has characters that a header cannot carry")
    return Secret(variable, value, place)


def _url(value: str, place: str) -> str:
    try:
        parts = urlsplit(value)
        port_is_legal = parts.port is None or parts.port > 0
    except ValueError:
        raise ProfileError(f"{place} is {_told(value)}, not a URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_legal:
        raise ProfileError(f"{place} is {_told(value)}, not an http or https address")
    if "@" in parts.netloc:
        raise ProfileError(f"{place} has a user name in it; credentials belong to the table credentials")
    if parts.query or parts.fragment or "?" in value or "#" in value:
        raise ProfileError(f"{place} is an address with a query or a fragment")
    if not re.fullmatch(r"[!-~]+", value):
        raise ProfileError(f"{place} is {_told(value)}, with characters that a URL cannot have")
    return value.rstrip("/")


def _told(value: Any) -> str:
    return shown(repr(value), 80)
