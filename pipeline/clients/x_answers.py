"""What X API v2 answers: pages with partial errors, and what its failures mean."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.clients.calls import Answer
from pipeline.clients.http import HttpSession
from pipeline.clients.wire import JsonObject, storable_text
from pipeline.clients.x_budget import READS_PER_USER
from pipeline.errors import PayloadError

POST_ID = re.compile(r"[0-9]{1,19}")
MAX_PROBLEMS = 5
MAX_PROBLEM_CHARS = 200
CAP_PROBLEM = "usage-capped"
EXPLANATIONS = {
    401: "the X token is not accepted (X_BEARER_TOKEN)",
    402: "X asks for payment: the account has no credit left",
    403: "the X token may not read this",
    404: "X does not know this address",
    429: "X's rate limit is used up",
}


@dataclass(frozen=True, slots=True)
class XAnswer:
    """A page: its posts or its one user, what it includes, and the errors that came with it."""

    items: tuple[JsonObject, ...]
    users: tuple[JsonObject, ...]
    posts: tuple[JsonObject, ...]
    problems: tuple[str, ...]
    next_token: str | None
    newest_id: str | None
    has_meta: bool

    @property
    def first_problem(self) -> str:
        """The first error in words."""
        return self.problems[0] if self.problems else "nothing was found"

    @property
    def billed_reads(self) -> int:
        """What the page costs if everything on it is billed once."""
        post_ids = {str(post.get("id")) for post in (*self.items, *self.posts)}
        user_ids = {str(user.get("id")) for user in self.users}
        return len(post_ids) + READS_PER_USER * len(user_ids)


def read_x_answer(answer: Answer, session: HttpSession) -> XAnswer:
    """Read an answer with status 200.

    Raises:
        PayloadError: it is not an answer of X API v2.
    """
    content = session.read_json(answer)
    if not isinstance(content, dict) or not {"data", "errors", "meta"} & set(content):
        raise PayloadError(session.source_id, "not an answer of X API v2: no data, errors or meta")
    includes = _object(content.get("includes"))
    meta = _object(content.get("meta"))
    items = _objects(content.get("data"))
    return XAnswer(
        items=items,
        users=_objects(includes.get("users")),
        posts=(*_objects(includes.get("posts")), *_objects(includes.get("tweets"))),
        problems=_problems(content.get("errors")),
        next_token=_text(meta.get("next_token")),
        newest_id=_post_id(meta.get("newest_id")) or _largest_id(items),
        has_meta=bool(meta),
    )


def explain_status(answer: Answer) -> str:
    """A failed answer in words, with what X says of it."""
    explanation = EXPLANATIONS.get(answer.status, "X answered with an error")
    if is_cap_used_up(answer):
        explanation = "the X account's monthly cap is used up"
    detail = _problems([_body(answer)])
    return f"{explanation} (status {answer.status}{f': {detail[0]}' if detail else ''})"


def is_cap_used_up(answer: Answer) -> bool:
    """Whether a 429 is about money and not about time; asking again does not help."""
    body = _body(answer)
    kinds = [body.get("type"), *(error.get("type") for error in _objects(body.get("errors")))]
    # The address before the last segment has changed with the host name of the API.
    return any(isinstance(kind, str) and kind.rpartition("/")[2] == CAP_PROBLEM for kind in kinds)


def names_parameter(answer: Answer, name: str) -> bool:
    """Whether a refusal is about a parameter of our dialect."""
    text = answer.body.decode("utf-8", "replace")
    return answer.status == 400 and (name in text or "expansions" in text)


def _body(answer: Answer) -> JsonObject:
    try:
        return _object(json.loads(answer.body))
    except (ValueError, RecursionError):
        return {}


def _problems(errors: object) -> tuple[str, ...]:
    """The distinct errors of a list in words, the first few."""
    words = [
        str(storable_text(error.get("detail") or error.get("title") or error.get("message")))
        for error in _objects(errors)
        if error.get("detail") or error.get("title") or error.get("message")
    ]
    return tuple(dict.fromkeys(word[:MAX_PROBLEM_CHARS] for word in words))[:MAX_PROBLEMS]


def _object(value: object) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> tuple[JsonObject, ...]:
    if isinstance(value, dict):
        return (value,)
    parts = value if isinstance(value, list) else []
    return tuple(part for part in parts if isinstance(part, dict))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _post_id(value: object) -> str | None:
    """An id that may be sent back; X refuses anything else."""
    return value if isinstance(value, str) and POST_ID.fullmatch(value) else None


def _largest_id(items: Iterable[JsonObject]) -> str | None:
    ids = [found for item in items if (found := _post_id(item.get("id")))]
    return max(ids, key=int, default=None)
