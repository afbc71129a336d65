from __future__ import annotations

import base64
import csv
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.render.html import render_html
from pipeline.render.model import NO_FIGURES, SECTION_TITLES, Digest
from pipeline.render.wording import EMPTY_NOTES

DATA = Path(__file__).parents[2] / "data"
with (DATA / "hostile_texts.tsv").open(encoding="utf-8", newline="") as table:
    HOSTILE = [row["text"] for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]
MAX_PAGE_BYTES = 250_000
VOID = {"meta", "link", "br", "img", "rect", "line", "circle"}


class PageReader(HTMLParser):
    """Tags, attributes and text of a page; checks that tags close in the order they were opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        if "style" not in self.open:
            self.text += data

    def values(self, attribute: str) -> list[str]:
        return [attrs[attribute] or "" for _, attrs in self.tags if attribute in attrs]


def test_page_has_no_script_and_no_inline_style(digest) -> None:
    page = PageReader(render_html(digest))
    assert not any(tag in {"script", "iframe", "object", "img", "form"} for tag, _ in page.tags)
    attributes = {name for _, attrs in page.tags for name in attrs}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}


def test_policy_allows_exactly_the_style_that_is_there(digest) -> None:
    page = render_html(digest)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest_of_style = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest_of_style}'" in page
    assert "default-src 'none'" in page
    assert "http" not in re.sub(r"data:font/woff2;base64,[\w+/=]+", "", style)


def test_page_is_small_and_has_one_heading_of_the_first_level(digest) -> None:
    text = render_html(digest)
    page = PageReader(text)
    assert len(text.encode()) < MAX_PAGE_BYTES
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert ("html", {"lang": "en"}) in page.tags
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_every_link_inside_the_page_leads_somewhere(digest) -> None:
    page = PageReader(render_html(digest))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert set(SECTION_TITLES) <= set(ids)
    inside = [href[1:] for href in page.values("href") if href.startswith("#")]
    assert set(inside) <= set(ids)
    assert {f"source-{source.number}" for source in digest.sources} <= set(inside)


def test_sources_link_to_the_posts(digest) -> None:
    hrefs = PageReader(render_html(digest)).values("href")
    assert {source.url for source in digest.sources} <= set(hrefs)


def test_an_unsafe_address_is_shown_without_a_link(digest) -> None:
    unsafe = tuple(replace(source, url="javascript:alert(1)") for source in digest.sources)
    page = render_html(replace(digest, sources=unsafe))
    assert "javascript:" not in page
    assert "Northwind Labs" in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(digest_saying, text: str) -> None:
    page = PageReader(render_html(replace(digest_saying(text, text), title=text)))
    assert page.text.count(text.strip()) >= 3
    assert "script" not in {tag for tag, _ in page.tags}


def test_sentences_are_set_apart(digest) -> None:
    text = re.sub(r"\s+", " ", PageReader(render_html(digest)).text)
    assert "290B variants.12 The 290B model" in text


def test_hostile_names_in_charts_stay_text(digest) -> None:
    movers = (replace(digest.figures.movers[0], entity="<script>x"),)
    volumes = (replace(digest.figures.volumes[0], label='"><script>y'),)
    figures = replace(digest.figures, movers=movers, volumes=volumes)
    page = PageReader(render_html(replace(digest, figures=figures)))
    assert "script" not in {tag for tag, _ in page.tags}


def test_an_empty_week_says_so(digest) -> None:
    page = PageReader(render_html(Digest(digest.week_start, "A week without posts", (), ())))
    assert all(note in page.text for note in EMPTY_NOTES.values())


def test_charts_of_zeros_can_be_drawn(digest) -> None:
    figures = replace(
        digest.figures,
        kpis=tuple(replace(kpi, value=0, history=(0, 0), base=0) for kpi in digest.figures.kpis),
        volumes=tuple(replace(v, counts=(0, 0, 0, 0)) for v in digest.figures.volumes),
        movers=tuple(replace(m, last_week=0, this_week=0) for m in digest.figures.movers),
    )
    assert "nan" not in render_html(replace(digest, figures=figures)).split("</style>")[1]


def test_page_without_figures_and_twice_the_same(digest) -> None:
    plain = replace(digest, figures=NO_FIGURES)
    assert "<svg" not in render_html(plain)
    assert render_html(digest) == render_html(digest)
