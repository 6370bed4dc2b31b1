"""How the binary files of this project came to be: runnable tools, never imported by the product."""
