"""The contracts of the documented translation APIs and the catalogue of what their pages state."""

from translation_openapi.apis import APIS, IMAGE, TEXT, Api, api_named
from translation_openapi.catalogue import Catalogue, Defect, Level, Requirement
from translation_openapi.contract import AssumedAnswer, Contract, ContractError, load_contract
from translation_openapi.supported import Language, Model, SupportedLists, SupportedListsError, load_supported

__all__ = [
    "APIS",
    "IMAGE",
    "TEXT",
    "Api",
    "AssumedAnswer",
    "Catalogue",
    "Contract",
    "ContractError",
    "Defect",
    "Language",
    "Level",
    "Model",
    "Requirement",
    "SupportedLists",
    "SupportedListsError",
    "api_named",
    "load_contract",
    "load_supported",
]
