"""The edges of the mock, one for each API; a further API adds its own here."""

from collections.abc import Mapping

from translation_mock.accounts import AccountsError, load_accounts
from translation_mock.domain.translator import make_translator
from translation_mock.edge import Edge, House
from translation_mock.image_api import ImageEdge
from translation_mock.settings import Settings
from translation_mock.store import MemoryStore, Store
from translation_mock.text_api import TextEdge
from translation_mock.workers import Workers
from translation_openapi import Contract, SupportedListsError, load_supported

EDGES: tuple[type[ImageEdge] | type[TextEdge], ...] = (ImageEdge, TextEdge)


def make_edges(
    settings: Settings, store: Store | None = None, contracts: Mapping[str, Contract] | None = None
) -> tuple[Edge, ...]:
    """Every edge, as *settings* say; *contracts* by API take the place of the published ones.

    Raises `AccountsError`, `SupportedListsError`, and `ContractError` for a contract that the mock cannot serve.
    """
    lists = load_supported(settings.supported)
    accounts = load_accounts(settings.accounts, {edge.api.name: edge.account_kind for edge in EDGES})
    store, translator = store or MemoryStore(), make_translator(lists)
    try:
        return tuple(
            edge(
                House(settings, lists, store, translator, Workers(settings.workers)),
                accounts[edge.api.name],
                contract=(contracts or {}).get(edge.api.name),
            )
            for edge in EDGES
        )
    except SupportedListsError as error:
        raise SupportedListsError(f"{settings.supported}: {error}") from error
    except AccountsError as error:
        raise AccountsError(f"{settings.accounts}: {error}") from error
