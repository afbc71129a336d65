"""The site of the sample: pages that link to what is there, and a feed that readers take."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from assets.settings import Settings
from assets.site import published_weeks, write_site
from pipeline.render.feed import ATOM

OUTSIDE = re.compile(r"(?:https?:|data:|#)")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Page(HTMLParser):
    """The addresses and the ids of a page; a tag left open or closed twice is an error."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr", "wbr", "col"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [value for key in ("href", "src") if (value := found.get(key))]
        self.ids += [value for value in (found.get("id"),) if value]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_every_week_has_a_page_and_every_link_leads_somewhere(sample: Settings) -> None:
    site = sample.home / "site"
    assert len(pages(site)) == len(published_weeks(sample)) + 1
    for path in pages(site):
        page = Page(path.read_text(encoding="utf-8"))
        assert len(page.ids) == len(set(page.ids))
        for link in page.links:
            inside = link.removeprefix("#")
            known = inside in page.ids if link.startswith("#") else bool(OUTSIDE.match(link))
            assert known or (path.parent / link).is_file(), (path, link)


def test_pages_lead_back_to_the_index(sample: Settings) -> None:
    for week in published_weeks(sample):
        page = sample.home / "site" / week.key / "digest.html"
        assert "../index.html" in Page(page.read_text(encoding="utf-8")).links


def test_feed_is_atom_and_its_links_are_relative(sample: Settings) -> None:
    site = sample.home / "site"
    feed = ET.parse(site / "feed.xml").getroot()  # noqa: S314  # our own output
    assert feed.tag == f"{{{ATOM}}}feed"
    entries = feed.findall(f"{{{ATOM}}}entry")
    assert len(entries) == len(published_weeks(sample))
    for node in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert node.findtext(f"{{{ATOM}}}{name}"), name
        assert TIME.fullmatch(str(node.findtext(f"{{{ATOM}}}updated")))
        links = node.findall(f"{{{ATOM}}}link")
        assert [link.get("rel") for link in links].count("alternate") == 1
        assert all((site / str(link.get("href"))).is_file() for link in links)
    ids = [entry.findtext(f"{{{ATOM}}}id") for entry in entries]
    assert len(ids) == len(set(ids))
    assert feed.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name")


@pytest.fixture
def hashes(sample: Settings) -> dict[str, str]:
    site = sample.home / "site"
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {str(f.relative_to(site)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def test_site_written_again_is_the_same(
    sample: Settings, hashes: dict[str, str], tmp_path: Path
) -> None:
    home = tmp_path / "copy"
    home.mkdir()
    for name in ("lake", "reports"):
        (home / name).symlink_to(sample.home / name, target_is_directory=True)
    site = write_site(Settings(home, sample.first_day), published_weeks(sample)[-1:])
    again = sorted(path for path in site.rglob("*") if path.is_file())
    assert {
        str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest() for path in again
    } == hashes
