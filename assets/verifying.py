"""Check a published digest from the outside: files against the database, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assets.material import build_newsroom, week_material
from assets.settings import Settings
from assets.workspace import Workspace
from assets.writing import query_rows
from pipeline.errors import UsageError
from pipeline.render.document import parse_digest_json
from pipeline.render.markdown_reader import read_markdown_claims
from pipeline.render.model import Digest, Sentence
from pipeline.weeks import Week
from pipeline.writing.figure_gate import check_statistics
from pipeline.writing.gate import BRIEF_SECTIONS, check_brief, check_claim, check_headline
from pipeline.writing.newsroom import Newsroom

# Their headlines are cut from the first sentence; those of other sections are templates.
HEADED_SECTIONS = frozenset({"developments", "mentions", "safety"})


@dataclass(frozen=True)
class Problem:
    """A sentence that is not supported, and where it stands."""

    place: str
    text: str
    reason: str


@dataclass(frozen=True)
class VerificationReport:
    """What a check of the published files found."""

    sentences: int
    citations: int
    problems: tuple[Problem, ...]


def verify_published(settings: Settings, week: Week) -> VerificationReport:
    """Check every sentence of a published digest.

    Raises:
        UsageError: the week has no published digest.
    """
    digest = parse_digest_json(read_report(settings.report_folder(week) / "digest.json"))
    workspace = Workspace.open(settings)
    newsroom = build_newsroom(workspace, week_material(workspace, week))
    sentences = list(placed_sentences(digest))
    problems = [
        Problem(place, sentence.text, reason)
        for place, sentence in sentences
        if (reason := check_sentence(workspace, newsroom, digest, place, sentence)) is not None
    ]
    problems += headline_problems(newsroom, digest)
    problems += markdown_problems(digest, read_report(settings.report_folder(week) / "digest.md"))
    citations = sum(len(sentence.post_ids) for _, sentence in sentences)
    return VerificationReport(len(sentences), citations, tuple(problems))


def headline_problems(newsroom: Newsroom, digest: Digest) -> list[Problem]:
    """Headlines over posts that those posts do not support; other headlines are templates."""
    problems = []
    for section in digest.all_sections():
        for number, item in enumerate(section.items, start=1):
            post_ids = item.sentences[0].post_ids if section.id in HEADED_SECTIONS else ()
            cited = [newsroom.cited(key) for key in post_ids if key in newsroom.material.posts]
            reason = check_headline(item.headline, cited) if item.headline and cited else None
            if reason is not None:
                problems.append(Problem(f"{section.id} {number}", item.headline, reason))
    return problems


def markdown_problems(digest: Digest, text: str) -> list[Problem]:
    """Sentences that stand in one of the two published forms and not in the other."""
    urls = {source.post_id: source.url for source in digest.sources}
    expected = {
        (plain_words(sentence.text), frozenset(urls[k] for k in sentence.post_ids if k in urls))
        for _, sentence in placed_sentences(digest)
    }
    written = {
        (plain_words(claim.text), frozenset(claim.urls)) for claim in read_markdown_claims(text)
    }
    return [
        Problem("digest.md", text, "differs from digest.json")
        for text in sorted({" ".join(words)[:80] for words, _ in expected ^ written})
    ]


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a sentence without marks, which Markdown may write otherwise."""
    return tuple(re.findall(r"\w+", text))


def read_report(path: Path) -> str:
    """The text of a published file."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(
            f"{path} does not exist; run `digest run --week {path.parent.name}` first"
        ) from None


def placed_sentences(digest: Digest) -> Iterator[tuple[str, Sentence]]:
    """Every sentence with the section and item it stands in."""
    for section in digest.all_sections():
        for number, item in enumerate(section.items, start=1):
            for sentence in item.sentences:
                yield f"{section.id} {number}", sentence


def check_sentence(
    workspace: Workspace, newsroom: Newsroom, digest: Digest, place: str, sentence: Sentence
) -> str | None:
    """Why a sentence at a place is not supported, or None."""
    if sentence.query is not None:
        rows = query_rows(workspace, sentence.query, newsroom.material.week)
        return check_statistics(sentence.text, rows)
    urls = {source.post_id: source.url for source in digest.sources}
    for post_id in sentence.post_ids:
        post = newsroom.material.posts.get(post_id)
        if post is None:
            return f"cites {post_id}, which the database does not hold"
        if urls.get(post_id) != post.url:
            return f"cites {post_id} with an address that is not the post's"
    check = check_brief if place.split()[0] in BRIEF_SECTIONS else check_claim
    return check(sentence.text, [newsroom.cited(post_id) for post_id in sentence.post_ids])
