"""Where repetitions, stances and quiet standing are in a track."""
