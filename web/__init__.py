"""The web app: widgets, one service call, and what is shown of it."""
