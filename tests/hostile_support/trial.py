"""One row tried on a server: is it answered as it should be, does the server go on, who paid?"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from hostile_support.oracle import Expected, judge
from hostile_support.process import TEXT_KEY
from hostile_support.rows import BELOW, FIELDS, SILENCE, TEXT, Endpoint, Row
from hostile_support.wire import Address, ConnectionClosed, Reply, exchange


@dataclass(frozen=True)
class Trial:
    """How rows are tried on one endpoint."""

    endpoint: Endpoint
    #: What the account has left; asking for it costs what the second says.
    balance: Callable[[Address], int]
    price_of_asking: int

    def run(self, address: Address, row: Row) -> None:
        """Fail unless the row is answered as expected, is paid for as expected, and others are served after it."""
        before = self.balance(address)
        cost = answer(address, row)
        # Asking for the balance is a plain valid request: the server goes on.
        assert self.balance(address) == before - cost - self.price_of_asking


def answer(address: Address, row: Row) -> int:
    """Send the row and judge the answer; what it is to cost."""
    until_end = isinstance(row.expected, Expected) and row.expected.shape == "empty"
    try:
        reply = exchange(address, row.pieces(), hang_up=row.hang_up, until_end=until_end)
    except ConnectionClosed:
        assert row.expected in (BELOW, SILENCE), "the connection was closed without an answer"
        return 0
    if isinstance(row.expected, str):
        assert row.expected == BELOW, reply
        judge_below(reply)
        return 0
    judge(row.expected, reply.status, reply.headers, reply.body)
    return row.expected.cost


def judge_below(reply: Reply) -> None:
    """Fail unless the answer to what is no HTTP has a shape that both documents allow for an error."""
    assert reply.status in (400, 431), reply
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["connection"] == "close"
    document = json.loads(reply.body)
    assert {*document} == {"error", "code"}
    assert document["code"] == {400: "INVALID_HTTP", 431: "HEADERS_TOO_LARGE"}[reply.status]


def tokens_left(address: Address) -> int:
    """The tokens of the hostile account: a text that is too long for it is told how many there are, free of charge."""
    body = json.dumps({**FIELDS, "text": "a" * 9_000}).encode("ascii")
    reply = exchange(address, [TEXT.request(body)])
    assert reply.status == 402, reply
    data = json.loads(reply.body)["data"]
    assert data["requiredTokens"] == 2_250
    return int(data["tokens"])


def text_trial() -> Trial:
    """Rows for the text endpoint."""

    def balance(address: Address) -> int:
        rich = TEXT.request(key=[("x-api-key", "rich-text-key")])
        assert exchange(address, [rich]).status == 200
        return tokens_left(address)

    assert TEXT.key[1] == TEXT_KEY
    return Trial(TEXT, balance, price_of_asking=0)


def image_trial(endpoint: Endpoint) -> Trial:
    """Rows for the image endpoint."""

    def balance(address: Address) -> int:
        reply = exchange(address, [endpoint.request()])
        assert reply.status == 200, reply
        return int(json.loads(reply.body)["credits"])

    return Trial(endpoint, balance, price_of_asking=endpoint.success.cost)
