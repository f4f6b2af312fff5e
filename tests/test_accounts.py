"""The table of accounts: the built-in one and the user's own."""

from pathlib import Path

import pytest

from mock_support.caller import Caller
from translation_mock.accounts import AccountsError, load_accounts
from translation_mock.edge import Edge
from translation_mock.settings import Settings
from translation_mock.vendors import EDGES, make_edges

KINDS = {edge.api.name: edge.account_kind for edge in EDGES}

#: The credentials of a target profile, by API: every one of them is an account of the mock, or unknown to it.
CREDENTIALS = {
    "image": {"valid", "unknown", "restricted"},
    "text": {"valid", "unknown", "inactive", "no_organization", "unsubscribed", "exhausted", "failing"},
}


def written(folder: Path, text: str) -> Path:
    """A file with this text."""
    file = folder / "accounts.toml"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("edge", make_edges(Settings()), ids=lambda edge: edge.api.name)
def test_built_in_accounts_reach_every_answer(edge: Edge) -> None:
    """There is an account for every credential of a target profile, and the unknown one is nobody's."""
    credentials = edge.credentials()

    assert set(credentials) == CREDENTIALS[edge.api.name]
    assert edge.accounts.with_key(credentials["unknown"]) is None


def test_own_accounts_replace_the_built_in_ones(tmp_path: Path) -> None:
    """With a file of one's own its keys work and the built-in ones do not; unset flags have their defaults."""
    file = written(tmp_path, '[[text]]\nname = "me"\nkey = "mine"\ntokens = 3\n')
    mock = Caller(Settings(access_log=False, accounts=file))

    assert mock.text(key="mine").status_code == 200
    assert mock.text(key="mine").status_code == 402
    assert mock.text().status_code == 400
    assert mock.image(b"x").status_code == 401


def test_unknown_key_stays_unknown_when_it_is_given_to_an_account(tmp_path: Path) -> None:
    """The profile's unknown key is never that of an account."""
    file = written(tmp_path, '[[text]]\nname = "me"\nkey = "unknown-key"\ntokens = 3\n')
    text = next(edge for edge in make_edges(Settings(accounts=file)) if edge.api.name == "text")

    assert text.accounts.with_key(text.credentials()["unknown"]) is None


GOOD = 'name = "a"\nkey = "k"\ntokens = 1\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[video]]\n", "[[video]] is not an API"),
        ("[[text]]\nname = 'a'\nkey = 'k'\n", "[[text]] 1: 'tokens' is missing"),
        (f"[[text]]\n{GOOD}plan = 'x'\n", "unknown field 'plan'"),
        ("[[text]]\nname = 'a'\nkey = 'k'\ntokens = '5'\n", "tokens = '5' must be a whole number"),
        ("[[text]]\nname = 'a'\nkey = 'k'\ntokens = true\n", "tokens = True must be a whole number"),
        ("[[text]]\nname = 'a'\nkey = 'k'\ntokens = -1\n", "tokens = -1 must be from 0 to 9007199254740991"),
        ("[[text]]\nname = 'a'\nkey = 'k'\ntokens = 9007199254740992\n", "must be from 0 to 9007199254740991"),
        ("[[text]]\nname = ''\nkey = 'k'\ntokens = 1\n", "name must not be empty"),
        ('[[text]]\nname = "a\\u001b[2J"\nkey = "k"\ntokens = 1\n', "must be a text"),
        (f"[[text]]\n{GOOD}credential = 'vaild'\n", "credential = 'vaild' must be one of exhausted, failing"),
        ("[[image]]\nname = 'a'\nkey = 'no-dot'\ncredits = 1\n", "must be <key_id>.<secret>"),
        ("# nothing\n", "no account in it"),
        ("a = " + "[" * 100_000, "not TOML"),
        ("[[text]]\nname = 'a'\nkey = 'a b'\ntokens = 1\n", "must be visible ASCII"),
        ("[[text]]\nname = 'a'\nkey = ''\ntokens = 1\n", "must be visible ASCII"),
        (f"[[text]]\n{GOOD}[[text]]\n{GOOD}", "also that of another account"),
        (f"[[text]]\n{GOOD}[[text]]\nname = 'a'\nkey = 'other'\ntokens = 1\n", "the name 'a' stands twice"),
        ("[[image]]\nname = 'a'\nkey = 'k.s'\ncredits = 1\nexcluded_models = [1]\n", "must be a list of texts"),
        ("text = 5\n", "must be a list of tables"),
        ("text = [5]\n", "must be a table"),
        ("[[text]\n", "accounts.toml: "),
    ],
)
def test_mistake_in_the_file_is_named(text: str, message: str, tmp_path: Path) -> None:
    """A mistake is one line with the file, the row and the value."""
    with pytest.raises(AccountsError) as caught:
        load_accounts(written(tmp_path, text), KINDS)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """A file that begins with a byte order mark, as some editors write it, is read."""
    assert load_accounts(written(tmp_path, f"\ufeff[[text]]\n{GOOD}"), KINDS)["text"].with_key("k")


def test_unknown_model_is_named(tmp_path: Path) -> None:
    """An account cannot be kept from a model that there is not."""
    file = written(tmp_path, "[[image]]\nname = 'a'\nkey = 'k.s'\ncredits = 1\nexcluded_models = ['x']\n")

    with pytest.raises(AccountsError, match=r"accounts\.toml: account 'a': excluded_models has no model 'x'"):
        make_edges(Settings(accounts=file))


def test_absent_file_is_named(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(AccountsError, match=r"absent\.toml"):
        load_accounts(tmp_path / "absent.toml", KINDS)
