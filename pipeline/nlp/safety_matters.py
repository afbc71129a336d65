"""Which safety stories tell of one matter, in the week and in the weeks before."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from pipeline.nlp.safety_gate import Verdict
from pipeline.nlp.safety_patterns import RubricPatterns
from pipeline.nlp.safety_rating import is_realised, speaks_for_itself
from pipeline.nlp.safety_records import ID_DIGITS, SafetyItem
from pipeline.nlp.safety_stories import Story
from pipeline.nlp.tracker_records import is_specific_model, plain_model_id
from pipeline.records import Post
from pipeline.text.tokens import figure_keys, split_words
from pipeline.week_material import WeekMaterial

RARE_POSTS = 8  # words that no more posts of the week use say what a matter is
MIN_RARE_SHARED = 2
TOLD_IN_WEEK, TOLD_BEFORE = "same_matter", "told_before"


def matter_id(story: Story, material: WeekMaterial, patterns: RubricPatterns) -> str | None:
    """Whose system and what kind of harm: equal for stories that may be one matter."""
    statement = min(
        story.statements,
        key=lambda each: (not is_realised(story.verdict.kind, each), -each.band, each.trigger_id),
        default=None,
    )
    if statement is None:
        return None
    key = f"{owner_of(story, material, patterns)}|{statement.dimension}"
    return f"matter-{hashlib.sha256(key.encode()).hexdigest()[:ID_DIGITS]}"


def owner_of(story: Story, material: WeekMaterial, patterns: RubricPatterns) -> str:
    """The organisation whose system a story is about: the maker of its models, else the first."""
    makers = Counter(
        name.owner_id
        for post in story.posts
        for name in material.mentions_of(post.post_id)
        if name.entity_type == "model" and name.owner_id
    )
    named = [each for each in story.entity_ids if each.startswith("org:")]
    organisations = [each for each in named if each not in patterns.outlets]
    ranked = sorted(makers, key=lambda maker: (-makers[maker], maker))
    return next(iter([*ranked, *organisations]), "")


class MatterFinder:
    """Finds the stories of one week that repeat another's matter."""

    def __init__(self, material: WeekMaterial, patterns: RubricPatterns) -> None:
        """Take the week whose words say what is rare."""
        self._material = material
        self._patterns = patterns

    def fold(self, stories: Sequence[Story], earlier: Sequence[SafetyItem]) -> list[Story]:
        """The stories, those of one matter joined in the best told, what was told before dropped.

        Args:
            stories: The week's safety stories.
            earlier: Listed items of the weeks before.
        """
        by_matter: dict[str, list[Story]] = defaultdict(list)
        kept: list[Story] = []
        for story in stories:
            key = matter_id(story, self._material, self._patterns)
            if story.verdict.kind == "not_safety" or key is None:
                kept.append(story)
            else:
                by_matter[key].append(story)
        for key, members in sorted(by_matter.items()):
            known = [item for item in earlier if item.matter_id == key]
            fresh = [self._drop_if_known(story, known) for story in members]
            kept += self._join(fresh)
        return sorted(kept, key=lambda story: story.story_id)

    def _drop_if_known(self, story: Story, earlier: Iterable[SafetyItem]) -> Story:
        """A story that one outsider tells again adds nothing to what an earlier week listed."""
        is_own = any(
            speaks_for_itself(post, self._material, set(story.entity_ids), self._patterns)
            for post in story.posts
        )
        if is_own or len(self._material.origins(story.posts)) > 1:
            return story
        words = self._words(story.posts)
        for item in earlier:
            told = set(split_words(item.title)) | figure_keys(item.title) | _models(item.entity_ids)
            if self._is_shared(words, told):
                return replace(story, verdict=Verdict("not_safety", TOLD_BEFORE))
        return story

    def _join(self, stories: Sequence[Story]) -> list[Story]:
        """Stories of one key, each joined to the best told one that it shares its words with."""
        heads: list[Story] = []
        folded: list[Story] = []
        for story in sorted(stories, key=self._strength):
            words = self._words(story.posts)
            place = next(
                (
                    place
                    for place, head in enumerate(heads)
                    if story.verdict.kind != "not_safety"
                    and self._is_shared(words, self._words(head.posts))
                ),
                None,
            )
            if place is None:
                (folded if story.verdict.kind == "not_safety" else heads).append(story)
                continue
            heads[place] = _joined(heads[place], story)
            folded.append(replace(story, verdict=Verdict("not_safety", TOLD_IN_WEEK)))
        return [*heads, *folded]

    def _strength(self, story: Story) -> tuple[bool, int, str]:
        is_own = any(self._material.author_organisation(post) for post in story.posts)
        return not is_own, -len(self._material.origins(story.posts)), story.story_id

    def _words(self, posts: Iterable[Post]) -> set[str]:
        """The words, figures and models of some posts."""
        return set().union(*(self._words_of(post) for post in posts))

    def _words_of(self, post: Post) -> set[str]:
        text = post.body_text
        names = (name.entity_id for name in self._material.mentions_of(post.post_id))
        return {*split_words(text), *figure_keys(text), *_models(names)}

    def _is_shared(self, words: set[str], others: set[str]) -> bool:
        shared = words & others
        rare = [word for word in shared if self._post_counts[word] <= RARE_POSTS]
        return bool(_models(shared)) or len(rare) >= MIN_RARE_SHARED

    @cached_property
    def _post_counts(self) -> Counter[str]:
        """In how many kept posts of the week each word stands."""
        material = self._material
        kept = (post for key, post in material.posts.items() if key not in material.duplicates)
        return Counter(word for post in kept for word in self._words_of(post))


def _models(entity_ids: Iterable[str]) -> set[str]:
    return {plain_model_id(each) for each in entity_ids if is_specific_model(each)}


def _joined(story: Story, other: Story) -> Story:
    """A story with the posts and statements of another of the same matter."""
    return replace(
        story,
        posts=tuple(sorted((*story.posts, *other.posts), key=lambda p: (p.posted_at, p.post_id))),
        statements=(*story.statements, *other.statements),
        entity_ids=tuple(dict.fromkeys((*story.entity_ids, *other.entity_ids))),
    )
