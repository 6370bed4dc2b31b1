"""A lifter's weeks as rows, sentences, charts and files."""
