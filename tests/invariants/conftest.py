"""Property tests here try the same examples every time, and not too many."""

from hypothesis import settings

settings.register_profile("evenrep", derandomize=True, deadline=None, max_examples=40)
settings.load_profile("evenrep")
