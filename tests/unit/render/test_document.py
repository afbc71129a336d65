from __future__ import annotations

import json

import pytest

from pipeline.errors import PayloadError
from pipeline.render.document import parse_digest_json, render_json


def test_json_has_exactly_the_promised_keys(digest) -> None:
    document = json.loads(render_json(digest))
    assert list(document) == ["week_start", "title", "sections", "sources"]
    assert list(document["sections"][0]) == ["id", "title", "items"]
    assert list(document["sections"][0]["items"][0]) == ["headline", "sentences"]
    sentence = document["sections"][0]["items"][0]["sentences"][0]
    assert list(sentence) == ["text", "post_ids", "query"]
    source = document["sources"][0]
    assert list(source) == ["number", "post_id", "url", "author_handle", "posted_at"]
    assert source["posted_at"] == "2026-02-23T09:30:00Z"


def test_reading_json_back_and_writing_it_again_changes_nothing(digest) -> None:
    text = render_json(digest)
    assert render_json(parse_digest_json(text)) == text
    assert text.endswith("}\n")


def test_sentences_survive_the_round_trip(digest) -> None:
    assert parse_digest_json(render_json(digest)).sections[0] == digest.all_sections()[0]


def test_text_is_not_escaped_to_ascii(digest_saying) -> None:
    assert "田中 “quoted” — é" in render_json(digest_saying("田中 “quoted” — é"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"week_start": "soon"}', "null"])
def test_what_is_no_digest_is_refused(text: str) -> None:
    with pytest.raises(PayloadError, match=r"digest\.json"):
        parse_digest_json(text)
