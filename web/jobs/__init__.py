"""Long work of the web app: uploads, the worker pool, and the sets of one browser tab."""
