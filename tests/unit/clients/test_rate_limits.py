import datetime as dt

import pytest

from pipeline.clients.rate_limits import is_rate_limited, seconds_to_wait

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
UNIX = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "Mon, 02 Mar 2026 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Mon, 02 Mar 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"x-rate-limit-reset": str(UNIX + 60)}, 61.0),
        ({"x-rate-limit-reset": str(UNIX - 60)}, 1.0),
        ({"x-ratelimit-reset": "243.5"}, 244.5),
        ({"x-ratelimit-reset": "2026-03-02T12:05:00.000Z"}, 301.0),
        ({"retry-after": "3", "x-rate-limit-reset": str(UNIX + 60)}, 3.0),
        # The server's clock is an hour ahead of ours, and so is its reset.
        (
            {"x-rate-limit-reset": str(UNIX + 3660), "date": "Mon, 02 Mar 2026 13:00:00 GMT"},
            61.0,
        ),
    ],
)
def test_seconds_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert seconds_to_wait(headers, NOW) == seconds


def test_githubs_403_is_a_rate_limit_only_when_nothing_remains() -> None:
    assert is_rate_limited(429, {})
    assert is_rate_limited(403, {"x-ratelimit-remaining": "0"})
    assert not is_rate_limited(403, {"x-ratelimit-remaining": "12"})
    assert not is_rate_limited(403, {})
