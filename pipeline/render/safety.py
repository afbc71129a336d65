"""`safety.csv` and `safety.md`: a week's safety items with the arithmetic behind each score."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from pipeline.errors import ContractError
from pipeline.reference.safety_rubric import load_safety_rubric
from pipeline.render.model import SafetyItem
from pipeline.render.sanitise import escape_markdown, safe_url
from pipeline.render.tables import Cell, Column, render_csv
from pipeline.render.wording import EMPTY_NOTES, EN_DASH, count_noun, format_day, format_span
from pipeline.weeks import Week

RUBRIC = "SRS-1"
TOP_BAND = 5
UNKNOWN = "unknown"
X_HOSTS = frozenset({"x.com", "twitter.com"})
X_HANDLE = re.compile(r"/(?P<handle>\w+)/status/")
POST_ID = re.compile(r"\[([\w:.@/-]+)\](?=[.;, ]|$)")  # in brackets, as a rationale cites
ROUNDING = 0.51  # a score is rounded to a whole number
SAFETY_COLUMNS = (
    Column("rubric"),
    Column("week_start", "date"),
    Column("record_id"),
    Column("story_id"),
    Column("title"),
    Column("kind"),
    Column("event_date", "date"),
    Column("event_date_basis"),
    Column("realised_band", "number"),
    Column("potential_band", "number"),
    Column("likelihood", "number"),
    Column("evidence_grade"),
    Column("causal_link"),
    Column("dims", "list"),
    Column("flags", "list"),
    Column("risk_score", "number"),
    Column("risk_label"),
    Column("rationale"),
    Column("confidence"),
    Column("missing", "list"),
    Column("post_ids", "list"),
    Column("urls", "list"),
)
RUBRIC_TEXT = f"""\
Each item is rated by rubric {RUBRIC} from what its cited posts state, never from their tone.

- **Listed** is what a post reports: not opinion, questions, teasers or jokes, nor an old event
  told again. Posts on one matter are one item; what the gate turned away stays in the table
  `gold.safety_items` with the reason.
- **Kind** comes first: an *incident* did harm and AI was a cause of it; a *near miss* was
  averted by something other than its safeguards; a *hazard* could plausibly lead to harm; a
  *capability finding* was seen under test; *governance* and *research* report no event.
- **Realised band S1 to S5** (negligible, minor, substantial, severe, catastrophic) is the
  highest band of any dimension (physical, psychological, rights, privacy, financial, service,
  security of or through AI, information, dignity, environment, loss of control) whose trigger a
  post states. What no post states is *unknown*, not negligible; exposure is not harm; an
  allegation is not a finding.
- **Potential band P1 to P5** is the credible worst case on the same scale; **likelihood L1 to
  L5** runs from theoretical to ongoing at scale.
- **Evidence** weighs the score: A primary record 1.0, B two independent origins 0.95, C one
  credible first-hand account 0.8, D single unverified account 0.6.
- **Risk score** is 100 × the larger of S ÷ 5 and (P ÷ 5) × (L ÷ 5), × the weight of the
  evidence. **Label**: Critical from 80, High from 60, Elevated from 40, Moderate from 20, else
  Low. Grade D is never above Elevated; a death that AI contributed to, and an attack under way
  with no fix, are never below High.

The weights and cuts are this project's own and have not been calibrated against experts."""


def render_safety_csv(week: Week, items: Iterable[SafetyItem]) -> str:
    """The items as CSV, highest risk first."""
    return render_csv(SAFETY_COLUMNS, [safety_row(week, item) for item in rank_items(items)])


def safety_row(week: Week, item: SafetyItem) -> Mapping[str, Cell]:
    """An item as cells; dimensions as `name=band`."""
    return {
        "rubric": RUBRIC,
        "week_start": week.start,
        "record_id": item.record_id,
        "story_id": item.story_id,
        "title": item.title,
        "kind": item.kind,
        "event_date": item.event_date,
        "event_date_basis": item.event_date_basis,
        "realised_band": item.realised_band,
        "potential_band": item.potential_band,
        "likelihood": item.likelihood,
        "evidence_grade": item.evidence_grade,
        "causal_link": item.causal_link,
        "dims": [f"{dimension.name}={dimension.band}" for dimension in item.dims],
        "flags": item.flags,
        "risk_score": item.risk_score,
        "risk_label": item.risk_label,
        "rationale": item.rationale,
        "confidence": item.confidence,
        "missing": item.missing,
        "post_ids": item.post_ids,
        "urls": item.urls,
    }


def rank_items(items: Iterable[SafetyItem]) -> list[SafetyItem]:
    """Highest score first, unrated last, ties in the order given."""
    return sorted(items, key=lambda item: (item.risk_score is None, -(item.risk_score or 0)))


def render_safety_md(week: Week, items: Sequence[SafetyItem]) -> str:
    """The items as Markdown: the rubric, a table, then each item with its arithmetic.

    Raises:
        ContractError: an item's score is not what its own bands and grade give.
    """
    ranked = rank_items(items)
    blocks = [
        "# AI safety: the week's items and their ratings",
        f"**{format_span(week.start, week.last_day)}**",
        f"## How to read the ratings\n\n{RUBRIC_TEXT}",
        "## The week's items",
    ]
    if not ranked:
        return "\n\n".join([*blocks, f"*{EMPTY_NOTES['safety']}*"]) + "\n"
    summary = f"{count_noun(len(ranked), 'item')}, highest risk first."
    details = [render_item(place, item) for place, item in enumerate(ranked, start=1)]
    return "\n\n".join([*blocks, summary, render_table(ranked), *details]) + "\n"


def render_table(items: Sequence[SafetyItem]) -> str:
    """One line an item."""
    header = "| # | Risk | Item | Kind | Harm done | Could do | Evidence |"
    lines = [
        "| "
        + " | ".join(
            (
                str(place),
                describe_risk(item),
                escape_markdown(item.title),
                describe_kind(item),
                describe_band("S", item.realised_band),
                describe_band("P", item.potential_band),
                item.evidence_grade,
            )
        )
        + " |"
        for place, item in enumerate(items, start=1)
    ]
    return "\n".join([header, "|--:|---|---|---|---|---|---|", *lines])


def render_item(place: int, item: SafetyItem) -> str:
    """An item's heading, rationale, arithmetic, flags and posts."""
    lines = [f"- **When:** {describe_date(item.event_date, item.event_date_basis)}"]
    if item.risk_score is not None:
        lines = [
            f"- **Rating:** {describe_risk(item)} (confidence: {escape_markdown(item.confidence)})",
            *lines,
            f"- **Arithmetic:** {explain_score(item)}",
        ]
    if item.flags:
        flags = ", ".join(flag.replace("_", " ") for flag in item.flags)
        lines.append(f"- **Flags:** {escape_markdown(flags)}")
    lines.append(f"- **Posts:** {link_posts(item.urls)}")
    heading = f"### {place}. {escape_markdown(item.title)}"
    return "\n\n".join([heading, link_citations(item.rationale, item), "\n".join(lines)])


def explain_score(item: SafetyItem) -> str:
    """The formula with the numbers of an item that has a score.

    Raises:
        ContractError: the result is not the item's score.
    """
    weight = load_safety_rubric().evidence_weights[item.evidence_grade]
    terms = []
    if item.realised_band is not None:
        terms.append((item.realised_band / TOP_BAND, f"S {item.realised_band}/{TOP_BAND}"))
    if item.potential_band is not None and item.likelihood is not None:
        share = item.potential_band / TOP_BAND * item.likelihood / TOP_BAND
        words = f"P {item.potential_band}/{TOP_BAND} × L {item.likelihood}/{TOP_BAND}"
        terms.append((share, words))
    exact = 100 * max((share for share, _ in terms), default=0.0) * weight
    if item.risk_score is None or abs(exact - item.risk_score) > ROUNDING:
        problem = f"{item.record_id} has score {item.risk_score}, its bands give another"
        raise ContractError("safety items", problem, 1)
    shares = ", ".join(f"{words} = {share:.2f}" for share, words in terms)
    larger = max(share for share, _ in terms)
    return (
        f"{shares}; 100 × {larger:.2f} × {weight:g} (evidence {item.evidence_grade})"
        f" = {item.risk_score}, {escape_markdown(item.risk_label)}"
    )


def describe_risk(item: SafetyItem) -> str:
    """Score and label, such as `76 High`."""
    score = "" if item.risk_score is None else f"{item.risk_score} "
    return f"{score}{escape_markdown(item.risk_label)}"


def describe_kind(item: SafetyItem) -> str:
    """The kind in words: `near miss` for `near_miss`."""
    return escape_markdown(item.kind.replace("_", " "))


def describe_band(scale: str, band: int | None) -> str:
    """A band with its word, such as `S3 substantial`."""
    return UNKNOWN if band is None else f"{scale}{band} {load_safety_rubric().band_names[band]}"


def describe_date(event_date: dt.date | None, basis: str | None) -> str:
    """The date with the rule it was taken by."""
    if event_date is None:
        return UNKNOWN
    by = f" (basis: {escape_markdown(basis.replace('_', ' '))})" if basis else ""
    return f"{format_day(event_date)}{by}"


def link_posts(urls: Sequence[str]) -> str:
    """Links to the posts, named by who wrote them; an unsafe address stays out."""
    links = [link for url in urls if (link := link_post(url))]
    return ", ".join(links) or EN_DASH


def link_post(url: str) -> str | None:
    """A link named by the handle in an X address, else by its host; None for an unsafe one."""
    address = safe_url(url)
    if address is None:
        return None
    parts = urlsplit(address)
    handle = X_HANDLE.match(parts.path) if parts.hostname in X_HOSTS else None
    name = f"@{handle['handle']}" if handle else str(parts.hostname)
    return f"[{escape_markdown(name)}]({address})"


def link_citations(rationale: str, item: SafetyItem) -> str:
    """The rationale as Markdown, the post ids in brackets turned into links."""
    links = {
        post_id: link_post(url) for post_id, url in zip(item.post_ids, item.urls, strict=False)
    }
    parts = POST_ID.split(rationale)
    texts = [escape_markdown(part) for part in parts[::2]]
    cited = [links.get(post_id) or escape_markdown(f"[{post_id}]") for post_id in parts[1::2]]
    last = texts.pop()
    pairs = zip(texts, cited, strict=True)
    return "".join([*(f"{text} {link}" for text, link in pairs), last])
