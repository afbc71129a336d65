from __future__ import annotations

import pytest

from pipeline.errors import ContractError
from pipeline.render.model import SECTION_TITLES, Digest, build_sources


def test_sources_are_numbered_in_reading_order(digest, posts) -> None:
    shuffled = tuple(reversed(digest.sections))
    assert build_sources(shuffled, posts) == digest.sources
    assert [source.number for source in digest.sources] == list(range(1, len(digest.sources) + 1))
    first = digest.all_sections()[0].items[0].sentences[0]
    assert digest.number_of()[first.post_ids[0]] == 1


def test_a_citation_of_an_unknown_post_is_refused(digest) -> None:
    with pytest.raises(ContractError, match="cites posts unknown here"):
        build_sources(digest.sections, {})


def test_all_nine_sections_are_there_in_order_even_when_empty(digest) -> None:
    empty = Digest(digest.week_start, "Nothing", (), ())
    assert [section.id for section in empty.all_sections()] == list(SECTION_TITLES)
    assert [section.id for section in digest.all_sections()] == list(SECTION_TITLES)


def test_week_end_is_the_last_day_of_the_week(digest) -> None:
    assert digest.week_end.isoformat() == "2026-03-01"
    assert digest.closed_at.isoformat() == "2026-03-02T00:00:00+00:00"
