"""Reading accounts from a file: the built-in table or the user's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from translation_mock.domain.accounts import Account, Accounts
from translation_openapi.toml_file import TomlFileError, read_toml

#: The fields that every account has, with the kind of each.
_COMMON: Mapping[str, type] = {"name": str, "key": str, "purpose": str, "credential": str}
_KIND_NAMES = {str: "a text", int: "a whole number", bool: "true or false", list: "a list of texts"}

#: The largest whole number that every reader of JSON takes exactly.
LARGEST_BALANCE = 2**53 - 1


class AccountsError(ValueError):
    """The file of accounts has a mistake; the message names the file, the row and the value in one line."""


@dataclass(frozen=True)
class AccountKind:
    """What the accounts of one API are made of."""

    #: The name of the field that holds the balance at the start.
    unit: str
    #: Further fields, with the kind of each.
    fields: Mapping[str, type]
    #: What a key has to look like, in words, and whether a key does.
    key_form: str
    is_key: Callable[[str], bool]
    #: The credentials of a target profile that an account may stand for.
    credentials: frozenset[str]


def load_accounts(path: Path | None, kinds: Mapping[str, AccountKind]) -> dict[str, Accounts]:
    """The accounts of each API of *kinds* from *path*, or the built-in ones; raises `AccountsError`."""
    file = path or files("translation_mock") / "accounts.toml"
    try:
        document = read_toml(file)
        for table in document:
            if table not in kinds:
                raise AccountsError(f"[[{table}]] is not an API; there are {', '.join(kinds)}")
        if not document:
            raise AccountsError(f"no account in it; an API's accounts are [[{']] or [['.join(kinds)}]]")
        return {api: _accounts(document.get(api, []), kind, f"[[{api}]]") for api, kind in kinds.items()}
    except (AccountsError, TomlFileError) as error:
        raise AccountsError(f"{path or file.name}: {error}") from error


def _accounts(rows: Any, kind: AccountKind, place: str) -> Accounts:
    if not isinstance(rows, list):
        raise AccountsError(f"{place}: must be a list of tables")
    by_key: dict[str, Account] = {}
    for position, row in enumerate(rows, start=1):
        account = _account(row, kind, f"{place} {position}")
        if account.key in by_key:
            raise AccountsError(f"{place} {position}: the key of {account.name!r} is also that of another account")
        if any(account.name == other.name for other in by_key.values()):
            raise AccountsError(f"{place} {position}: the name {account.name!r} stands twice")
        by_key[account.key] = account
    return Accounts(by_key)


def _account(row: Any, kind: AccountKind, place: str) -> Account:
    known = {**_COMMON, kind.unit: int, **kind.fields}
    if not isinstance(row, dict):
        raise AccountsError(f"{place}: must be a table")
    if unknown := [name for name in row if name not in known]:
        raise AccountsError(f"{place}: unknown field {unknown[0]!r}; there are {', '.join(known)}")
    for name in ("name", "key", kind.unit):
        if name not in row:
            raise AccountsError(f"{place}: {name!r} is missing")
    for name, value in row.items():
        if not _is_a(known[name], value):
            raise AccountsError(f"{place}: {name} = {value!r:.100} must be {_KIND_NAMES[known[name]]}")
    _check(row, kind, place)
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    values["balance"] = values.pop(kind.unit)
    return Account(**{"purpose": "", **values})


def _is_a(kind: type, value: Any) -> bool:
    if kind is list:
        return isinstance(value, list) and all(_is_a(str, item) for item in value)
    if kind is str:
        # Texts are printed on pages and terminals.
        return isinstance(value, str) and value.isprintable()
    # A boolean is an int to Python, not to us.
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _check(row: Mapping[str, Any], kind: AccountKind, place: str) -> None:
    if not row["name"]:
        raise AccountsError(f"{place}: name must not be empty")
    if not kind.is_key(row["key"]):
        raise AccountsError(f"{place}: the key of {row['name']!r} must be {kind.key_form}")
    if not 0 <= row[kind.unit] <= LARGEST_BALANCE:
        raise AccountsError(f"{place}: {kind.unit} = {row[kind.unit]} must be from 0 to {LARGEST_BALANCE}")
    if "credential" in row and row["credential"] not in kind.credentials:
        names = ", ".join(sorted(kind.credentials))
        raise AccountsError(f"{place}: credential = {row['credential']!r} must be one of {names}")
