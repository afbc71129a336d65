from __future__ import annotations

import csv
import io
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader

from pipeline.render.brief import Brief, BriefLedgerRow, BriefSafetyRow
from pipeline.render.model import NO_FIGURES, Item, Kpi, Mover, Sentence
from pipeline.render.pdf import layout_brief, open_compiler, render_brief, render_brief_image

DATA = Path(__file__).parents[2] / "data"
with (DATA / "hostile_texts.tsv").open(encoding="utf-8", newline="") as table:
    HOSTILE = [row["text"] for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]
PAPERS = ["a4", "us-letter"]
PAPER_POINTS = {"a4": (595, 842), "us-letter": (612, 792)}
LONG = (
    "Northwind Labs said that its newest family of models, trained over eleven months on 24,000 "
    "accelerators in three regions, will be offered to every customer of its cloud service under "
    "the terms of last year, with prices that fall by a third for those who commit for two years."
)


def quiet(brief: Brief) -> Brief:
    nothing = {"developments": (), "points": (), "safety": (), "ledger": (), "watch": ()}
    return replace(brief, snapshot=brief.snapshot[:1], figures=NO_FIGURES, **nothing)


def crowded(brief: Brief) -> Brief:
    cited = brief.developments[0].sentences[0].post_ids
    said = tuple(Sentence(LONG, cited) for _ in range(4))
    items = tuple(Item(f"{number}: {LONG[:110]}", said) for number in range(40))
    return replace(
        brief,
        snapshot=said * 3,
        developments=items,
        points=items,
        watch=items,
        safety=tuple(BriefSafetyRow(n % 5 + 1, "Severe", LONG, cited) for n in range(40)),
        ledger=tuple(BriefLedgerRow("Lease", LONG[:80], LONG, cited) for _ in range(40)),
        figures=replace(brief.figures, movers=tuple(Mover(f"Lab {n}", n, 9) for n in range(40))),
    )


def endless_words(brief: Brief) -> Brief:
    cited = brief.developments[0].sentences[0].post_ids
    word = "W" * 400
    return replace(
        brief,
        title=word,
        snapshot=(Sentence(word, cited),),
        developments=(Item(word, (Sentence(f"https://a.example/{word}", cited),)),),
        watch=(Item(word, (Sentence(word, cited),)),),
        safety=(BriefSafetyRow(5, word, word, cited),),
        ledger=(BriefLedgerRow(word, word, word, cited),),
        figures=replace(
            brief.figures,
            movers=(Mover(word, 1, 9999),),
            kpis=(Kpi(word, 9_999_999, 1, 2.5, (1, 2)),) * 6,
        ),
    )


def foreign(brief: Brief) -> Brief:
    cited = brief.developments[0].sentences[0].post_ids
    text = "通义千问发布 Tern 3 🎉🔥 かな 한국어 العربية हिन्दी ﷽ 👩‍💻 𝒜 ☃ \u202e\x00 ok"
    return replace(brief, title=text, developments=(Item(text, (Sentence(text, cited),)),))


WEEKS = {
    "usual": lambda brief: brief,
    "quiet": quiet,
    "crowded": crowded,
    "endless words": endless_words,
    "foreign": foreign,
}


def text_of(pdf: bytes) -> str:
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    return " ".join(text.replace("\u200b", "").replace("\u2060", "").split())


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("week", WEEKS)
def test_the_brief_is_one_page_without_warnings(brief, week: str, paper) -> None:
    stressed = WEEKS[week](brief)
    (page,) = PdfReader(io.BytesIO(render_brief(stressed, paper))).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == PAPER_POINTS[paper]
    _, warnings = open_compiler(stressed, paper).compile_with_warnings(format="pdf")
    assert warnings == []


def test_nothing_is_left_out_of_a_usual_week_and_all_that_is_left_out_is_counted(brief) -> None:
    assert layout_brief(brief).omitted == {}
    omitted = layout_brief(crowded(brief)).omitted
    assert omitted["developments"] + 3 >= 37
    assert "Left out for space" in text_of(render_brief(crowded(brief)))


def test_shortened_texts_are_counted(brief) -> None:
    assert layout_brief(endless_words(brief)).omitted == {"shortened": 7}
    assert layout_brief(foreign(brief)).omitted == {}


def test_the_same_brief_gives_the_same_bytes(brief) -> None:
    assert render_brief(brief) == render_brief(brief)
    assert render_brief(brief) != render_brief(replace(brief, title="Another"))


def test_the_page_is_tagged_titled_and_dated_by_the_week(brief) -> None:
    reader = PdfReader(io.BytesIO(render_brief(brief)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert reader.metadata.title == brief.title
    assert reader.metadata.creation_date.isoformat() == "2026-03-02T00:00:00+00:00"
    packet = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in packet
    assert "pdfaid:part" in packet


def test_only_vendored_fonts_are_embedded(brief) -> None:
    page = PdfReader(io.BytesIO(render_brief(foreign(brief)))).pages[0]
    names = {font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()}
    families = {name.split("+")[1].split("-")[0] for name in names}
    assert families == {"Inter", "SourceSerif4"}


def test_citations_link_to_posts_and_to_nothing_unsafe(brief) -> None:
    def links(sources) -> set[str]:
        page = PdfReader(io.BytesIO(render_brief(replace(brief, sources=sources)))).pages[0]
        notes = [note.get_object() for note in page.get("/Annots", [])]
        return {note["/A"]["/URI"] for note in notes if "/A" in note}

    shown = links(brief.sources)
    assert brief.sources[0].url in shown
    assert all(url.startswith("https://x.com/") for url in shown)
    unsafe = tuple(replace(source, url="javascript:alert(1)") for source in brief.sources)
    assert links(unsafe) == set()


def test_hostile_text_is_printed_as_it_is(brief) -> None:
    cited = brief.developments[0].sentences[0].post_ids
    for start in range(0, len(HOSTILE), 9):
        said = tuple(Item("", (Sentence(text, cited),)) for text in HOSTILE[start : start + 9])
        page = text_of(render_brief(replace(quiet(brief), developments=said)))
        for text in HOSTILE[start : start + 6]:
            assert text.split()[0] in page


def test_uncovered_writing_is_named(brief) -> None:
    assert "[Chinese] Tern 3" in text_of(render_brief(foreign(brief)))


def read_image(png: bytes) -> np.ndarray:
    """Grey values, (height, width) uint8, of an 8-bit RGBA or RGB PNG."""
    width, height = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    channels = {2: 3, 6: 4}[png[25]]
    packed, at = b"", 8
    while at < len(png):
        size, kind = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        packed += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, -1)
    image = np.zeros((height + 1, width + 1, channels), np.int64)
    for y, row in enumerate(rows):
        undo_filter(row[0], row[1:].reshape(width, channels).astype(np.int64), image, y + 1)
    return image[1:, 1:, :3].mean(axis=2).astype(np.uint8)


def undo_filter(kind: int, raw: np.ndarray, image: np.ndarray, y: int) -> None:
    """One scan line of PNG filter types 0 to 4 (RFC 2083, section 6)."""
    if kind == 0:
        image[y, 1:] = raw
    elif kind == 1:
        image[y, 1:] = np.cumsum(raw, axis=0) % 256
    elif kind == 2:
        image[y, 1:] = (raw + image[y - 1, 1:]) % 256
    else:
        for x in range(1, len(raw) + 1):
            left, up, corner = image[y, x - 1], image[y - 1, x], image[y - 1, x - 1]
            image[y, x] = (raw[x - 1] + predict(kind, left, up, corner)) % 256


def predict(kind: int, left: np.ndarray, up: np.ndarray, corner: np.ndarray) -> np.ndarray:
    if kind == 3:
        return (left + up) // 2
    guess = left + up - corner
    distances = [abs(guess - left), abs(guess - up), abs(guess - corner)]
    return np.where(
        (distances[0] <= distances[1]) & (distances[0] <= distances[2]),
        left,
        np.where(distances[1] <= distances[2], up, corner),
    )


@pytest.mark.parametrize("week", ["usual", "crowded", "endless words"])
def test_ink_fills_the_page_and_stays_off_its_margins(brief, week: str) -> None:
    image = read_image(render_brief_image(WEEKS[week](brief), pixels_per_inch=36))
    dark = image < 200
    height = len(dark)
    margin = round(8 / 25.4 * 36)
    assert not dark[:margin].any()
    assert not dark[-margin:].any()
    assert not dark[:, :margin].any()
    assert not dark[:, -margin:].any()
    assert dark[: height // 4].any()
    assert dark[-height // 8 :].any()
    assert 0.01 < dark.mean() < 0.4
