"""Lines of text found in a picture by the shape of their ink; `regions.detect` is the door."""
