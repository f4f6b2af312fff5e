"""Drawn pictures without their planted text."""

from io import BytesIO
from random import Random

import pytest
from PIL import Image, ImageChops

from bench.detection.scenes import any_colour, contrast, luminance
from bench.detection.score import likeness
from translation_mock.domain.pictures import Box, draw_picture, read_planted
from translation_mock.domain.pictures.detection.regions import detect

PHRASES = (
    "Opening hours",
    "Exit",
    "12:30",
    "OK",
    "Please wait until your number is called",
    "Größe ändern",
    "naïve jumping",
    "Où est l'arrêt?",
    "Добро пожаловать",
    "Έξοδος",
    "שעות הפתיחה",
    "ساعات العمل",
    "ทางออกฉุกเฉิน",
    "आपका स्वागत है",
    "100 % wool",
    "minimum",
)


def ink(lines: list[str], **look: str | int) -> list[Box]:
    """Where the ink of each line is: what differs from the background in the place that a drawn PNG plants for it."""
    data = draw_picture(lines, format="png", **look)  # type: ignore[arg-type]  # keywords of two types at once
    with Image.open(BytesIO(data)) as picture:
        drawn = picture.convert("RGB")
    ground = Image.new("RGB", drawn.size, str(look["background"]))
    difference = ImageChops.difference(drawn, ground)
    boxes = []
    for line in read_planted(data):
        assert line.box
        left, top, right, bottom = difference.crop(line.box.edges).getbbox() or (0, 0, 0, 0)
        boxes.append(
            Box.between(line.box.left + left, line.box.top + top, line.box.left + right, line.box.top + bottom)
        )
    return boxes


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "gif"])
@pytest.mark.parametrize("seed", range(12))
def test_a_drawn_picture_without_its_text_is_detected_as_the_same_lines(form: str, seed: int) -> None:
    """Whatever the phrases, the size and the colours: as many regions as lines, each where its line is."""
    draw = Random(seed)
    lines = draw.sample(PHRASES, draw.randint(1, 7))
    text, ground = any_colour(draw), any_colour(draw)
    while contrast(luminance(text), luminance(ground)) < 1.5:
        text, ground = any_colour(draw), any_colour(draw)
    look: dict[str, str | int] = {
        "font_size": draw.randint(14, 72),
        "color": "#{:02x}{:02x}{:02x}".format(*text),
        "background": "#{:02x}{:02x}{:02x}".format(*ground),
    }

    data = draw_picture(lines, format=form, plant=False, **look)  # type: ignore[arg-type]  # keywords of two types
    with Image.open(BytesIO(data)) as picture:
        found = detect(picture)

    truth = ink(lines, **look)
    assert len(found) == len(lines), (lines, look)
    assert min(likeness(box, line) for box, line in zip(found, truth, strict=True)) >= 0.5, (lines, look)
