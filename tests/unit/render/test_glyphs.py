from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from pipeline.render import glyphs
from pipeline.render.glyphs import BREAK_POINT, load_coverage, printable_text

FONTS = Path(glyphs.__file__).parent / "fonts"


def test_coverage_is_what_every_vendored_face_covers() -> None:
    faces = sorted(FONTS.glob("*.ttf"))
    assert len(faces) == 5
    covered = set.intersection(*(set(TTFont(face).getBestCmap()) for face in faces))
    assert {ord(character) for character in load_coverage()} == covered


def test_fonts_are_small_and_have_their_licences() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 1_000_000
    assert all("SIL OPEN FONT LICENSE" in path.read_text() for path in FONTS.glob("*-OFL.txt"))
    assert len(list(FONTS.glob("*-OFL.txt"))) == 2


@given(st.text())
def test_printable_text_has_a_glyph_for_every_character(text: str) -> None:
    assert set(printable_text(text)) <= load_coverage() | {BREAK_POINT}


@given(st.text())
def test_printable_text_can_be_broken_into_short_pieces(text: str) -> None:
    pieces = printable_text(text).replace(BREAK_POINT, " ").split()
    assert all(len(piece) <= glyphs.MAX_TOKEN_CHARACTERS for piece in pieces)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Qwen 我们发布了，新模型 now", "Qwen [Chinese] now"),
        ("カタカナ and 한국어 텍스트", "[Japanese] and [Korean]"),
        ("launch 🚀🔥 day ☃!", "launch day!"),
        ("𝗕𝗼𝗹𝗱 ＡＢＣ ℃ ①", "Bold ABC °C 1"),
        ("GPT‑5 • naïve Łódź Привет", "GPT-5 • naïve Łódź Привет"),
        ("e\u0301 a\u202eb", "é ab"),
    ],
)
def test_uncovered_text_is_respelled_named_or_dropped(text: str, printed: str) -> None:
    assert printable_text(text) == printed
