import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Due:
    """Something that waits for the reader. `day` is when it is due; before today it is late."""

    day: dt.date
    title: str
    text: str
    url: str

    def days_late(self, today: dt.date) -> int:
        return max((today - self.day).days, 0)
