"""Which sentences of a story's posts can be published, and which say it best."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.text.quantities import find_quantities
from pipeline.writing.gate import check_claim, words_of
from pipeline.writing.newsroom import ENGLISH, Newsroom
from pipeline.writing.sentences import PostSentence, post_sentences
from pipeline.writing.voice import Speaker, restate

MIN_WORDS, MAX_WORDS = 6, 48
DANGLING_START = re.compile(
    r"^(?:it|its|they|them|their|this|that|these|those|he|she|his|her|here|there|and|but|so|because|also|plus|"
    r"which|who|where|then|however|meanwhile|instead|still|yet|or|nor|now|why|how|what|when|if|while|as such|"
    r"for example|for instance|in other words|same|both|another|others|one of|not only|even|just|only|"
    r"link|links|source|sources|read|full|more|video|photo|image|via|ps|p\.s|edit|update|thread|part)\b",
    re.IGNORECASE,
)
PROMOTION = re.compile(
    r"\b(?:sign up|join us|register|subscribe|follow me|follow us|check (?:it |this |them )?out|learn more|read more|"
    r"click|link in|links? below|in the comments|dm me|retweet|giveaway|promo|discount|% off|coupon|"
    r"don['’]t miss|book a demo|get started|try it|watch (?:the|now|here|this)|tune in|stay tuned|see you|"
    r"let us know|let me know|tell us|waitlist|bookmark|save this|you need to|you should|you won['’]t|"
    r"my (?:newsletter|book|course|podcast)|our (?:newsletter|podcast|webinar)|webinar|free course|"
    r"comment ['\"“])",
    re.IGNORECASE,
)
META = re.compile(r"\b(?:thread|tweet|retweet|repost|quote tweet|this post|below|above|👇|timeline)\b", re.IGNORECASE)
OPINION = re.compile(
    r"\b(?:amazing|insane|crazy|wild|incredible|mind[- ]?blowing|game[- ]?changer|lol|lmao|wtf|omg|damn|holy|"
    r"love|hate|awesome|beautiful|cool|best ever|killer|goated|cooked|bullish|bearish|imo|imho|i think|"
    r"honestly|literally|basically|obviously|frankly|unbelievable|huge|massive|stunning|shocking|"
    r"congrats|congratulations|thank|thanks|welcome|happy|excited|thrilled|proud|fuck\w*|shit\w*)\b",
    re.IGNORECASE,
)
EVENT = re.compile(
    r"\b(?:launch|releas|introduc|announc|unveil|open[- ]?sourc|ship|roll(?:s|ed|ing)? out|publish|sign|acquir|"
    r"invest|rais|buy|bought|partner|agree|build|expand|deploy|su(?:e|ed|es|ing)|ban|block|fine|leak|hack|"
    r"expos|warn|find|found|report|disclos|discover|shut|delay|cut|lay|hir|appoint|join|leav|resign|vot|"
    r"pass|rul|order|approv|cost|price|available|preview|beat|score|reach|achiev|train|support|add|"
    r"deprecat|retire|upgrad|updat)\w*\b",
    re.IGNORECASE,
)
SHOUTED = re.compile(r"\b[A-Z]{4,}\b")
TRAILING_WORD = re.compile(r"\b(?:the|a|an|of|to|in|on|for|and|or|with|by|from|at|as|is|are|its|their|our|that)\W*$", re.IGNORECASE)
MAX_CITATIONS = 3


@dataclass(frozen=True)
class Candidate:
    """A publishable sentence with what it rests on and how well it says its story."""

    text: str
    post_ids: tuple[str, ...]
    sentence: PostSentence
    speaker: Speaker
    is_official: bool
    is_quoted: bool
    has_figure: bool
    entity_ids: frozenset[str]
    score: float


def balanced(text: str) -> bool:
    """Whether quotes and brackets open and close."""
    return (
        text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count('"') % 2 == 0
        and text.count("“") == text.count("”")
    )


def is_publishable(sentence: PostSentence) -> bool:
    """Whether a sentence stands by itself as a statement of fact: no fragment, question, advert or aside."""
    text, count = sentence.text, len(words_of(sentence.text))
    return (
        MIN_WORDS <= count <= MAX_WORDS
        and not text.endswith(("?", ":", "…", "..."))
        and balanced(text)
        and DANGLING_START.match(text) is None
        and PROMOTION.search(text) is None
        and META.search(text) is None
        and TRAILING_WORD.search(text) is None
        and not is_shouting(text)
        and (text[:1].isupper() or text[:1].isdigit() or text[:1] in "“$€£@" or text[1:2].isupper())
    )


def is_shouting(text: str) -> bool:
    """Whether a sentence is set in capitals, as wire accounts do."""
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and sum(map(str.isupper, letters)) > 0.6 * len(letters)


def story_candidates(newsroom: Newsroom, story_id: str) -> list[Candidate]:
    """The sentences of a story that pass the gate, best first; ties by post and position."""
    material = newsroom.material
    post_ids = [
        post_id
        for post_id in material.story_post_ids(story_id)
        if material.posts[post_id].language == ENGLISH
    ]
    weights = entity_weights(newsroom, post_ids)
    found = [
        candidate
        for post_id in post_ids
        for sentence in post_sentences(material.posts[post_id])
        if is_publishable(sentence)
        and (candidate := build_candidate(newsroom, sentence, weights)) is not None
    ]
    return sorted(found, key=lambda item: (-item.score, item.sentence.post_id, item.sentence.index))


def entity_weights(newsroom: Newsroom, post_ids: list[str]) -> dict[str, float]:
    """How much of a story each entity is: the share of its posts that name it, models counted double."""
    counts: Counter[str] = Counter()
    for post_id in post_ids:
        mentions = {mention.entity_id for mention in newsroom.material.mentions.get(post_id, ())}
        counts.update(mentions)
    return {
        entity_id: count / len(post_ids) * (2 if entity_id.startswith(("model:", "hw:")) else 1)
        for entity_id, count in counts.items()
    }


def build_candidate(
    newsroom: Newsroom, sentence: PostSentence, weights: dict[str, float]
) -> Candidate | None:
    """A sentence restated and scored; None when it names nothing or the gate refuses it."""
    post = newsroom.material.posts[sentence.post_id]
    speaker = newsroom.speaker(post)
    mentions = newsroom.mentions_in(sentence.post_id, sentence.text)
    if not mentions and speaker.kind != "org":
        return None
    text = restate(newsroom.named_handles(sentence.text), speaker, post.posted_at.date())
    if check_claim(text, [newsroom.cited(sentence.post_id)]) is not None:
        return None
    is_quoted = "“" in text and text.startswith(f"{speaker.name}: ")
    has_figure = any(quantity.is_measured for quantity in find_quantities(sentence.text))
    is_official = speaker.kind == "org"
    entity_ids = frozenset(mention.entity_id for mention in mentions)
    score = (
        min(sum(weights.get(entity_id, 0.0) for entity_id in entity_ids), 4.0)
        + 1.2 * has_figure
        + 1.0 * (EVENT.search(sentence.text) is not None)
        + 1.5 * is_official
        + (0.8 if sentence.index == 0 else 0.3 if sentence.index == 1 else 0.0)
        - 1.5 * is_quoted
        - 1.2 * len(OPINION.findall(sentence.text))
        - 0.5 * (not sentence.is_complete)
        - 0.03 * abs(len(words_of(text)) - 22)
    )
    return Candidate(
        text, (sentence.post_id,), sentence, speaker, is_official, is_quoted, has_figure, entity_ids, score
    )


def content_words(text: str) -> frozenset[str]:
    """The words of a sentence that carry meaning, by length."""
    return frozenset(word.key for word in words_of(text) if len(word.key) > 3 or word.key.isdigit())


def overlap(first: str, second: str) -> float:
    """Share of the shorter sentence's content words that the other has too, in [0, 1]."""
    one, other = content_words(first), content_words(second)
    return len(one & other) / max(1, min(len(one), len(other)))
