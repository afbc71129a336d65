"""An invented week: no organisation, person or post in it is real."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline.records import Post
from pipeline.render.brief import Brief, BriefLedgerRow, BriefSafetyRow, build_brief
from pipeline.render.model import (
    SECTION_TITLES,
    Digest,
    Item,
    Kpi,
    LabelVolume,
    Mover,
    Section,
    Sentence,
    TimelineEvent,
    WeekFigures,
    build_sources,
)

WEEK_START = dt.date(2026, 2, 23)
AUTHORS = [
    ("northwindlabs", "Northwind Labs"),
    ("adaquill", "Ada Quill"),
    ("heliocompute", "Helio Compute"),
    ("brasscloud", "Brass Cloud"),
]


def make_post(number: int) -> Post:
    handle, name = AUTHORS[number % len(AUTHORS)]
    post_id = str(2027000000000000000 + number)
    return Post(
        post_id=post_id,
        platform="x",
        url=f"https://x.com/{handle}/status/{post_id}",
        author_id=f"x:{handle}",
        author_handle=handle,
        author_name=name,
        author_bio=None,
        author_followers=None,
        body_text="invented",
        language="en",
        posted_at=dt.datetime(2026, 2, 23 + number % 6, 9, 30, tzinfo=dt.UTC),
        posted_at_basis="stated",
        is_time_contradicted=False,
        like_count=1,
        repost_count=0,
        reply_count=0,
        view_count=None,
        is_repost=False,
        reposted_handle=None,
        is_reply=False,
        is_quote=False,
        quoted_post_id=None,
        media_count=0,
        link_urls=(),
        is_truncated=False,
        source_id="test",
        payload_sha256="0" * 64,
    )


POSTS = {post.post_id: post for post in map(make_post, range(12))}
IDS = list(POSTS)


def say(text: str, *numbers: int, query: str | None = None) -> Sentence:
    return Sentence(text, tuple(IDS[number] for number in numbers), query)


def make_sections() -> tuple[Section, ...]:
    bodies = {
        "snapshot": (
            Item(
                "",
                (
                    say("Northwind Labs released Tern 3, an open-weight model.", 0, 1),
                    say("Safety made up 9% of all stories, up from 5%.", query="label_counts"),
                ),
            ),
        ),
        "developments": (
            Item(
                "Northwind Labs releases Tern 3 as open weights",
                (
                    say("Northwind Labs released Tern 3 in 4B, 31B and 290B variants.", 0, 1),
                    say("The 290B model activates 17B parameters per token.", 0),
                ),
            ),
            Item(
                "Brass Cloud leases 300 MW for $4.2 billion",
                (
                    say("Brass Cloud signed a lease worth up to $4.2 billion.", 3, 2),
                    say("The first 90 MW should come online in October 2026.", 2),
                ),
            ),
        ),
        "themes": (Item("Open weights", (say("Tern 3 and Wren are open.", 0, 5),)),),
        "patterns": (Item("", (say("Lease stories rose to 33 from 21.", query="label_counts"),)),),
        "mentions": (Item("", (say("Brass Cloud reported revenue of $1.9 billion.", 7),)),),
        "safety": (Item("Evidence", (say("One report rests on its author's own logs.", 6),)),),
        "watch": (Item("", (say("The first audit is due by 31 May 2026.", 4),)),),
        "coverage": (Item("", (say("2,412 posts were read.", query="weekly_sources"),)),),
    }
    return tuple(Section(key, SECTION_TITLES[key], items) for key, items in bodies.items())


FIGURES = WeekFigures(
    kpis=(
        Kpi("Posts read", 2412, 2280, 2190.5, (1980, 2100, 2280, 2412)),
        Kpi("Safety", 19, 10, 11.25, (8, 12, 10, 19), base=212),
        Kpi("Stories", 212, None, None),
    ),
    weeks=tuple(WEEK_START - dt.timedelta(weeks=back) for back in (3, 2, 1, 0)),
    volumes=(LabelVolume("Releases", (30, 41, 52, 47)), LabelVolume("Safety", (8, 12, 10, 19))),
    movers=(Mover("Northwind Labs", 12, 41), Mover("Tern 2", 26, 9)),
    timeline=(TimelineEvent(WEEK_START, "Tern 3 released", "release", IDS[0]),),
    queries=("label_counts", "entity_counts"),
)


def make_digest(*sections: Section) -> Digest:
    chosen = sections or make_sections()
    return Digest(
        week_start=WEEK_START,
        title="AI industry and safety: week of 23 February 2026",
        sections=chosen,
        sources=build_sources(chosen, POSTS),
        figures=FIGURES,
    )


@pytest.fixture
def posts() -> dict[str, Post]:
    return POSTS


@pytest.fixture
def digest() -> Digest:
    return make_digest()


@pytest.fixture
def digest_saying():
    """A digest whose only development is one headline and one sentence."""

    def build(text: str, headline: str = "") -> Digest:
        item = Item(headline, (say(text, 0),))
        return make_digest(Section("developments", SECTION_TITLES["developments"], (item,)))

    return build


@pytest.fixture
def brief(digest: Digest) -> Brief:
    return build_brief(
        digest,
        safety=(
            BriefSafetyRow(3, "Substantial", "An agent sent 1,100 wrong invoices", (IDS[6],)),
            BriefSafetyRow(None, "Unrated", "Audit applications open", (IDS[4],)),
        ),
        ledger=(
            BriefLedgerRow("Open weights", "Northwind Labs", "Tern 3, Apache 2.0", (IDS[0],)),
            BriefLedgerRow("Lease", "Brass Cloud", "300 MW over five years", (IDS[2], IDS[3])),
        ),
    )
