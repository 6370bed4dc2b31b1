"""What sets over weeks add up to: load, the loading threshold, and the programme's next day. Pure.

Read `plan/today.py` first: a day's plan on one page, and each line leads to the file that makes that part.
The rules are explained for lifters in docs/programme.md; their sources are listed in docs/sources.md.
"""
