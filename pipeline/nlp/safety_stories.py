"""Safety stories: the posts of each that pass the gate, its kind, and what its posts state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.nlp.safety_gate import GateInput, Verdict, judge_post, settle_kind
from pipeline.nlp.safety_patterns import RubricPatterns
from pipeline.nlp.safety_sentences import Author, read_sentences
from pipeline.nlp.safety_statements import Statement, find_statements
from pipeline.records import Post
from pipeline.reference.safety_rubric import Kind
from pipeline.week_material import WeekMaterial, post_order


@dataclass(frozen=True, slots=True)
class Story:
    """A safety story's posts with what each states."""

    story_id: str
    posts: tuple[Post, ...]
    verdict: Verdict
    statements: tuple[Statement, ...]
    entity_ids: tuple[str, ...]


def read_story(
    story_id: str,
    posts: Sequence[Post],
    material: WeekMaterial,
    patterns: RubricPatterns,
    kinds: Mapping[str, tuple[Kind, float]],
) -> Story:
    """Judge the posts of a story and gather what those that pass state."""
    statements: list[Statement] = []
    verdicts: dict[str, Verdict] = {}
    for post in posts:
        names = material.mentions_of(post.post_id)
        speaker = material.author_organisation(post)
        author = Author(speaker, (post.author_handle or "").casefold() in patterns.staff)
        stated = find_statements(post, names, speaker, material.week.start, patterns)
        given = GateInput(
            post=post,
            names=names,
            statements=stated,
            sentences=read_sentences(post, author, stated, material.week, patterns),
            author=author,
            safety_score=material.labels[post.post_id]["safety"],
            suggestion=kinds.get(post.post_id),
        )
        verdict = judge_post(given, patterns)
        verdicts[post.post_id] = verdict
        if verdict.kind != "not_safety":
            statements += stated
    verdict = settle_kind(verdicts, _preference(story_id, posts, material))
    if _is_hollow(verdict, statements, posts, material):
        verdict = Verdict("not_safety", "nothing_stated")
    return Story(
        story_id=story_id,
        posts=_passed(posts, verdicts),
        verdict=verdict,
        statements=tuple(statements),
        entity_ids=_entities(posts, material),
    )


def _preference(story_id: str, posts: Sequence[Post], material: WeekMaterial) -> list[str]:
    """Post ids: organisations' own accounts first, then the representative, then by time."""
    representative = material.representative(story_id)
    ranked = sorted(
        posts,
        key=lambda post: (
            material.author_organisation(post) is None,
            representative is None or post.post_id != representative.post_id,
            post_order(post),
        ),
    )
    return [post.post_id for post in ranked]


def _is_hollow(
    verdict: Verdict, statements: Sequence[Statement], posts: Sequence[Post], material: WeekMaterial
) -> bool:
    """Whether a lone outsider uses the words of an event but states nothing the rubric can band."""
    if verdict.kind in {"governance", "research", "not_safety"} or statements:
        return False
    is_official = any(material.author_organisation(post) for post in posts)
    return not is_official and len(material.origins(posts)) < 2


def _passed(posts: Sequence[Post], verdicts: Mapping[str, Verdict]) -> tuple[Post, ...]:
    """The posts that passed the gate, or all of them when none did."""
    passed = tuple(post for post in posts if verdicts[post.post_id].kind != "not_safety")
    return passed or tuple(posts)


def _entities(posts: Sequence[Post], material: WeekMaterial) -> tuple[str, ...]:
    """Organisations and models that the posts name, most often named first."""
    counts: dict[str, int] = defaultdict(int)
    for post in posts:
        for entity_id in {name.entity_id for name in material.mentions_of(post.post_id)}:
            counts[entity_id] += 1
    return tuple(sorted(counts, key=lambda entity_id: (-counts[entity_id], entity_id)))
