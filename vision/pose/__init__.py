"""The pose model behind one interface."""
