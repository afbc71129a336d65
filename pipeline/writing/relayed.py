"""What Chinese posts report, as candidates for a digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.records import Post
from pipeline.text.quantities import find_quantities
from pipeline.writing.candidates import Candidate, score_of
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.relay import Relay
from pipeline.writing.sentences import PostSentence


def relayed_candidates(newsroom: Newsroom, post_ids: Iterable[str]) -> list[Candidate]:
    """What the Chinese posts of a story report, the most telling first; ties by post."""
    posts = newsroom.material.posts
    found = [
        relayed_candidate(newsroom, posts[post_id], relay)
        for post_id in post_ids
        if newsroom.is_relevant(posts[post_id])
        and (relay := newsroom.cited(post_id).relay) is not None
    ]
    return sorted(found, key=lambda item: (-item.score, item.sentence.post_id))


def relayed_candidate(newsroom: Newsroom, post: Post, relay: Relay) -> Candidate:
    """A report in Chinese as a candidate: an event that another house than its speaker's tells."""
    speaker = newsroom.speaker(post)
    text = relay.sentence(speaker.name)
    money = find_quantities(relay.figure)
    candidate = Candidate(
        text=text,
        post_ids=(post.post_id,),
        sentence=PostSentence(post.post_id, 0, text, is_complete=True),
        speaker=speaker,
        is_own=False,
        is_maker=False,
        is_quoted=False,
        has_figure=bool(relay.figure),
        speaks_of_ai=True,
        leans=False,
        event=relay.event.weight,
        names_subject=True,
        mentions=relay.mentions,
        houses=frozenset(newsroom.keys_of(item)[1] for item in relay.mentions),
        figures=frozenset(f"{q.currency}{q.value.normalize()}" for q in money if q.currency),
        post_subject=None,
        score=0.0,
    )
    return replace(candidate, score=score_of(candidate, {}))
