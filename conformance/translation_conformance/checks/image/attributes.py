"""Attributes."""

from translation_conformance.check import Check
from translation_conformance.checks.image import _drawn as drawn
from translation_conformance.checks.image import _history as history
from translation_conformance.checks.image import _probes as probes
from translation_conformance.checks.image._answers import into, refused
from translation_conformance.judging import each, observe
from translation_conformance.look import succeeds, told

CHECKS = (
    Check("a form without image is refused", probes.NO_IMAGE, each("image.attributes.image-required", refused())),
    Check("image is accepted as a file", probes.PLAIN, each("image.attributes.image-file", succeeds())),
    Check("what image without a file name meets", probes.AS_TEXT, observe("image.attributes.image-as-text", told)),
    Check("what repeated fields meet", probes.REPEATED, observe("image.attributes.image-repeated", told)),
    Check("what a further field meets", probes.UNKNOWN_FIELD, observe("image.attributes.unknown-fields", told)),
    Check(
        "source_language may be left out",
        probes.PLAIN,
        each("image.attributes.source-language-optional", succeeds()),
    ),
    Check(
        "every listed language is accepted on both sides, and so is auto",
        probes.MIXED,
        probes.MIX.judge(
            "image.attributes.source-language-auto",
            "image.attributes.source-language-code",
            "image.attributes.target-language-code",
        ),
    ),
    Check(
        "what an unlikely source_language meets",
        probes.UNLISTED_SOURCE,
        observe("image.attributes.source-language-unlisted", told),
    ),
    Check(
        "without target_language it is en",
        probes.NO_TARGET,
        each("image.attributes.target-language-default", into("en")),
    ),
    Check(
        "without target_language it is en, whatever was asked for before",
        history.SEQUENCE,
        history.own_default(history.sequence),
    ),
    Check(
        "a form without image is refused after one that had it",
        history.SEQUENCE,
        history.own_upload(history.sequence),
    ),
    Check(
        "a model that the plan does not include is refused each time",
        history.SEQUENCE,
        history.own_plan(history.sequence),
    ),
    Check(
        "what an unlikely target_language meets",
        probes.UNLISTED_TARGET,
        observe("image.attributes.target-language-unlisted", told),
    ),
    Check("what empty fields meet", probes.EMPTY_FIELDS, observe("image.attributes.empty-optional-field", told)),
    Check(
        "every printed model is accepted, and none",
        probes.MIXED,
        probes.MIX.judge(
            "image.attributes.translator-model-values",
            "image.attributes.translator-model-optional",
        ),
    ),
    Check(
        "another model is refused",
        probes.UNLISTED_MODEL,
        each("image.attributes.translator-model-unlisted", refused()),
    ),
    Check(
        "what a model in capitals or between blanks meets",
        probes.MODEL_CASE,
        observe("image.attributes.translator-model-case", told),
    ),
    Check(
        "a model that the plan does not include is refused",
        probes.RESTRICTED,
        each("image.attributes.translator-model-plan", refused()),
    ),
    Check(
        "how the plan restriction is answered",
        probes.RESTRICTED,
        observe("image.attributes.translator-model-plan-answer", told),
    ),
    Check("a form that breaks one rule on fields is refused", drawn.BREAKING, drawn.by_rule("image.attributes.")),
)
