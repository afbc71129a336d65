"""Sums of money that are no news: those that earlier digests told of the same body."""

from __future__ import annotations

from pipeline.text.quantities import find_quantities
from pipeline.writing.candidates import Candidate
from pipeline.writing.newsroom import Newsroom

MIN_SUM = 100_000_000  # in its currency; smaller sums recur by chance


def large_sums(text: str) -> frozenset[str]:
    """The large sums of money that a text states, as a candidate's `figures` have them.

    >>> large_sums("Acme raised $2 billion and spent $40,000.")
    frozenset({'USD2E+9'})
    """
    return frozenset(
        f"{item.currency}{item.value.normalize()}"
        for item in find_quantities(text)
        if item.currency and item.value >= MIN_SUM
    )


def is_old_sum(newsroom: Newsroom, candidate: Candidate) -> bool:
    """Whether somebody tells again a sum that an earlier digest told of a body that they name.

    What the body itself says of its sum is news: it closes what others had reported.
    """
    if candidate.is_own:
        return False
    names = [item.canonical_name for item in candidate.mentions if item.entity_type == "org"]
    return any(
        name in text
        for figure in candidate.figures
        for text in newsroom.sums_before.get(figure, ())
        for name in names
    )
