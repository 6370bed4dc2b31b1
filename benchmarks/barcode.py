"""A number in a picture that survives video compression: black and white squares at its top."""

import numpy as np

BITS, CHECK_BITS = 12, 4
CELLS = BITS + CHECK_BITS
STRIP_PX = 40
"""Height of the strip in a picture 640 px wide."""


def compute_check_bits(number: int) -> int:
    """Of the lowest bits; a strip that is half of one number and half of the next does not fit it."""
    return (number * 7 + number // 16 * 3 + number // 256 * 5 + 9) % (1 << CHECK_BITS)


def draw_number(picture_rgb: np.ndarray, number: int) -> np.ndarray:
    """A copy that bears the number."""
    marked = picture_rgb.copy()
    value = (number << CHECK_BITS) | compute_check_bits(number)
    width = marked.shape[1] / CELLS
    for cell in range(CELLS):
        white = value >> (CELLS - 1 - cell) & 1
        marked[:STRIP_PX, round(cell * width) : round((cell + 1) * width)] = 255 * white
    return marked


def read_number(picture_rgb: np.ndarray) -> int | None:
    """What the picture bears; None where it cannot be read for sure."""
    width = picture_rgb.shape[1]
    row = picture_rgb[round(STRIP_PX / 2 * width / 640)].mean(axis=1)
    cells = [row[round((cell + 0.5) * width / CELLS)] for cell in range(CELLS)]
    if any(64 < level < 192 for level in cells):
        return None
    value = int("".join("1" if level > 128 else "0" for level in cells), 2)
    number = value >> CHECK_BITS
    return number if compute_check_bits(number) == value & ((1 << CHECK_BITS) - 1) else None


SCRIPT = """
window.evenrepNumberIn = (video) => {
  if (!video || !video.videoWidth) return null;
  const canvas = (window.evenrepCanvas ??= document.createElement("canvas"));
  const strip = Math.round(40 * video.videoWidth / 640);
  canvas.width = video.videoWidth;
  canvas.height = strip;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, video.videoWidth, strip, 0, 0, canvas.width, strip);
  const row = context.getImageData(0, Math.round(strip / 2), canvas.width, 1).data;
  let value = 0;
  for (let cell = 0; cell < 16; cell++) {
    const at = 4 * Math.round((cell + 0.5) * canvas.width / 16);
    const level = (row[at] + row[at + 1] + row[at + 2]) / 3;
    if (level > 64 && level < 192) return null;
    value = value * 2 + (level > 128 ? 1 : 0);
  }
  const number = value >> 4;
  const check = (number * 7 + (number >> 4) * 3 + (number >> 8) * 5 + 9) % 16;
  return check === (value & 15) ? number : null;
};
"""
"""The same in a browser, from a video element."""
