"""The checks of each API, found through the list of APIs; a third API arrives as a folder `checks/<name>/`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from pkgutil import iter_modules

from translation_conformance.check import Check, Probe
from translation_conformance.exchange import Response
from translation_conformance.target import ApiTarget, Form, Secret
from translation_openapi import APIS, Api
from translation_openapi.catalogue import slug


@dataclass(frozen=True)
class ApiSuite:
    """What the suite knows of one API: what a profile may say of it, the smoke probe, the folder of checks."""

    api: Api
    #: The names of the credentials that a profile may bring.
    credentials: tuple[str, ...]
    #: The codes that the page prints, for a profile that lists none.
    languages: tuple[str, ...]
    #: The models that the page prints, where its list of models is another page; else empty.
    models: tuple[str, ...]
    #: One plain valid request.
    smoke: Probe
    #: Whether an answer to the smoke probe says that the key is refused.
    key_refused: Callable[[Response], bool]
    #: Whether an error body has a documented shape; another one with 404 or 405 comes from somebody else.
    own_error: Callable[[Response], bool]
    #: The import name of the folder of checks.
    package: str
    #: Where the page prints no refusal of a key: a key that nobody has. What is answered like it is such a refusal.
    unknown_key: Probe | None = None
    #: What each code that a profile lists, and each credential, looks like: a pattern, and the same in words.
    language_form: Form | None = None
    credential_form: Form | None = None

    @property
    def name(self) -> str:
        """The name of the API."""
        return self.api.name

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """Every check, in the order of the page."""
        return tuple(check for _, checks in self.headings() for check in checks)

    def headings(self) -> Iterator[tuple[str, tuple[Check, ...]]]:
        """Each heading of the page with its checks, from the module that bears the heading's slug."""
        modules = set(self.modules)
        for heading in dict.fromkeys(row.source for row in self.api.catalogue.values()):
            name = slug(heading).replace("-", "_")
            if name in modules:
                yield heading, import_module(f"{self.package}.{name}").CHECKS

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """The names of the modules of checks; those with an underscore in front hold probes and judges."""
        path = import_module(self.package).__path__
        return tuple(sorted(m.name for m in iter_modules(path) if not m.name.startswith("_")))


def example_target(suite: ApiSuite) -> ApiTarget:
    """A target as a profile with everything in it would describe it, to show what is sent."""
    secrets = {
        name: Secret(f"{suite.name}_api_key{'' if name == 'valid' else f'_{name}'}".upper(), f"{name}.secret")
        for name in suite.credentials
    }
    models = suite.models or ("restricted-model",)
    return ApiTarget(suite.name, "http://127.0.0.1:8080", suite.languages, suite.models, secrets, models[0])


@cache
def suites() -> tuple[ApiSuite, ...]:
    """The suite of each API."""
    found: list[ApiSuite] = []
    for api in APIS:
        suite: ApiSuite = import_module(f"translation_conformance.checks.{api.name}").SUITE
        found.append(suite)
    return tuple(found)
