"""One lifter followed through a clip: chosen, tracked in both orientations, averaged, saved as one file."""
