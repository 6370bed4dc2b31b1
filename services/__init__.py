"""The only way from the command line and the web app to the engine, the history and the programme."""
