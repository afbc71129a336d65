"""The weekly partitions."""

import dagster as dg

from pipeline.weeks import Week, Weekday

FIRST_DAY_SERVED = "2022-01-01"
# Dagster counts weekdays from Sunday.
SUNDAY_OFFSET = 1
DAYS = 7


def weekly_partitions(first_day: Weekday) -> dg.WeeklyPartitionsDefinition:
    """Weeks from 2022 on, the running one included; the key is the date of the first day."""
    first_week = Week.containing(Week.parse(FIRST_DAY_SERVED).start, first_day).shifted(1)
    return dg.WeeklyPartitionsDefinition(
        start_date=first_week.key,
        day_offset=(first_day.number + SUNDAY_OFFSET) % DAYS,
        end_offset=1,
    )
