"""A camera's frames through the pose model while a set is lifted."""
