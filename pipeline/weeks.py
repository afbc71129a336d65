"""The week: the partition of everything. The only date arithmetic of the project."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipeline.errors import UsageError

UTC = dt.UTC
DAYS_PER_WEEK = 7
# Years in which a week may lie; around them dates cannot be reckoned with.
FIRST_YEAR, LAST_YEAR = 1970, 2200


class Weekday(StrEnum):
    """First day of a week, as written in `DIGEST_WEEK_START`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """Monday is 0, as in `datetime.date.weekday`."""
        return list(Weekday).index(self)

    @classmethod
    def parse(cls, text: str) -> Weekday:
        """Read a weekday name in any case.

        Raises:
            UsageError: it is not the English name of a weekday.
        """
        try:
            return cls(text.strip().lower())
        except ValueError:
            names = ", ".join(cls)
            raise UsageError(f"DIGEST_WEEK_START is {text!r}; it must be one of {names}") from None


@dataclass(frozen=True, order=True)
class Week:
    """`[start 00:00 UTC, start + 7 days)`."""

    start: dt.date

    @classmethod
    def containing(cls, moment: dt.datetime | dt.date, first_day: Weekday) -> Week:
        """The week of `first_day` weeks that a moment falls in; aware times are taken to UTC."""
        if isinstance(moment, dt.datetime):
            moment = moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
        days_since_start = (moment.weekday() - first_day.number) % DAYS_PER_WEEK
        return cls(moment - dt.timedelta(days=days_since_start))

    @classmethod
    def parse(cls, text: str) -> Week:
        """The week that starts on an ISO date.

        Raises:
            UsageError: the text is not an ISO date, or one that no post can have.
        """
        try:
            start = dt.date.fromisoformat(text)
        except ValueError:
            raise UsageError(f"{text!r} is not a date; write it as 2026-02-23") from None
        if not FIRST_YEAR <= start.year <= LAST_YEAR:
            raise UsageError(f"{text} is not between {FIRST_YEAR} and {LAST_YEAR}")
        return cls(start)

    @property
    def end(self) -> dt.date:
        """The day after the last one, which is the start of the next week."""
        return self.start + dt.timedelta(days=DAYS_PER_WEEK)

    @property
    def last_day(self) -> dt.date:
        """The last day that belongs to the week."""
        return self.end - dt.timedelta(days=1)

    @property
    def start_at(self) -> dt.datetime:
        """First instant of the week, UTC."""
        return dt.datetime.combine(self.start, dt.time(), UTC)

    @property
    def end_at(self) -> dt.datetime:
        """First instant after the week, UTC."""
        return dt.datetime.combine(self.end, dt.time(), UTC)

    @property
    def key(self) -> str:
        """Partition key: the ISO date of the first day."""
        return self.start.isoformat()

    @property
    def quarter(self) -> str:
        """Calendar quarter of the first day, such as `2026-Q1`."""
        return f"{self.start.year}-Q{(self.start.month - 1) // 3 + 1}"

    def contains(self, moment: dt.datetime) -> bool:
        """Whether an aware moment falls in the week."""
        return self.start_at <= moment < self.end_at

    def shifted(self, weeks: int) -> Week:
        """The week so many weeks later (earlier when negative)."""
        return Week(self.start + dt.timedelta(days=DAYS_PER_WEEK * weeks))

    def before(self, count: int) -> list[Week]:
        """The `count` weeks before this one, oldest first."""
        return [self.shifted(-distance) for distance in range(count, 0, -1)]

    def __str__(self) -> str:
        return self.key


def weeks_between(first: Week, last: Week) -> Iterator[Week]:
    """Every week from `first` to `last`, both included."""
    week = first
    while week <= last:
        yield week
        week = week.shifted(1)
