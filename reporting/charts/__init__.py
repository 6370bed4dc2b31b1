"""Charts of a set, declared once for the page and the files."""
