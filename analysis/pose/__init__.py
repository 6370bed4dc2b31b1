"""One person's landmarks over a clip, their names, small geometry, and cleaning."""
