"""Hooks for who runs plain Schemathesis: files of the four picture types, and a check of the printed statements.

    SCHEMATHESIS_HOOKS=translation_conformance.schemathesis_hooks \\
        st run text.yaml --url http://127.0.0.1:8080 -H 'x-api-key: ...' --checks printed_statements

The check reads from each request which printed rule it breaks for sure, if any, and holds the answer against what the
page says of that; every other answer is looked into as the suite does: keys and kinds, echoes, pictures, shape of
errors. What no page decides passes. An answer that is about the key is none about the request, and is passed over.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

import schemathesis

from translation_conformance.check import Case, Check, Finding, Outcome
from translation_conformance.contract_cases import register_media_types, request_of
from translation_conformance.exchange import Credential, Exchange, Request, Response
from translation_conformance.suite import ApiSuite, example_target, suites

if TYPE_CHECKING:
    from schemathesis import Case as SchemathesisCase
    from schemathesis import CheckContext
    from schemathesis import Response as SchemathesisResponse

register_media_types()

#: Whatever the credential was, it is not read here.
_SENT = Credential("valid", "authorization")


@schemathesis.check
def printed_statements(
    _: "CheckContext", response: "SchemathesisResponse", case: "SchemathesisCase[Any]"
) -> bool | None:
    """The answer is one that the vendor's page allows for this request."""
    suite = next((known for known in suites() if known.api.contract.operation.path == case.operation.path), None)
    request = request_of(case, _SENT) if suite and case.method.upper() == "POST" else None
    if suite is None or request is None:
        return None
    headers = tuple((name, value) for name, values in response.headers.items() for value in values)
    answer = Response(response.status_code, headers, response.content)
    if suite.key_refused(answer):
        return None
    wrong = next(_violations(suite, Exchange(request, answer)), None)
    if wrong:
        raise AssertionError(f"{wrong.requirement}: expected {wrong.expected}, got {wrong.actual}")
    return None


def _violations(suite: ApiSuite, exchange: Exchange) -> Iterator[Finding]:
    case = Case((exchange,), example_target(suite))
    for check in _checks_about(suite, exchange.request):
        for found in check.judge(case):
            if isinstance(found, Finding) and found.outcome is Outcome.VIOLATED:
                yield found


def _checks_about(suite: ApiSuite, request: Request) -> list[Check]:
    """The checks that take a request like this, whatever else it holds."""
    probes = import_module(f"{suite.package}._drawn").probes_like(request, example_target(suite))
    return [check for check in suite.checks if check.probe in probes]
