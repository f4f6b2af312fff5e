"""Authentication."""

from translation_conformance.check import Check
from translation_conformance.checks.image import _history as history
from translation_conformance.checks.image import _probes as probes
from translation_conformance.checks.image._answers import refused, refused_or_anonymous
from translation_conformance.exchange import Response
from translation_conformance.judging import each, observe
from translation_conformance.look import succeeds, told


def _challenge(response: Response) -> str:
    return f"{response.status}; WWW-Authenticate: {response.header('www-authenticate')}"


CHECKS = (
    Check("a valid Bearer token is accepted", probes.PLAIN, each("image.authentication.bearer", succeeds())),
    Check("an unknown token is refused", probes.UNKNOWN, each("image.authentication.unknown-key", refused())),
    Check(
        "a secret under another key id is refused",
        probes.SWAPPED_TOKEN,
        each("image.authentication.unknown-key", refused()),
    ),
    Check("a wrong secret is refused", probes.WRONG_SECRET, each("image.authentication.wrong-secret", refused())),
    Check(
        "a token without its end is refused", probes.CUT_SECRET, each("image.authentication.wrong-secret", refused())
    ),
    Check(
        "another account's secret is refused",
        probes.FOREIGN_SECRET,
        each("image.authentication.wrong-secret", refused()),
    ),
    Check(
        "a malformed token does not authenticate",
        probes.MALFORMED_TOKEN,
        each("image.authentication.malformed-key", refused_or_anonymous()),
    ),
    Check(
        "a valid key under another scheme does not authenticate",
        probes.OTHER_SCHEME,
        each("image.authentication.other-scheme", refused_or_anonymous()),
    ),
    Check(
        "a valid key in another place does not authenticate",
        probes.OTHER_PLACE,
        each("image.authentication.other-place", refused_or_anonymous()),
    ),
    Check(
        "nobody is served with the credentials of a request before",
        history.SEQUENCE,
        history.own_credentials(history.sequence),
    ),
    Check(
        "nobody is served with the credentials of a request beside",
        history.COMPANY,
        history.own_credentials(history.company),
    ),
    Check(
        "what a caller without credentials meets", probes.NO_TOKEN, observe("image.authentication.anonymous-use", told)
    ),
    Check("what a scheme in lower case meets", probes.LOWER_CASE, observe("image.authentication.scheme-case", told)),
    Check(
        "how refused credentials are answered",
        probes.WRONG_SECRET,
        observe("image.authentication.refusal-status", _challenge),
    ),
    Check(
        "which of two mistakes is told first",
        probes.TWO_MISTAKES,
        observe("image.authentication.before-validation", told),
    ),
)
