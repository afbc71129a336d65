"""How long a service asks us to wait, read from its headers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pipeline.clients.wire import time_or_none

TOO_MANY_REQUESTS = 429
FORBIDDEN = 403
SERVICE_UNAVAILABLE = 503
# Numbers above this are Unix times (September 2001 on), below it seconds that are left.
SMALLEST_UNIX_TIME = 1_000_000_000
MARGIN_SECONDS = 1.0  # services round their reset down to whole seconds


def is_rate_limited(status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer means "later": 429, or GitHub's 403 with nothing remaining."""
    return status == TOO_MANY_REQUESTS or (
        status == FORBIDDEN and headers.get("x-ratelimit-remaining") == "0"
    )


def seconds_to_wait(headers: Mapping[str, str], now: dt.datetime) -> float | None:
    """Seconds until the service wants to be asked again; None where it does not say.

    Retry-After comes first, then `x-rate-limit-reset` (X: Unix seconds), then `x-ratelimit-reset`
    (GitHub: Unix seconds; Reddit: seconds left; Mastodon: an ISO time). Times are compared with the
    service's own Date header where it sends one, so that a wrong clock on either side does not
    matter.
    """
    server_now = time_or_none(headers.get("date")) or now
    if "retry-after" in headers:
        return _seconds(headers["retry-after"], server_now)
    for name in ("x-rate-limit-reset", "x-ratelimit-reset"):
        if name in headers:
            seconds = _seconds(headers[name], server_now)
            return None if seconds is None else seconds + MARGIN_SECONDS
    return None


def _seconds(value: str, now: dt.datetime) -> float | None:
    try:
        number = float(value)
    except ValueError:
        moment = time_or_none(value)
        return None if moment is None else max(0.0, (moment - now).total_seconds())
    if not number >= 0 or number == float("inf"):
        return None
    return max(0.0, number - now.timestamp()) if number >= SMALLEST_UNIX_TIME else number
