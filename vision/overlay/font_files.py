"""Where the fonts that come with EvenRep lie. Without OpenCV, so that the first page does not wait for it."""

from pathlib import Path

_FOLDER = Path(__file__).with_name("fonts")
BOLD_FONT = _FOLDER / "DejaVuSansCondensed-Bold.ttf"
REGULAR_FONT = _FOLDER / "DejaVuSansCondensed.ttf"
