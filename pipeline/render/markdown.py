"""`digest.md`: GitHub-flavoured Markdown with numbered citations.

A citation `[^3]` is a footnote for GitHub and Obsidian and, since its definition is nothing but an
address, a plain link for every other CommonMark reader. Citations are set apart by spaces: side by
side, `[^1][^2]` would be one link to a CommonMark reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.render import wording
from pipeline.render.model import Digest, Item, Kpi, Section, Sentence, Source
from pipeline.render.sanitise import escape_markdown, safe_url

QUERIES_HEADING = "Queries"
FIGURES_HEADING = "Figures"
QUERIES_NOTE = (
    "A figure marked with `q:` and a name is computed by the query of that name; "
    "`digest sql --list` shows them all."
)


def render_markdown(digest: Digest) -> str:
    """The digest as Markdown text, all nine sections, ending in a line break."""
    number_of = digest.number_of()
    span = wording.format_span(digest.week_start, digest.week_end)
    blocks = [f"# {escape_markdown(digest.title)}", f"**{span}**"]
    for section in digest.all_sections():
        blocks.append(f"## {escape_markdown(section.title)}")
        blocks += render_section(section, digest, number_of)
    return "\n\n".join(blocks) + "\n"


def render_section(section: Section, digest: Digest, number_of: Mapping[str, int]) -> list[str]:
    """The blocks under a section's heading."""
    if section.id == "sources":
        return render_sources(digest)
    blocks = list(render_items(section, number_of)) or [f"*{wording.EMPTY_NOTES[section.id]}*"]
    if section.id == "coverage":
        blocks += [*render_figures(digest), *render_queries(digest)]
    return blocks


def render_items(section: Section, number_of: Mapping[str, int]) -> Iterator[str]:
    """Paragraphs for the snapshot, headed paragraphs for developments, bullets elsewhere."""
    if section.id == "snapshot":
        for item in section.items:
            yield render_bullet(item, number_of)
    elif section.id == "developments":
        for item in section.items:
            if item.headline:
                yield f"### {escape_markdown(item.headline)}"
            yield render_sentences(item, number_of)
    elif section.items:
        yield "\n".join(f"- {render_bullet(item, number_of)}" for item in section.items)


def render_bullet(item: Item, number_of: Mapping[str, int]) -> str:
    """A bullet: its headline in bold with a colon, then its sentences."""
    sentences = render_sentences(item, number_of)
    if not item.headline:
        return sentences
    return f"**{escape_markdown(item.headline)}:** {sentences}".rstrip()


def render_sentences(item: Item, number_of: Mapping[str, int]) -> str:
    """Sentences in a row, each followed by its citations."""
    return " ".join(render_sentence(sentence, number_of) for sentence in item.sentences)


def render_sentence(sentence: Sentence, number_of: Mapping[str, int]) -> str:
    """The text, then `[^n]` for each post in rising order, then `[q:name]` for its query."""
    numbers = sorted({number_of[post_id] for post_id in sentence.post_ids})
    marks = [f"[^{number}]" for number in numbers]
    if sentence.query:
        marks.append(f"[q:{sentence.query}]")
    return " ".join([escape_markdown(sentence.text), *marks])


def render_sources(digest: Digest) -> list[str]:
    """A list that can be read, and the definitions that the citations resolve to."""
    if not digest.sources:
        return [f"*{wording.EMPTY_NOTES['sources']}*"]
    lines = [f"{source.number}. {render_source(source)}" for source in digest.sources]
    definitions = [f"[^{source.number}]: {link_of(source)}" for source in digest.sources]
    return [wording.summarise_sources(digest.sources), "\n".join(lines), "\n".join(definitions)]


def render_source(source: Source) -> str:
    """Author, platform, day and address."""
    return f"{escape_markdown(wording.describe_source(source))}: <{link_of(source)}>"


def link_of(source: Source) -> str:
    """The address of a source, or an anchor that leads nowhere when the address is unsafe."""
    return safe_url(source.url) or "#sources"


def render_figures(digest: Digest) -> list[str]:
    """The week's counts as a table."""
    if not digest.figures.kpis:
        return []
    header = ["| | This week | Last week | Mean of four weeks |", "|---|--:|--:|--:|"]
    rows = [render_kpi(kpi) for kpi in digest.figures.kpis]
    return [f"### {FIGURES_HEADING}", "\n".join([*header, *rows])]


def render_kpi(kpi: Kpi) -> str:
    """A row of the table of figures; a week that was not read is a dash, not a zero."""
    cells = [
        escape_markdown(kpi.label),
        wording.format_count(kpi.value),
        *(
            wording.EN_DASH if count is None else wording.format_mean(count)
            for count in (kpi.last_week, kpi.mean_four_weeks)
        ),
    ]
    return f"| {' | '.join(cells)} |"


def render_queries(digest: Digest) -> list[str]:
    """The note that the query citations lead to."""
    names = digest.query_names()
    if not names:
        return []
    listed = "\n".join(f"- `{name}`" for name in names)
    definitions = "\n".join(f"[q:{name}]: #{QUERIES_HEADING.lower()}" for name in names)
    return [f"### {QUERIES_HEADING}", QUERIES_NOTE, listed, definitions]
