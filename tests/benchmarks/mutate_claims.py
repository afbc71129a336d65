"""Mutate sentences that the gate accepts and count how many mutants it rejects.

    PYTHONPATH=. python tests/benchmarks/mutate_claims.py DIGEST_HOME [--week DAY ...] [--write]

Sentences come from the weeks of the lake under DIGEST_HOME. A mutant must be rejected, an unmutated
sentence accepted. With --write the figures go to GATE.md beside this file. Mutation is
deterministic: no randomness, no clock.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assets.material import build_newsroom, week_material
from assets.settings import Settings
from assets.workspace import Workspace
from pipeline.weeks import Week
from pipeline.writing.candidates import Candidate, draft_sentence, story_candidates
from pipeline.writing.gate import check_claim, check_headline
from pipeline.writing.items import attributed, checked_headline, in_same_week
from pipeline.writing.newsroom import ENGLISH, Newsroom
from pipeline.writing.relayed import relayed_candidates
from pipeline.writing.sentences import post_sentences
from pipeline.writing.words import MONTHS

FIGURES = Path(__file__).with_name("GATE.md")
STORIES_PER_WEEK = 150
NUMBER = re.compile(r"(?<![\w.])\d(?:[\d,]*\d)?(?:\.\d+)?(?![\w,.]*\d)")
UNITS = {
    "billion": "million", "million": "billion", "trillion": "billion", "percent": "points",
    "%": " GW", "GW": "MW", "MW": "GW", "$": "€", "B ": "M ", "M ": "B ", "tokens": "parameters",
    "GPUs": "TPUs", "years": "months", "months": "years", "weeks": "days", "hours": "minutes",
    "x ": "% ", "K ": "M ",
}  # fmt: skip
AUXILIARIES = re.compile(r"\b(is|are|was|were|has|have|will|can|could|may|might|would)\b")
NEGATION = re.compile(r"\b(?:not|never|no longer|without)\b ?|n['’]t\b")
HEDGE = re.compile(
    r"\b(?:may|might|could|reportedly|allegedly|potentially|likely|expected to|plans to|about|"
    r"around|nearly|almost|roughly|up to|over|at least|more than|less than|as much as|"
    r"approximately|per [A-Z]\w+) ?"
)
DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})\b")
SAID = re.compile(
    r"^(?:In the same week, )?(?:[aA]ccording to (?P<name>[^,]+), |(?P<quoted>.+?) said: “|"
    r"(?P<relay>.+?), writing in Chinese, )"
)
QUOTE = re.compile(r"“([^”]{12,})”")
VERBS = {
    "introduced": "cancelled", "announced": "denied", "launched": "withdrew", "released": "delayed",
    "acquired": "sued", "raised": "lost", "signed": "rejected", "launches": "delays",
    "is": "was not",
    "has": "has not", "beats": "trails", "increased": "decreased", "added": "removed",
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """An accepted sentence of a real week."""

    newsroom: Newsroom
    candidate: Candidate
    others: tuple[str, ...]
    stranger: str


def main() -> None:
    """Run the test and print or write its figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--week", action="append", help="a Monday; all weeks when left out")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    workspace = Workspace.open(Settings.from_environment({"DIGEST_HOME": str(arguments.home)}))
    weeks = [Week.parse(day) for day in arguments.week or ()]
    samples = list(read_samples(workspace, weeks))
    report = write_report(samples)
    if arguments.write:
        FIGURES.write_text(report, encoding="utf-8")
    else:
        sys.stdout.write(report)


def read_samples(workspace: Workspace, weeks: Sequence[Week]) -> Iterator[Sample]:
    """The accepted sentences of weeks of the lake, with what their mutants need."""
    for week in weeks or workspace.lake.weeks("gold.weekly_story_ranks"):
        newsroom = build_newsroom(workspace, week_material(workspace, week))
        found = list(week_candidates(newsroom))
        names = sorted({item.canonical_name for each in found for item in each.mentions})
        for index, candidate in enumerate(found):
            stranger = found[(index + len(found) // 2) % len(found)].post_ids[0]
            yield Sample(newsroom, candidate, tuple(names), stranger)


def week_candidates(newsroom: Newsroom) -> Iterator[Candidate]:
    """The publishable sentences of a week's leading stories, as they would be printed."""
    for rank in newsroom.material.ranked_stories()[:STORIES_PER_WEEK]:
        post_ids = newsroom.material.story_post_ids(rank.story_id)
        yield from relayed_candidates(newsroom, post_ids)
        for number, candidate in enumerate(story_candidates(newsroom, post_ids)):
            told = attributed(newsroom, None, candidate)
            yield in_same_week(newsroom, told) if number % 2 else told


def count_accepted(newsroom: Newsroom) -> tuple[int, int]:
    """Of a week's fit sentences, not yet through the gate: how many it accepts, of how many."""
    accepted = total = 0
    for rank in newsroom.material.ranked_stories()[:STORIES_PER_WEEK]:
        for post_id in newsroom.material.story_post_ids(rank.story_id):
            post = newsroom.material.posts[post_id]
            for sentence in post_sentences(post) if post.language == ENGLISH else ():
                draft = draft_sentence(newsroom, post, sentence)
                if draft is not None:
                    total += 1
                    accepted += check_claim(draft.text, [newsroom.cited(post_id)]) is None
    return accepted, total


def swap_number(sample: Sample) -> Iterator[str]:
    """Another figure in the place of each."""
    text = sample.candidate.text
    for match in NUMBER.finditer(text):
        digits = match.group()
        changed = digits[:-1] + str((int(digits[-1]) + 1) % 10)
        yield text[: match.start()] + changed + text[match.end() :]


def swap_unit(sample: Sample) -> Iterator[str]:
    """Another unit, scale or currency."""
    text = sample.candidate.text
    for unit, other in UNITS.items():
        if re.search(rf"\d ?{re.escape(unit)}|{re.escape(unit)}\d", text):
            yield text.replace(unit, other, 1)


def swap_name(sample: Sample) -> Iterator[str]:
    """A name of the week that the sentence does not have, in the place of each name."""
    text = sample.candidate.text
    for mention in sample.candidate.mentions:
        other = next(
            (name for name in sample.others if name not in text and name not in mention.surface),
            None,
        )
        if other and mention.surface in text:
            yield text.replace(mention.surface, other, 1)


def swap_actors(sample: Sample) -> Iterator[str]:
    """The first two names in each other's place."""
    text = sample.candidate.text
    found = sorted(
        {
            (text.find(item.surface), item.surface)
            for item in sample.candidate.mentions
            if item.surface in text
        }
    )
    if len(found) > 1 and found[0][0] + len(found[0][1]) < found[1][0]:
        (first_at, first), (second_at, second) = found[:2]
        between = text[first_at + len(first) : second_at]
        yield text[:first_at] + second + between + first + text[second_at + len(second) :]


def add_negation(sample: Sample) -> Iterator[str]:
    """ "Not" after the first auxiliary."""
    match = AUXILIARIES.search(sample.candidate.text)
    if match:
        yield f"{sample.candidate.text[: match.end()]} not{sample.candidate.text[match.end() :]}"


def drop_negation(sample: Sample) -> Iterator[str]:
    """A negation left out."""
    for match in NEGATION.finditer(sample.candidate.text):
        yield sample.candidate.text[: match.start()] + sample.candidate.text[match.end() :]


def drop_hedge(sample: Sample) -> Iterator[str]:
    """A hedge or bound left out."""
    for match in HEDGE.finditer(sample.candidate.text):
        yield sample.candidate.text[: match.start()] + sample.candidate.text[match.end() :]


def swap_verb(sample: Sample) -> Iterator[str]:
    """Another act."""
    for verb, other in VERBS.items():
        if re.search(rf"\b{verb}\b", sample.candidate.text):
            yield re.sub(rf"\b{verb}\b", other, sample.candidate.text, count=1)


def shift_day(sample: Sample) -> Iterator[str]:
    """The day after."""
    for match in DAY.finditer(sample.candidate.text):
        day = int(match[1]) % 28 + 1
        text = sample.candidate.text
        yield f"{text[: match.start()]}{day} {match[2]}{text[match.end() :]}"


def change_quote(sample: Sample) -> Iterator[str]:
    """A word left out of a quotation, and another put in."""
    text = sample.candidate.text
    for match in QUOTE.finditer(text):
        words = match[1].split()
        middle = len(words) // 2
        for changed in (
            words[:middle] + words[middle + 1 :],
            [*words[:middle], "certainly", *words[middle:]],
        ):
            yield f"{text[: match.start(1)]}{' '.join(changed)}{text[match.end(1) :]}"


def swap_source(sample: Sample) -> Iterator[str]:
    """Another's name in the attribution."""
    match = SAID.match(sample.candidate.text)
    if match:
        yield sample.candidate.text.replace(match[match.lastgroup or 0], "Ada Byron", 1)


def add_tail(sample: Sample) -> Iterator[str]:
    """A conclusion that no post draws."""
    yield f"{sample.candidate.text.rstrip('.')}, which puts rivals under pressure."


def cut_tail(sample: Sample) -> Iterator[str]:
    """The last words left out in the middle of a clause."""
    words = sample.candidate.text.rstrip(".”").split()
    if (
        len(words) > 12
        and not re.search(r"[,;:—–-]$", words[-3])
        and words[-2] not in {"—", "-", "–"}
    ):
        yield " ".join(words[:-2]) + "."


MUTATIONS: dict[str, Callable[[Sample], Iterator[str]]] = {
    "number": swap_number,
    "unit or currency": swap_unit,
    "name": swap_name,
    "actors swapped": swap_actors,
    "negation added": add_negation,
    "negation dropped": drop_negation,
    "hedge dropped": drop_hedge,
    "act": swap_verb,
    "date": shift_day,
    "quotation": change_quote,
    "attribution": swap_source,
    "conclusion added": add_tail,
    "sentence cut": cut_tail,
}


# Cutting a headline at a clause is allowed, and it cites nobody.
HEADLINE_MUTATIONS = {
    kind: mutate
    for kind, mutate in MUTATIONS.items()
    if kind not in {"sentence cut", "attribution", "quotation"}
}


def check_mutants(sample: Sample) -> Iterator[tuple[str, str, str | None]]:
    """Each mutant of a sentence and of its headline: its kind, its text and the gate's answer."""
    newsroom, candidate = sample.newsroom, sample.candidate
    cited = [newsroom.cited(post_id) for post_id in candidate.post_ids]
    for kind, mutate in MUTATIONS.items():
        for text in mutate(sample):
            if text != candidate.text:
                yield kind, text, check_claim(text, cited)
    yield (
        "citation swapped",
        candidate.text,
        check_claim(candidate.text, [newsroom.cited(sample.stranger)]),
    )
    headline = checked_headline(newsroom, candidate)
    titled = replace(sample, candidate=replace(candidate, text=headline))
    for kind, mutate in HEADLINE_MUTATIONS.items():
        for text in mutate(titled):
            if text != headline and text.rstrip(".") != headline:
                yield f"headline: {kind}", text, check_headline(text, cited)


def write_report(samples: list[Sample]) -> str:
    """The figures as Markdown."""
    made: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    for sample in samples:
        for kind, text, problem in check_mutants(sample):
            made[kind] += 1
            rejected[kind] += problem is not None
            if problem is None:
                sys.stderr.write(f"missed, {kind}: {text[:200]}\n")
    newsrooms = {sample.newsroom.material.week.key: sample.newsroom for sample in samples}
    counts = [count_accepted(newsroom) for newsroom in newsrooms.values()]
    accepted, total = sum(each[0] for each in counts), sum(each[1] for each in counts)
    rows = [
        f"| {kind} | {made[kind]} | {rejected[kind]} | {share(rejected[kind], made[kind])} |"
        for kind in sorted(made)
    ]
    lines = [
        "# The claims gate against mutated sentences",
        "",
        f"Made by `tests/benchmarks/mutate_claims.py` from {len(samples)} sentences of "
        f"{len(newsrooms)} real weeks.",
        "",
        "| mutation | mutants | rejected | share |",
        "| --- | ---: | ---: | ---: |",
        *rows,
        f"| all | {made.total()} | {rejected.total()} | {share(rejected.total(), made.total())} |",
        "",
        f"Fit sentences that the gate accepts unmutated: {accepted} of {total} "
        f"({share(accepted, total)}).",
        "",
    ]
    return "\n".join(lines)


def share(part: int, whole: int) -> str:
    """A percentage with two decimals."""
    return f"{100 * part / max(1, whole):.2f}%"


if __name__ == "__main__":
    main()
