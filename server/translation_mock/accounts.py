"""Reading accounts from a file: the built-in table or the user's own."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from translation_mock.domain.accounts import Account, Accounts

#: The fields that every account has, with the JSON kind of each.
_COMMON: Mapping[str, type] = {"name": str, "key": str, "purpose": str, "credential": str}


class AccountsError(ValueError):
    """The file of accounts has a mistake; the message names the file, the row and the value in one line."""


def load_accounts(path: Path | None, kinds: Mapping[str, Mapping[str, type]]) -> dict[str, Accounts]:
    """The accounts of each API from *path*, or the built-in ones.

    *kinds* tells for each API the fields of its accounts beyond the common ones; the first of them is the balance.
    Raises `AccountsError`.
    """
    file = path or files("translation_mock") / "accounts.toml"
    try:
        document = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise AccountsError(f"{path or file.name}: {error}") from error
    for table in document:
        if table not in kinds:
            raise AccountsError(f"{path or file.name}: [[{table}]] is not an API; there are {', '.join(kinds)}")
    return {
        api: _accounts(document.get(api, []), fields, f"{path or file.name}: [[{api}]]")
        for api, fields in kinds.items()
    }


def _accounts(rows: Any, fields: Mapping[str, type], place: str) -> Accounts:
    if not isinstance(rows, list):
        raise AccountsError(f"{place}: must be a list of tables")
    by_key: dict[str, Account] = {}
    for position, row in enumerate(rows, start=1):
        account = _account(row, fields, f"{place} {position}")
        if account.key in by_key:
            raise AccountsError(f"{place} {position}: the key of {account.name!r} is also that of another account")
        if any(account.name == other.name for other in by_key.values()):
            raise AccountsError(f"{place} {position}: the name {account.name!r} stands twice")
        by_key[account.key] = account
    return Accounts(by_key)


def _account(row: Any, fields: Mapping[str, type], place: str) -> Account:
    known = {**_COMMON, **fields}
    balance = next(iter(fields))
    if not isinstance(row, dict):
        raise AccountsError(f"{place}: must be a table")
    if unknown := [name for name in row if name not in known]:
        raise AccountsError(f"{place}: unknown field {unknown[0]!r}; there are {', '.join(known)}")
    for name in ("name", "key", balance):
        if name not in row:
            raise AccountsError(f"{place}: {name!r} is missing")
    for name, value in row.items():
        # A boolean is an int to Python, not to us.
        if not isinstance(value, known[name]) or (isinstance(value, bool) and known[name] is not bool):
            raise AccountsError(f"{place}: {name} = {value!r} must be {_KIND_NAMES[known[name]]}")
    if not (row["key"].isascii() and row["key"].isprintable() and " " not in row["key"] and row["key"]):
        raise AccountsError(f"{place}: the key of {row['name']!r} must be visible ASCII characters")
    if row[balance] < 0:
        raise AccountsError(f"{place}: {balance} = {row[balance]} must not be negative")
    if not all(isinstance(model, str) for model in row.get("excluded_models", ())):
        raise AccountsError(f"{place}: excluded_models must be a list of texts")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    values["balance"] = values.pop(balance)
    return Account(**{"purpose": "", **values})


_KIND_NAMES = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}
