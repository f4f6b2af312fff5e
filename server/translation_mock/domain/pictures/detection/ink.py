"""The ink of a picture: what differs from its ground.

The ground is the picture sampled at every eighth pixel and median-filtered, so that strokes, which cover less than
half of any window, vanish from it. The difference, cut at a threshold that follows the noise, is the ink.
"""

from PIL import Image, ImageChops, ImageFilter

SAMPLED = 8
"""Every eighth pixel makes the ground; a window of nine samples spans 72 pixels."""
WINDOW = 9
STRIP = 1_000_000
"""Pixels that are made grey at a time."""
LOUDEST = 30
"""The noise (standard deviation, of 255) above which nothing is looked for."""


def greyscale(picture: Image.Image, factor: int = 1) -> Image.Image:
    """The picture in 256 greys and `factor` times smaller, transparent parts over black or white, whichever the
    rest is not.

    It is converted in strips, so that a large picture is never in memory a second time.
    """
    size = -(-picture.width // factor), -(-picture.height // factor)
    grey, opaque = Image.new("L", size), None
    counts = [0] * 256
    rows = factor * max(1, STRIP // (picture.width * factor))
    for top in range(0, picture.height, rows):
        strip = picture.crop((0, top, picture.width, min(top + rows, picture.height)))
        if strip.has_transparency_data:
            clear = strip.convert("RGBA")
            alpha, strip = clear.getchannel("A"), clear.convert("L")
            seen = strip.histogram(alpha.point([255 * (value >= 128) for value in range(256)]))
            counts = [sum(pair) for pair in zip(counts, seen, strict=True)]
            strip = ImageChops.multiply(strip, alpha)
            opaque = opaque or Image.new("L", size, 255)
            opaque.paste(alpha.reduce(factor), (0, top // factor))
        grey.paste(eight_bits(strip).reduce(factor), (0, top // factor))
    bright = sum(counts[128:]) > sum(counts[:128])
    return grey if opaque is None or bright else ImageChops.add(grey, ImageChops.invert(opaque))


def eight_bits(picture: Image.Image) -> Image.Image:
    """An opaque picture in 256 greys."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value * (1 / 257))
    elif picture.mode == "CMYK":
        picture = picture.convert("RGB")
    return picture if picture.mode == "L" else picture.convert("L")


def ink_of(grey: Image.Image) -> Image.Image | None:
    """White where there is ink, black elsewhere; None when the picture is blank or too noisy to tell."""
    ground = ground_of(grey)
    difference = ImageChops.difference(grey, ground)
    noise = noise_of(difference)
    if noise > LOUDEST:
        return None
    if noise > 3:
        difference = ImageChops.difference(grey.filter(ImageFilter.BoxBlur(1)), ground)
        noise = noise_of(difference)
    threshold = max(18, 6 + 4 * noise)
    ink = difference.point([255 * (value > threshold) for value in range(256)])
    # A speck of fewer than three pixels is noise.
    near = ink.filter(ImageFilter.Kernel((3, 3), [1] * 9, scale=9)).point([255 * (v >= 80) for v in range(256)])
    return ImageChops.darker(ink, near)


def ground_of(grey: Image.Image) -> Image.Image:
    """The picture without what is finer than half a window."""
    samples = (max(1, grey.width // SAMPLED), max(1, grey.height // SAMPLED))
    ground = grey.resize(samples, Image.Resampling.NEAREST).filter(ImageFilter.MedianFilter(WINDOW))
    return ground.resize(grey.size, Image.Resampling.BILINEAR)


def noise_of(difference: Image.Image) -> float:
    """The standard deviation of the noise, from the median of the differences."""
    counts = difference.histogram()
    half = sum(counts) / 2
    for value, count in enumerate(counts):
        half -= count
        if half <= 0:
            return 1.48 * value
    return 0.0
