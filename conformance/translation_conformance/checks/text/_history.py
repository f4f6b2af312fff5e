"""Requests whose order, or whose company, is what matters: what came before, or who else asks, changes no answer.

Each cause is provoked elsewhere on its own, some by another request. Here the same causes take turns, with the printed
request between them, as its answer is the one that the page determines most of; and they are under way at the same
time.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from translation_conformance.check import Case, Check, Finding, Judge, Mode, Observation, Probe
from translation_conformance.checks.text._languages import unlike_printed
from translation_conformance.checks.text._probes import PRINTED, SENTENCES, UNAFFORDABLE, asking, key, request
from translation_conformance.exchange import Request
from translation_conformance.target import ApiTarget

WITHOUT_KEY = request(credential=None)
BAD_SOURCE = asking(sourceLang="qq")
BAD_MODEL = asking(model="conformance-no-such-model")
CUT_OFF = request(b'{"text": "hello world"')
#: No longer than elsewhere: a longer one may be too long for the service, whatever the account has left.
EXHAUSTED = UNAFFORDABLE
#: How many a quick run sends together.
_QUICK_COMPANY = 4


def by(name: str) -> Request:
    """The printed request with the key called *name*."""
    return request(credential=key(name))


def restricted(target: ApiTarget) -> Request:
    """The restricted model, asked for by who may not use it."""
    return request({**PRINTED, "model": target.restricted_model}, key("unsubscribed"))


def _elsewhere(target: ApiTarget) -> Request:
    """A long sentence, if possible into a language that runs the other way."""
    return asking(text=SENTENCES[0], targetLang=unlike_printed(target.languages))


def _known(target: ApiTarget, *requests: Request) -> list[Request]:
    """Those of *requests* whose keys the profile has."""
    names = {request_: request_.credential.name for request_ in requests if request_.credential}
    return [request_ for request_ in requests if names.get(request_, "valid") in target.credentials]


def _turns(target: ApiTarget) -> list[Request]:
    printed, limited = request(), [restricted(target)] if target.restricted_model else []
    return _known(
        target,
        *(_elsewhere(target), WITHOUT_KEY, by("unknown"), BAD_SOURCE, printed, by("failing"), printed),
        *(by("inactive"), by("no_organization"), CUT_OFF, *limited, EXHAUSTED, BAD_MODEL, printed),
    )


def _company(target: ApiTarget) -> list[Request]:
    # The printed text in another language first: where the answer is made once for all who ask for a text, the printed
    # request shows it. A quick run has no room for that.
    alike = [] if target.search.quick else [asking(targetLang=unlike_printed(target.languages))]
    # Where the last one wins, the answers to the others show it.
    return _known(
        target,
        *(*alike, request(), by("unknown"), BAD_SOURCE, _elsewhere(target), WITHOUT_KEY, by("inactive"), BAD_MODEL),
    )


#: One after the other.
TURNS = Probe("causes that take turns", _turns, billable=True, mode=Mode.SEQUENCE, quick=None)
#: All at the same time.
COMPANY = Probe("causes that come together", _company, billable=True, mode=Mode.AT_ONCE, quick=_QUICK_COMPANY)


def among(wanted: Callable[[Request, ApiTarget], bool], judge: Judge) -> Judge:
    """*judge* over those exchanges only whose requests are *wanted*."""

    def see(case: Case) -> Iterator[Finding | Observation]:
        places = [number for number, e in enumerate(case.exchanges) if wanted(e.request, case.target)]
        for item in judge(Case([case.exchanges[place] for place in places], case.target)):
            yield item if item.exchange is None else replace(item, exchange=places[item.exchange])

    return Judge(judge.requirements, see)


def to(wanted: Request, judge: Judge) -> Judge:
    """*judge* over the answers to *wanted*."""
    return among(lambda request_, _: request_ == wanted, judge)


def in_turn(name: str, judge: Judge) -> Check:
    """What *judge* tells, whatever came before."""
    return Check(f"{name}, whatever came before", TURNS, judge)


def at_once(name: str, judge: Judge) -> Check:
    """What *judge* tells, whoever asks at the same time."""
    return Check(f"{name}, whoever else asks", COMPANY, judge)


def in_turn_and_at_once(name: str, judge: Judge) -> tuple[Check, Check]:
    """What *judge* tells, whatever came before and whoever asks at the same time."""
    return in_turn(name, judge), at_once(name, judge)
