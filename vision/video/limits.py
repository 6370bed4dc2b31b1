"""How long and how large a clip may be, and the message when it is more."""

from dataclasses import dataclass
from pathlib import Path

from analysis.errors import VideoTooLarge


@dataclass(frozen=True)
class VideoLimits:
    """Bounds within which a clip is read. Checked by what the file states, and again while it is decoded."""

    # A set lasts one or two minutes. Fifteen leave room for a whole exercise filmed in one go.
    max_duration_s: float = 15 * 60.0
    # 8K with a wide frame: the most that phones film. Beyond it a small file can fill the memory.
    max_pixels: int = 8192 * 4320
    # About fifteen minutes of 4K from a phone.
    max_bytes: int = 4 * 2**30

    def check_file_size(self, size_bytes: int, path: Path) -> None:
        """Raise VideoTooLarge for more than `max_bytes`."""
        if size_bytes > self.max_bytes:
            raise VideoTooLarge(
                f"{path.name} has {size_bytes / 2**30:.2g} GB; the limit is {self.max_bytes / 2**30:.2g} GB. "
                "Cut the clip to the set, or film in 1080p."
            )

    def check_duration(self, duration_s: float | None, path: Path) -> None:
        """Raise VideoTooLarge for more than `max_duration_s`; None (not stated) passes."""
        if duration_s and duration_s > self.max_duration_s:
            raise VideoTooLarge(
                f"{path.name} lasts {duration_s / 60:.1f} minutes or more; the limit is "
                f"{self.max_duration_s / 60:g} minutes. Cut the clip to the set."
            )

    def check_frame_size(self, width: int, height: int, path: Path) -> None:
        """Raise VideoTooLarge for more than `max_pixels`."""
        if width * height > self.max_pixels:
            raise VideoTooLarge(
                f"The frames of {path.name} have {width} × {height} pixels; the limit is "
                f"{self.max_pixels / 1e6:.3g} million. Export the clip in 1080p."
            )
