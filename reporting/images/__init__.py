"""Images of the lifter with what was measured drawn on them."""
