"""Whether a sentence can stand in a digest: whole, of fact, and understood by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.writing.cues import Cues, load_cues
from pipeline.writing.openings import third_person
from pipeline.writing.verbs import PARTICLES, has_finite_verb, is_finite
from pipeline.writing.voice import FEELING
from pipeline.writing.words import Word, split_words

MIN_WORDS, MAX_WORDS = 3, 46
GREAT_EVENT = 2
# Reasons that others tell apart.
NO_VERB, LABEL_BEFORE = "has no verb", "label before a statement"
# What a person thinks may come.
GUESS = re.compile(
    r"\b(?:could|might|would|should(?:n['’]t)?|probably|likely|i think|my guess|(?-i:may)|"
    r"next week|next month|soon)\b",
    re.IGNORECASE,
)
# "released two months ago" tells of what was; "up 8% from a year ago" compares.
LONG_AGO = re.compile(
    r"(?<!from )(?<!than )(?<!with )\b"
    r"(?:an?|one|two|three|four|five|six|several|few|\d+|many|some) "
    r"(?:weeks?|months?|years?|decades?) ago\b|"
    r"(?<!from )(?<!than )(?<!since )\b(?:last (?:month|year|summer|fall|autumn|winter|spring)|"
    r"earlier this year|back in)\b",
    re.IGNORECASE,
)
# What these say of a thing in the present it does every day: "Loom supports weavers".
DESCRIBING = frozenset(
    form
    for verb in (
        "add", "build", "cost", "enable", "extend", "lead", "limit", "offer", "require", "sell",
        "start", "support", "train",
    )
    for form in (verb, third_person(verb))
)  # fmt: skip
# Before "to" and its verb these say that it will be done.
BEFORE_TO = frozenset(
    {
        "about", "agreed", "agrees", "are", "delighted", "excited", "expected", "forced", "glad",
        "going", "happy", "is", "moves", "moving", "pleased", "proud", "thrilled",
        "ordered", "plan", "planning", "plans", "pledged", "ready", "refuses", "seeks", "set",
        "threatened", "threatens", "voted", "want", "wants",
    }
)  # fmt: skip
MAKING = frozenset({"trained", "built", "designed", "made", "tested"})  # "was …": how it came
NEWLY = re.compile(r"\b(?:now|new|just|first|starting|today)\b", re.IGNORECASE)
AVAILABILITY = re.compile(
    r"\b(?:is|are)(?: now| finally| officially| also| generally)* "
    r"(?:available|live|here|out|open[- ]source|in (?:the API|(?:public )?preview|beta))\b"
)
# That somebody brought a thing out; "now open-sourced on Weft" has nobody who did.
ACT = re.compile(
    r"(?<!now )(?<!now officially )\b"
    r"(?:introduced|announced|launched|released|unveiled|open-?sourced|debuted|"
    r"dropped|introduces|launches|releases|drops|"
    r"(?:is|are) (?:introducing|launching|releasing|announcing))\b"
)
# "6 out of the 10 problems" counts what was told before.
COUNTED_BEFORE = re.compile(r"\b(?:out )?of the \d+ [a-z]+s\b(?! (?:in|on|of|that|at|from)\b)")
# How somebody is said to be ahead of others.
BOAST = re.compile(r"\b(?:outperform|beat|lead|rank|top|score|hits? (?:top|#))(?:s|ed|ing)?\b")
# What is on tokens and chains of blocks is another trade's news.
CRYPTO = re.compile(
    r"\b(?:on-?chain|airdrops?|crypto\w*|de-?fi|web3|blockchains?|staking|memecoins?|testnet|mainnet|"
    r"degen|token (?:sale|holders?|launch)|tokenomics|smart contracts?|wallets?)\b|"
    r"(?-i:\$[A-Z]{3,8}\b)|(?-i:\b[A-Z]\w+ (?:Protocol|Chain)\b"
    r"(?<!Context Protocol)(?<!Agent Protocol)(?<!Commerce Protocol))",
    re.IGNORECASE,
)
# "Acme is releasing the result" points at what a post before it told.
LOST_THING = re.compile(
    r"\b(?:releas|launch|introduc|announc|publish|shar|serv)\w+ (?:the|it|them|this|these) ?"
    r"(?:results?|models?|paper|code|data|dataset|weights|work|findings)?\b"
    r"(?! (?:of|for|on|that|behind|from|to)\b)(?=[ ,.;]*(?:$|in|as|at|with|via|under|by)\b|\W*$)"
)
# "Acme agreed." does not say to what, nor "Acme proves it." what.
WANTS_OBJECT = re.compile(
    r"\b(?:agreed|declined|refused|denied|complied|responded|"
    r"(?:prov|show|explain|confirm|demonstrat)\w+ (?:it|this|that))\W*$"
)
ONES = re.compile(r"\w+ ones\b", re.IGNORECASE)
# "Loom is Acme's new platform" tells of a launch without a verb of one.
NEW_THING = re.compile(
    r"[^,;:]{2,40} (?:is|are) (?:[\w ]{2,30}['’]s|[\w ]{2,30}s['’]|its|the) (?:new|newest|latest)\b"
)
# A preposition before a comma or the end of a clause has lost its object with a link or a handle.
LOST_OBJECT = re.compile(r"\b(?:on|in|at|to|of|from|with|by|for|via),\s", re.IGNORECASE)
STANCE = re.compile(r"^[^,]{2,40} (?:believes?|hopes?|thinks?|loves?|wishes|feels?)\b")
# "$500M raised, strong growth" does not say whose; "Last year they" not who.
MONEY_FIRST = re.compile(
    r"[$€£¥]\s?\d[\d.,]*(?:\s?(?:[KMBT]n?|million|billion|trillion))?\b(?! (?:of|worth)\b)"
)
RATIO_FIRST = re.compile(
    r"~?\d[\d.,]*\s?(?:x|×|%) "
    r"(?:faster|more|less|cheaper|better|smaller|larger|higher|lower|fewer)\b",
    re.IGNORECASE,
)
NOBODY = re.compile(r"(?:\w+,? ){1,2}(?:they|he|she)(?:['’]\w+)?\b")
QUESTION_OPENERS = frozenset(
    {"did", "does", "do", "is", "are", "can", "could", "would", "should", "was", "were", "why"}
)
TRAILING = re.compile(
    r"\b(?:the|a|an|of|to|in|on|for|and|or|with|by|from|at|as|is|are|was|its|their|our|that|than|into|via|we|"
    r"i|you|has|have|will|can|new|more|most|but|if|when|while|per|about|between|through|over|under|"
    r"without|including|such|like)\W*$",
    re.IGNORECASE,
)
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
LISTED = re.compile(
    r"(?:: -|\s-{1,2}[a-z]+\b(?=\s|$|\.$)|^(?i:npx|npm|pip|curl|brew|uvx?|git|docker) \w|"
    r"\|.*\||^[^(]*\||[·•]|→(?!\s?[$\d])|\s[-–]\s.*\s[-–]\s|;.*;.*;.*;.*;|=>|->|>>|\.\.|…|"
    r"—.*—.*—| = |\+ .*\+ |[a-z]\. [a-z]|^\S+ says: )"
)
# "These notebooks" in the middle of a sentence point at what a reader does not see.
POINTING = re.compile(
    r"(?<!\bis )(?<!\bare )\b(?:these|this|here)\b(?! (?:week|weekend|month|quarter|year|decade|"
    r"time|spring|summer|fall|autumn|winter)\b)",
    re.IGNORECASE,
)
LABEL = re.compile(r"[^:,(;]{2,36}: (?=[A-Z\d$“\"])(?!.*;)")
SLASHED = re.compile(r"\w\s/\s\w.*\w\s/\s\w")


def unfit_reason(text: str, *, may_lean: bool = False, is_quoted: bool = False) -> str | None:
    """Why a sentence cannot be published; None when it can.

    Args:
        text: A cleaned sentence of a post.
        may_lean: It will follow the sentence that it leans on.
        is_quoted: It will stand in quotation marks, after the name of who said it.
    """
    cues = load_cues()
    words = split_words(text)
    if not MIN_WORDS <= len(words) <= MAX_WORDS:
        return "too short or too long"
    if is_quoted and FEELING.match(text):
        return _unfit_shape(text, may_lean=may_lean) or _unfit_content(text, cues)
    return (
        _unfit_shape(text, may_lean=may_lean)
        or _unfit_start(text, words, cues, may_lean=may_lean)
        or _unfit_content(text, cues)
        or _unfit_verb(text, words, cues)
    )


def _unfit_shape(text: str, *, may_lean: bool) -> str | None:
    if text.endswith(("?", ":", "…", "..", ",")) or "?" in text:
        return "no statement"
    if not balanced(text):
        return "unbalanced"
    if TRAILING.search(text) or LOST_OBJECT.search(text) or WANTS_OBJECT.search(text):
        return "breaks off"
    if not may_lean and (LOST_THING.search(text) or COUNTED_BEFORE.search(text)):
        return "points at something"
    if any(points_away(text, match) for match in POINTING.finditer(text, 4)):
        return "points at something"
    label = LABEL.match(text)
    if label and not has_finite_verb(split_words(label.group()), label.group(), load_cues()):
        return LABEL_BEFORE
    if CJK.search(text) or LISTED.search(text) or SLASHED.search(text):
        return "not prose"
    return None


def points_away(text: str, match: re.Match[str]) -> bool:
    """Whether "these GPUs" means others than the GPUs that the sentence has named before."""
    noun = re.match(r"\s+(\w+)", text[match.end() :])
    return noun is None or noun[1].casefold() not in text[: match.start()].casefold().split()


def _unfit_start(text: str, words: Sequence[Word], cues: Cues, *, may_lean: bool) -> str | None:
    first = words[0].surface
    if first.casefold().replace("’", "'") in cues.imperatives:
        return "speaks to the reader"
    if first.casefold() in QUESTION_OPENERS:
        return "no statement"
    if not (text[0].isupper() or text[0].isdigit() or text[0] in '“"$€£@~' or not first.islower()):
        return "begins in the middle"
    if MONEY_FIRST.match(text) or RATIO_FIRST.match(text):
        return "has no subject"
    if not may_lean and (cues.dangling.match(text) or ONES.match(text) or NOBODY.match(text)):
        return "leans on what is not there"
    return None


def _unfit_content(text: str, cues: Cues) -> str | None:
    if cues.promotion.search(text):
        return "advert"
    if STANCE.search(text):
        return "a stance"
    if cues.meta.search(text):
        return "about the post"
    if len(re.findall(r"(?<!\w)@\w", text)) > 3 or text.count("#") > 2:
        return "tags"
    if "!" in text[:-1].rstrip("!") or "💥" in text:
        return "shouts"
    return None


def _unfit_verb(text: str, words: Sequence[Word], cues: Cues) -> str | None:
    if not has_finite_verb(words, text, cues):
        return NO_VERB
    is_occasion = cues.occasion.search(text) is not None
    if is_occasion and event_weight(words, text, is_maker=False) < GREAT_EVENT:
        return "of an occasion"
    return None


def balanced(text: str) -> bool:
    """Whether quotes and brackets open and close."""
    return (
        text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count('"') % 2 == 0
        and text.count("“") == text.count("”")
        and len(re.findall(r"(?<!\w)['‘](?=\w)", text))
        <= len(re.findall(r"(?<=[\w.,!?])['’](?!\w)", text))
    )


def is_title_case(text: str) -> bool:
    """Whether a sentence is set as a headline, with a capital on most words."""
    words = re.findall(r"[^\W\d_][\w'’-]*", text)[1:]
    return len(words) > 6 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def is_shouting(text: str) -> bool:
    """Whether a sentence is set in capitals, as wire accounts do."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 11 and sum(map(str.isupper, letters)) > 0.7 * len(letters)


def event_weight(words: Sequence[Word], text: str, *, is_maker: bool) -> int:
    """2 when the main verb tells an event that leads a digest, 1 for a lesser one, 0 for none.

    What was months ago is none.
    That something is available is an event of its maker's, a lesser one of those who offer it too.
    """
    cues = load_cues()
    if LONG_AGO.search(text):
        return 0
    if AVAILABILITY.search(text):
        return GREAT_EVENT if is_maker else 1
    if NEW_THING.match(text):
        return 1
    is_new = NEWLY.search(text) is not None
    weights = [
        0 if word.key in DESCRIBING and not is_new else cues.event_weights.get(word.key, 0)
        for index, word in enumerate(words[:24])
        if index
        and word.key not in PARTICLES
        and not (word.key in MAKING and words[index - 1].key in {"was", "were"})
        and not word.key.endswith("ly")
        and (is_finite(words, index, text, cues) or _follows_auxiliary(words, index))
    ]
    return max(weights[:2], default=0)


def _follows_auxiliary(words: Sequence[Word], index: int) -> bool:
    cues = load_cues()
    first = max(0, index - 3)
    return any(
        word.key in cues.auxiliaries or (word.key == "to" and words[at - 1].key in BEFORE_TO)
        for at, word in enumerate(words[first:index], first)
    )
