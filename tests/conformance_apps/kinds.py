"""The class of a fault: what kind of mistake a wrong server makes. It follows from the requirement and the witness."""

import inspect
import re
from enum import StrEnum

from conformance_apps.asking import image, text
from conformance_apps.faults import Variant
from conformance_apps.reference import Answer, Asked, Reference


class Kind(StrEnum):
    """A class of faults."""

    STATUS = "status"
    SHAPE = "shape"
    SENTENCE = "sentence"
    VALIDATION = "validation"
    AUTHENTICATION = "authentication"
    SUCCESS = "success body"
    DATA_URL = "data URL"
    #: Shown by the same request, asked again.
    HISTORY = "history"
    #: Shown by a request only after another one.
    ORDER = "order"
    #: Shown only where others are served at the same time.
    COMPANY = "company"
    #: Shown by a legal request that is not the printed one, though the row does not speak of it.
    UNCOMMON = "uncommon input"


#: What the requirement says of the fault; the first pattern that is found in it decides.
_BY_ROW = (
    (r"\.authentication\.(?!json)|malformed-key$|credits-omitted-for-anonymous$", Kind.AUTHENTICATION),
    (r"\.(request-body|validation-rules|attributes|notes)\.|\.authentication\.json$", Kind.VALIDATION),
    (r"\.multipart$", Kind.VALIDATION),
    (r"\.(status|[a-z-]+-status)$|\.post$|client-mistake$", Kind.STATUS),
    (r"bare-error$", Kind.SHAPE),
    (r"^text\.request-validation-error-400\.(text|invalid)-", Kind.SENTENCE),
    (r"^text\..*[.-](message|error)$", Kind.SENTENCE),
    (r"\.image-|layout-preserved$", Kind.DATA_URL),
    (r"\.(success-200|get-started-in-minutes|examples|curl)\.", Kind.SUCCESS),
)
#: Rows that ask for uncommon requests themselves.
_OF_ITSELF = (Kind.AUTHENTICATION, Kind.VALIDATION, Kind.SENTENCE)


def kind_of(variant: Variant) -> Kind:
    """The class of the fault of *variant*: as it says itself, else as its requirement and its witness show."""
    if variant.kind is not None:
        return Kind(variant.kind)
    telling = next((asked for asked in variant.witness if _shows_alone(variant, asked)), None)
    if telling is None:
        if inspect.iscoroutinefunction(variant.change):
            return Kind.COMPANY
        return Kind.HISTORY if len(set(map(_wire, variant.witness))) == 1 else Kind.ORDER
    by_row = _by_row(variant.requirement or "")
    is_legal = Reference()(telling).status == 200
    is_printed = telling in (text(), image())
    return Kind.UNCOMMON if is_legal and not is_printed and by_row not in _OF_ITSELF else by_row


def _by_row(requirement: str) -> Kind:
    return next((kind for pattern, kind in _BY_ROW if re.search(pattern, requirement)), Kind.SHAPE)


def _shows_alone(variant: Variant, asked: Asked) -> bool:
    """Whether a fresh instance answers *asked* in another way than a fresh reference."""
    (seen,) = variant.answers_to(asked)
    return _seen(seen) != _seen(Reference()(asked))


def _seen(answer: Answer) -> tuple[object, ...]:
    return answer.status, answer.content, dict(answer.headers)


def _wire(asked: Asked) -> tuple[object, ...]:
    return asked.method, asked.path, tuple(sorted(asked.headers.items())), asked.body
