"""The pipeline on one page, the report it returns, and the report as JSON and tables."""
