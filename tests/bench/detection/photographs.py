"""Real pictures: photographs without text, and two of text. They are those that scikit-image ships, read as files."""

from importlib.util import find_spec
from pathlib import Path

from bench.figures import NotAvailable
from translation_mock.domain.pictures.lines import Box

WITHOUT_TEXT = (
    "astronaut.png",
    "brick.png",
    "camera.png",
    "cell.png",
    "chelsea.png",
    "coffee.png",
    "coins.png",
    "grass.png",
    "gravel.png",
    "horse.png",
    "hubble_deep_field.jpg",
    "ihc.png",
    "moon.png",
    "motorcycle_left.png",
    "retina.jpg",
    "rocket.jpg",
)
"""The few letters that are in them (a badge, a name on a rocket) are smaller than any type that is promised."""

WITH_TEXT = {
    # A photographed page that bends: its lines are curved, and three of them share rows of pixels. An eighth line,
    # cut off by the picture's lower edge, is left out.
    "page.png": (
        Box(6, 13, 287, 21),
        Box(6, 50, 371, 14),
        Box(6, 66, 371, 17),
        Box(6, 83, 371, 19),
        Box(6, 100, 371, 18),
        Box(6, 117, 165, 19),
        Box(18, 169, 222, 19),
    ),
    # Handwriting on squared paper, far from the camera and aslant: what is there to find are no upright lines.
    "text.png": (),
}
"""Lines measured by eye, within about two pixels."""


def folder() -> Path:
    """Where the pictures are. Raises NotAvailable where the package is not installed."""
    found = find_spec("skimage")
    if found is None or not found.submodule_search_locations:
        raise NotAvailable("scikit-image is not installed")
    return Path(found.submodule_search_locations[0], "data")
