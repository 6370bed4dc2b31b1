"""The pages of the web app: each is a function that shows itself."""
