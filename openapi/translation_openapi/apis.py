"""The APIs that this product knows: the one list from which contracts, mock and suite take their names.

A further API is a value here, `<name>.yaml` and `catalogue/<name>.toml` beside it, an edge in the mock and a folder
of checks in the suite.
"""

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from translation_openapi.catalogue import Catalogue, load_catalogue
from translation_openapi.contract import Contract, load_contract

_DATA = files("translation_openapi")


@dataclass(frozen=True)
class Api:
    """One vendor's HTTP API: its published contract and its requirement catalogue."""

    #: The short name, first part of each requirement id and name of the table in a target profile.
    name: str
    #: The service as its vendor calls it.
    title: str

    @cached_property
    def contract(self) -> Contract:
        """The published contract: what the vendor's page states and nothing more."""
        return load_contract(_DATA / f"{self.name}.yaml")

    @cached_property
    def catalogue(self) -> Catalogue:
        """The statements of the vendor's page."""
        return load_catalogue(self.name, _DATA / "catalogue" / f"{self.name}.toml")


IMAGE = Api("image", "TranslateNets image translation")
TEXT = Api("text", "GPT Translator text translation")

#: Every API, in the order in which pages and reports list them.
APIS: tuple[Api, ...] = (IMAGE, TEXT)


def api_named(name: str) -> Api:
    """The API called *name*; raises `KeyError` when there is none."""
    return next((api for api in APIS if api.name == name), None) or _unknown(name)


def _unknown(name: str) -> Api:
    raise KeyError(f"no API is called {name!r}; there are {', '.join(api.name for api in APIS)}")
