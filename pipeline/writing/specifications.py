"""Figures that a house gives of its new thing without a verb: quoted, for they are no sentences.

"1.6T parameters, 49B active" beside "Loom 4 is here" is what a reader wants to know of Loom 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.records import Post
from pipeline.text.quantities import find_quantities
from pipeline.writing.candidates import TIME_UNITS, Candidate, Draft, judge
from pipeline.writing.gate import check_claim
from pipeline.writing.judgement import LABEL_BEFORE, NO_VERB, unfit_reason
from pipeline.writing.newsroom import Newsroom
from pipeline.writing.sentences import PostSentence, post_sentences
from pipeline.writing.voice import SECOND_PERSON, is_first_person, quotation
from pipeline.writing.words import split_words

MIN_WORDS, MAX_WORDS = 4, 32
WITHOUT_VERB = (NO_VERB, LABEL_BEFORE)
MAX_QUOTED = 2
# "1.6T", and a score as houses give it: "(54.0)".
SIZE_OR_SCORE = re.compile(r"\b\d+(?:\.\d+)?[BT]\b|\(\d+(?:\.\d+)?%?\)")


def quoted_specifications(newsroom: Newsroom, lead: Candidate) -> list[Candidate]:
    """The first figures that a lead's house gives of what it launches, a line each.

    They stand in the lead's post, or in others of the house that name the same thing, in its thread
    or its story.
    """
    if not (lead.is_own and lead.is_maker):
        return []
    first = newsroom.material.posts[lead.sentence.post_id]
    for post in house_posts(newsroom, first):
        names = {item.entity_id for item in newsroom.material.mentions.get(post.post_id, ())}
        found = list(quoted_figures(newsroom, post))
        if found and (post is first or names & lead.specific_ids):
            return found[:MAX_QUOTED]
    return []


def house_posts(newsroom: Newsroom, first: Post) -> list[Post]:
    """A post, those that go on in its thread, and others by its author in its story."""
    posts = newsroom.material.posts
    story_id = newsroom.story_of.get(first.post_id)
    told = newsroom.material.story_post_ids(story_id) if story_id else []
    keys = dict.fromkeys((first.post_id, *newsroom.thread_of(first.post_id), *told))
    return [posts[key] for key in keys if posts[key].author_id == first.author_id]


def quoted_figures(newsroom: Newsroom, post: Post) -> Iterator[Candidate]:
    """The lines of a post that measure something without a verb, each as its author's words."""
    speaker = newsroom.speaker(post)
    for sentence in post_sentences(post):
        if not is_specification(sentence):
            continue
        text = quotation(sentence.text, speaker)
        if check_claim(text, [newsroom.cited(post.post_id)]) is None:
            quoted = judge(newsroom, post, sentence, Draft(text, speaker, leans=False), {})
            if quoted is not None:
                yield quoted


def is_specification(sentence: PostSentence) -> bool:
    """Whether a line measures something, has no verb, and speaks to nobody."""
    text = sentence.text
    is_measured = SIZE_OR_SCORE.search(text) is not None or any(
        item.is_measured and item.unit not in TIME_UNITS for item in find_quantities(text)
    )
    is_addressed = is_first_person(text) or SECOND_PERSON.search(text) is not None
    return (
        is_measured
        and not is_addressed
        and MIN_WORDS <= len(split_words(text)) <= MAX_WORDS
        and unfit_reason(text, is_quoted=True) in WITHOUT_VERB
    )
