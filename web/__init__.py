"""The web app: widgets give settings, one service call gives the result, and the page shows it."""
