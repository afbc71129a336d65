"""A week's material made of a few invented posts; each stands in a story of its own unless told."""

import datetime as dt

from pipeline.nlp.mentions import find_mentions_in_text
from pipeline.records import Post, PostDuplicate, StoryPost
from pipeline.reference.registry import load_registry
from pipeline.week_material import WeekMaterial
from pipeline.weeks import Week

WEEK = Week(dt.date(2026, 3, 2))


def make_post(
    post_id, text, handle="dailychips", day=1, followers=None, week=WEEK, links=(), quoted=None
):
    posted_at = week.start_at + dt.timedelta(days=day, hours=9)
    return Post(
        post_id=post_id,
        platform="x",
        url=f"https://x.com/{handle}/status/{post_id}",
        author_id=f"x:{handle.casefold()}",
        author_handle=handle,
        author_name=handle.title(),
        author_bio=None,
        author_followers=followers,
        body_text=text,
        language="en",
        posted_at=posted_at,
        posted_at_basis="stated",
        is_time_contradicted=False,
        like_count=None,
        repost_count=None,
        reply_count=None,
        view_count=None,
        is_repost=False,
        reposted_handle=None,
        is_reply=False,
        is_quote=quoted is not None,
        quoted_post_id=quoted,
        media_count=None,
        link_urls=tuple(links),
        is_truncated=False,
        source_id="test",
        payload_sha256=f"sha-{post_id}",
    )


def make_material(posts, labels=("relevant", "release", "safety", "infra"), stories=(), copies=()):
    """Posts with their mentions; `stories` groups ids, `copies` pairs a copy with its original."""
    registry = load_registry()
    by_id = {post.post_id: post for post in posts}
    grouped = {post_id for group in stories for post_id in group}
    groups = [*stories, *([post_id] for post_id in by_id if post_id not in grouped)]
    rows = {
        f"s-{group[0]}": [
            StoryPost(f"s-{group[0]}", post_id, 1.0, post_id == group[0]) for post_id in group
        ]
        for group in groups
    }
    weeks = {
        Week(post.posted_at.date() - dt.timedelta(days=post.posted_at.weekday())) for post in posts
    }
    return WeekMaterial(
        week=min(weeks, default=WEEK),
        posts=by_id,
        mentions={
            post.post_id: find_mentions_in_text(post.body_text, registry, post.post_id)
            for post in posts
        },
        labels={post_id: dict.fromkeys(labels, 0.9) for post_id in by_id},
        stories=rows,
        ranks={},
        duplicates={copy: PostDuplicate(copy, original, "near", 0.9) for copy, original in copies},
        official_handles={
            handle.casefold(): f"org:{key}"
            for key, entry in registry.organisations.items()
            for handle in entry.handles
        },
    )
