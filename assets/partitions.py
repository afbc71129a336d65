"""The weekly partitions."""

import dagster as dg

from pipeline.errors import UsageError
from pipeline.weeks import DAYS_PER_WEEK, Week, Weekday

FIRST_DAY_SERVED = "2022-01-01"
# Dagster counts weekdays from Sunday.
SUNDAY_OFFSET = 1


def weekly_partitions(first_day: Weekday) -> dg.WeeklyPartitionsDefinition:
    """Weeks from 2022 on, the running one included; the key is the date of the first day."""
    first_week = Week.containing(Week.parse(FIRST_DAY_SERVED).start, first_day).shifted(1)
    return dg.WeeklyPartitionsDefinition(
        start_date=first_week.key,
        day_offset=(first_day.number + SUNDAY_OFFSET) % DAYS_PER_WEEK,
        end_offset=1,
    )


def check_weeks(first: Week, last: Week, first_day: Weekday) -> None:
    """Refuse weeks that have no partition.

    Raises:
        UsageError: the first is too old, or the last has not begun.
    """
    partitions = weekly_partitions(first_day)
    oldest, newest = partitions.get_first_partition_key(), partitions.get_last_partition_key()
    if oldest is None or newest is None:
        raise UsageError(f"no week has begun since {FIRST_DAY_SERVED}; is the clock right?")
    if first.key < oldest:
        raise UsageError(f"week {first} is before {oldest}, the first week that can be made")
    if last.key > newest:
        raise UsageError(f"week {last} has not begun; the newest that can be made is {newest}")
