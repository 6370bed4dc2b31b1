"""One lifter followed through a clip: who it is, both orientations averaged, saved as one file."""
