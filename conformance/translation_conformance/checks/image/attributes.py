"""Attributes."""

from translation_conformance.check import Check
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
        "source_language may be auto",
        probes.AUTO_SOURCE,
        each("image.attributes.source-language-auto", succeeds()),
    ),
    Check("every listed language is accepted on both sides", probes.EVERY_LANGUAGE, probes.LANGUAGES.judge()),
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
        "what an unlikely target_language meets",
        probes.UNLISTED_TARGET,
        observe("image.attributes.target-language-unlisted", told),
    ),
    Check("what empty fields meet", probes.EMPTY_FIELDS, observe("image.attributes.empty-optional-field", told)),
    Check(
        "every printed model is accepted",
        probes.EVERY_MODEL,
        each("image.attributes.translator-model-values", succeeds()),
    ),
    Check(
        "another model is refused",
        probes.UNLISTED_MODEL,
        each("image.attributes.translator-model-unlisted", refused()),
    ),
    Check(
        "translator_model may be left out",
        probes.NO_MODEL,
        each("image.attributes.translator-model-optional", succeeds()),
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
)
