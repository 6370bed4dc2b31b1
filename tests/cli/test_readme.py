"""What README.md shows as the demo's answer is what the program prints."""

from tools import update_readme


def test_the_answer_in_the_readme_is_todays() -> None:
    text = update_readme.README.read_text(encoding="utf-8")
    assert "4 of 8 reps even" in update_readme.render_demo()
    assert update_readme.update(text) == text, "run `python -m tools.update_readme`"
