"""The names in posts, registered or not, and which of them were launched in the week."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from pipeline.records import Mention, Post
from pipeline.text.tokens import split_words

# What a shared name is worth, before rarity: a version of a model nearly names its launch; an
# organisation does many things in a week; a family name ("Claude") is used every day.
VERSIONED_MODEL_WEIGHT = 1.3
NAME_WEIGHTS = {"model": 0.6, "hardware": 0.8, "org": 0.5, "person": 0.6}
PHRASE_WEIGHT = 0.9
LINE_WEIGHT = 0.5
HANDLE_WEIGHT = 0.5
LAUNCHED_TYPES = ("model", "hardware")  # organisations and people are not launched
MIN_PHRASE_POSTS = 2
MIN_PHRASE_CHARS = 5
MAX_PHRASE_WORDS = 3
ANCHOR_REACH = 220  # characters from the beginning within which a post says what it is about
ROUNDUP_OWNERS = 6
ROUNDUP_NEWS = 3
THREAD_STEP = 1_000_000  # added to the positions of names that stand in the next post of a thread
CUE_REACH = 60  # characters between a launch word and the name it launches
MAX_EARLIER_SHARE = 0.2  # of a new name's posts, those before its launch
MIN_CUE_SHARE = 0.12
MIN_NEW_AUTHORS = 3  # who use a new name when no post announces it
LAUNCH_LEAD_SECONDS = (
    3600  # reactions may stand a little before the announcement that was collected
)

HANDLE = re.compile(r"@\w{2,30}")
# Up to the first version number: "model:gemini-3.1" of "model:gemini-3.1-flash-tts".
LINE = re.compile(r"model:[a-z-]*?[a-z]-?\d+(?:\.\d+)?(?![\w.])|model:[a-z-]*?[a-z]-?\d+\.\d+")
# "Claude Design", "Tool Gateway", "AI Index 2026": capitalised words in a row.
TITLE_PHRASE = re.compile(r"\b[A-Z][\w'’-]*(?:[ ](?:[A-Z][\w'’-]*|\d+(?:\.\d+)?)){1,3}\b")
# "TurboQuant", "GPT-Rosalind": one word that is written like a name.
NAME_WORD = re.compile(r"\b(?:[A-Z][a-z]+(?:[A-Z][a-z0-9]+)+|[A-Za-z]+-[A-Z][a-z]{3,}\w*)\b")
VERSION = re.compile(r"\d")
NOT_WORD = re.compile(r"[\W_]+")
PHRASE_STOP = frozenset(
    [
        "a", "an", "and", "are", "as", "at", "but", "by", "can",
        "do", "for", "from", "get", "has", "have", "he", "here", "how",
        "i", "if", "in", "is", "it", "its", "just", "let", "more",
        "my", "new", "no", "not", "now", "of", "on", "one", "or",
        "our", "she", "so", "some", "that", "the", "their", "there", "these",
        "they", "this", "to", "today", "was", "we", "what", "when", "where",
        "who", "why", "will", "with", "you", "your", "breaking", "introducing", "meet",
        "thanks", "congrats", "excited",
    ]
)  # fmt: skip
LAUNCH_WORDS = re.compile(
    r"\b(?:introduc|launch|releas|announc|unveil|debut)\w*|"
    r"\bnow (?:available|live|open|on|in)\b|\b(?:is|are) (?:here|live|out)\b|"
    r"\bmeet\b|\bdropp?(?:s|ed)?\b|"
    r"\bship(?:s|ped|ping)?\b|\bopen[- ]?sourc(?:e|es|ed|ing)\b|\brolling out\b|"
    r"\bavailable (?:today|now|in|on)\b|发布|推出|上线|开源",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class NamedPost:
    """The names of a post: what each is worth when shared, and where it first stands.

    Keys are entity ids, `line*` of a model version, `@handle`, and `~phrase` for names that no
    registry knows. `spellings` says how an entity is written, as phrase keys; `cued` are the names
    with a launch word beside them; `owners` are the organisations named or standing behind what is
    named.
    """

    weights: dict[str, float]
    positions: dict[str, int]
    spellings: dict[str, str]
    cued: frozenset[str]
    owners: frozenset[str | None]

    def anchor(self, new_names: Set[str]) -> str | None:
        """The new name that the post is about: the first, where it stands near the beginning."""
        if self.is_roundup(new_names):
            return None
        at = {name: self.positions[name] for name in self.positions.keys() & new_names}
        first = min(at, key=lambda name: (at[name] % THREAD_STEP, at[name], name), default=None)
        return first if first is not None and at[first] % THREAD_STEP <= ANCHOR_REACH else None

    def is_roundup(self, new_names: Set[str]) -> bool:
        """Whether the post tells of several events, as recaps of a week do."""
        news = len(self.positions.keys() & new_names)
        return len(self.owners) >= ROUNDUP_OWNERS or (
            news >= ROUNDUP_NEWS and len(self.owners) >= ROUNDUP_NEWS
        )

    def joined(self, posts: Sequence[NamedPost]) -> NamedPost:
        """This post with the names of others; its own come first."""
        weights: dict[str, float] = {}
        positions: dict[str, int] = {}
        spellings: dict[str, str] = {}
        for offset, post in enumerate([self, *posts]):
            for name, weight in post.weights.items():
                weights.setdefault(name, weight)
            for name, position in post.positions.items():
                positions.setdefault(name, position + THREAD_STEP * offset)
            spellings |= post.spellings
        return NamedPost(weights, positions, spellings, self.cued, self.owners)


def name_posts(
    posts: Sequence[Post],
    mentions: Mapping[str, Sequence[Mention]],
    official_handles: Mapping[str, str],
) -> list[NamedPost]:
    """Find the names of each post; an official account names its organisation by posting."""
    phrases = _find_phrases(posts, mentions)
    named = []
    for index, post in enumerate(posts):
        names = _name_post(post, mentions.get(post.post_id, ()), phrases[index])
        organisation = official_handles.get((post.author_handle or "").casefold())
        if organisation is not None:
            names.weights.setdefault(organisation, NAME_WEIGHTS["org"])
        named.append(names)
    return named


def _name_post(post: Post, mentions: Sequence[Mention], phrases: Mapping[str, int]) -> NamedPost:
    weights = {f"~{key}": PHRASE_WEIGHT for key in phrases}
    positions = {f"~{key}": position for key, position in phrases.items()}
    spellings: dict[str, str] = {}
    for mention in sorted(mentions, key=lambda m: (-m.span_start, m.entity_id)):
        weights[mention.entity_id] = name_weight(mention)
        spellings[mention.entity_id] = phrase_key(mention.surface)
        if mention.entity_type in LAUNCHED_TYPES:
            positions[mention.entity_id] = mention.span_start
        if line := model_line(mention):
            weights.setdefault(line, LINE_WEIGHT)
            spellings[line] = phrase_key(mention.surface)
    known_handles = {mention.surface.casefold() for mention in mentions}
    for match in HANDLE.finditer(post.body_text.casefold()):
        if match.group() not in known_handles:
            weights[match.group()] = HANDLE_WEIGHT
    cues = [match.span() for match in LAUNCH_WORDS.finditer(post.body_text)]
    cued = frozenset(
        name
        for name, position in positions.items()
        if any(start - CUE_REACH <= position <= end + CUE_REACH for start, end in cues)
    )
    owners = frozenset(
        mention.entity_id if mention.entity_type == "org" else mention.owner_id
        for mention in mentions
        if mention.entity_type == "org" or mention.owner_id is not None
    )
    return NamedPost(weights, positions, spellings, cued, owners)


def model_line(mention: Mention) -> str | None:
    """What the sizes and variants of one model version share: "qwen3.5" for "qwen3.5-397b-a17b".

    None when the mention is no such variant.
    """
    if mention.entity_type != "model" or not (match := LINE.match(mention.entity_id)):
        return None
    line = f"{match.group()}*"
    return line if len(line) <= len(mention.entity_id) + 1 else None


def is_versioned(mention: Mention) -> bool:
    """Whether a mention names one version of a model and not the family."""
    return mention.entity_type == "model" and bool(VERSION.search(mention.canonical_name))


def name_weight(mention: Mention) -> float:
    """What a shared mention is worth before rarity."""
    return VERSIONED_MODEL_WEIGHT if is_versioned(mention) else NAME_WEIGHTS[mention.entity_type]


def phrase_key(phrase: str) -> str:
    """One key for the spellings of a name: "Auto-Gen 2" and "autogen 2" are one."""
    return NOT_WORD.sub("", phrase.casefold())


def _spelled_names(text: str) -> Iterator[str]:
    """Names as they are capitalised in a text; nothing when all of it is in capitals."""
    if text.isupper():
        return
    for match in TITLE_PHRASE.finditer(text):
        words = match.group().split(" ")
        while words and words[0].casefold() in PHRASE_STOP:
            words = words[1:]
        while words and words[-1].casefold() in PHRASE_STOP:
            words = words[:-1]
        if len(words) > 1:
            yield " ".join(words[:MAX_PHRASE_WORDS])
        yield from map(" ".join, pairwise(words))
    yield from NAME_WORD.findall(text)


def _find_phrases(
    posts: Sequence[Post], mentions: Mapping[str, Sequence[Mention]]
) -> list[dict[str, int]]:
    """For each post the names that no registry knows, with their first word's place in the text.

    A phrase is a name when it stands in `MIN_PHRASE_POSTS` posts and is capitalised in half of
    them; it is then found in any spelling, so that "claude design" meets "Claude Design".
    """
    known = {phrase_key(m.surface) for found in mentions.values() for m in found}
    spelled = Counter(
        key
        for post in posts
        for key in {phrase_key(name) for name in _spelled_names(post.body_text)}
        if len(key) >= MIN_PHRASE_CHARS and key not in known
    )
    found = [_phrase_positions(post.body_text, spelled) for post in posts]
    counts = Counter(key for positions in found for key in positions)
    names = {
        key
        for key, count in counts.items()
        if count >= MIN_PHRASE_POSTS and 2 * spelled[key] >= count
    }
    return [{key: at for key, at in positions.items() if key in names} for positions in found]


def _phrase_positions(text: str, spelled: Iterable[str]) -> dict[str, int]:
    """The phrases of one to three words in a text, and about the character they start at."""
    words = split_words(text)
    keys = [word if word.isalnum() else NOT_WORD.sub("", word) for word in words]
    starts, cursor = [], 0
    for word in words:
        starts.append(cursor)
        cursor += len(word) + 1
    found: dict[str, int] = {}
    for start in range(len(keys)):
        run = ""
        for key in keys[start : start + MAX_PHRASE_WORDS]:
            run += key
            if run in spelled:
                found.setdefault(run, starts[start])
    return found


def count_earlier(named: Sequence[NamedPost], earlier_posts: Sequence[Post]) -> Counter[str]:
    """How many earlier posts hold each name of these posts, in the spellings used here."""
    names_of_key: dict[str, set[str]] = defaultdict(set)
    for post in named:
        for name in post.weights:
            names_of_key[post.spellings.get(name, name.strip("~@*"))].add(name)
    counts: Counter[str] = Counter()
    for earlier in earlier_posts:
        found = _phrase_positions(earlier.body_text, names_of_key)
        counts.update({name for key in found for name in names_of_key[key]})
    return counts


def find_new_names(
    posts: Sequence[Post], named: Sequence[NamedPost], earlier: Mapping[str, int] | None
) -> set[str]:
    """Names that came up in these posts: what was launched, opened or first talked about.

    Nearly all posts that hold a new name come after the first one that has a launch word beside
    it; or, where the weeks before are known not to hold it, several authors use it. `earlier`
    counts the posts of those weeks with each name; it is None when they are not at hand.
    """
    uses: dict[str, list[tuple[float, str, bool]]] = defaultdict(list)
    for post, names in zip(posts, named, strict=True):
        for name in names.positions:
            use = post.posted_at.timestamp(), post.author_id, name in names.cued
            uses[name].append(use)
    return {name for name, found in uses.items() if _is_new(found, earlier, name)}


def _is_new(
    uses: Sequence[tuple[float, str, bool]], earlier: Mapping[str, int] | None, name: str
) -> bool:
    if len(uses) < MIN_PHRASE_POSTS:
        return False
    before = earlier.get(name, 0) if earlier is not None else 0
    most_before = MAX_EARLIER_SHARE * len(uses)
    cues = [time for time, _, is_cued in uses if is_cued]
    if len(cues) >= MIN_CUE_SHARE * len(uses):
        before_cue = sum(time < min(cues) - LAUNCH_LEAD_SECONDS for time, _, _ in uses)
        return before + before_cue <= most_before
    authors = {author for _, author, _ in uses}
    return earlier is not None and len(authors) >= MIN_NEW_AUTHORS and before <= most_before
