"""The programme: each part of a day, and the calendar."""
