"""The edges of the mock, one for each API; a further API adds its own here."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from translation_mock.accounts import load_accounts
from translation_mock.domain.translator import make_translator
from translation_mock.edge import Edge, House
from translation_mock.image_api import ImageEdge
from translation_mock.settings import Settings
from translation_mock.store import MemoryStore, Store
from translation_mock.text_api import TextEdge
from translation_openapi import Contract, load_supported

EDGES: tuple[type[ImageEdge] | type[TextEdge], ...] = (ImageEdge, TextEdge)


def make_edges(
    settings: Settings, store: Store | None = None, contracts: Mapping[str, Contract] | None = None
) -> tuple[Edge, ...]:
    """Every edge, as *settings* say; *contracts* by API take the place of the published ones.

    Raises `AccountsError` and `SupportedListsError`.
    """
    lists = load_supported(settings.supported)
    accounts = load_accounts(settings.accounts, {edge.api.name: edge.account_fields for edge in EDGES})
    workers = ThreadPoolExecutor(settings.workers, thread_name_prefix="worker")
    house = House(settings, lists, store or MemoryStore(), make_translator(lists), workers)
    return tuple(edge(house, accounts[edge.api.name], contract=(contracts or {}).get(edge.api.name)) for edge in EDGES)
