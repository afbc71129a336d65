from __future__ import annotations

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from pipeline.render.markdown import render_markdown
from pipeline.render.markdown_reader import read_markdown_claims
from pipeline.render.model import SECTION_TITLES, Digest
from pipeline.render.wording import EMPTY_NOTES

DATA = Path(__file__).parents[2] / "data"
with (DATA / "hostile_texts.tsv").open(encoding="utf-8", newline="") as table:
    HOSTILE = [row["text"] for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]


def headings(markdown: str) -> list[str]:
    tokens = MarkdownIt("commonmark").parse(markdown)
    return [
        inline.content
        for opening, inline in pairwise(tokens)
        if opening.type == "heading_open" and opening.tag == "h2"
    ]


def test_markdown_has_the_nine_sections_in_order(digest) -> None:
    assert headings(render_markdown(digest)) == list(SECTION_TITLES.values())


def test_every_sentence_is_read_back_with_its_numbers_and_addresses(digest) -> None:
    numbers = digest.number_of()
    urls = {source.number: source.url for source in digest.sources}
    expected = [
        (section.id, item.headline, said.text, sorted(numbers[post] for post in said.post_ids))
        for section in digest.all_sections()
        for item in section.items
        for said in item.sentences
    ]
    claims = read_markdown_claims(render_markdown(digest))
    found = [(claim.section_id, claim.headline, claim.text, [*claim.numbers]) for claim in claims]
    assert found == expected
    assert all(claim.urls == tuple(urls[number] for number in claim.numbers) for claim in claims)
    assert all(claim.numbers or claim.queries for claim in claims)


def test_an_empty_week_says_so_in_every_section(digest) -> None:
    empty = render_markdown(Digest(digest.week_start, "A week without posts", (), ()))
    assert headings(empty) == list(SECTION_TITLES.values())
    assert all(note in empty for note in EMPTY_NOTES.values())
    assert read_markdown_claims(empty) == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(digest_saying, text: str) -> None:
    markdown = render_markdown(digest_saying(text, headline=text))
    (claim,) = read_markdown_claims(markdown)
    assert (claim.text, claim.headline) == (text.strip(), text.strip())
    assert claim.numbers == (1,)
    assert headings(markdown) == list(SECTION_TITLES.values())
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    assert "<img" not in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "evil.example" not in "".join(html.split('href="')[1:]).split('"')[0]


def test_an_uncited_sentence_is_read_as_uncited(digest) -> None:
    broken = re.sub(r"(31 May 2026\.) \[\^\d+\]", r"\1", render_markdown(digest))
    claims = [claim for claim in read_markdown_claims(broken) if claim.section_id == "watch"]
    assert [(claim.numbers, claim.queries) for claim in claims] == [((), ())]


def test_a_citation_without_a_definition_stays_in_the_text() -> None:
    (claim,) = read_markdown_claims("## What to watch next\n\n- It happens. [^9]\n")
    assert claim.text == "It happens. [^9]"
    assert claim.numbers == ()


def test_markdown_is_the_same_twice(digest) -> None:
    assert render_markdown(digest) == render_markdown(digest)
