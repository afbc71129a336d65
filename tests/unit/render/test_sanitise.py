from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.render.sanitise import escape_markdown, safe_url, tidy_line, unescape_joiners

PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def read_back(markdown: str) -> str | None:
    """The plain text of a document that is one paragraph of nothing but text; None otherwise."""
    tokens = PARSER.parse(markdown)
    if [token.type for token in tokens] != ["paragraph_open", "inline", "paragraph_close"]:
        return None
    children = tokens[1].children or []
    if any(child.type not in {"text", "text_special"} for child in children):
        return None
    return unescape_joiners("".join(child.content for child in children))


@given(st.text(min_size=1))
def test_escape_markdown_reads_back_as_plain_text(text: str) -> None:
    line = tidy_line(text)
    if line:
        assert read_back(escape_markdown(text)) == line


@given(st.text(alphabet="#*_[]()<>!`~|$&\\-+=1.) \t@:^%{}hw/", min_size=1, max_size=40))
def test_escape_markdown_survives_runs_of_marks(text: str) -> None:
    line = tidy_line(text)
    if line:
        assert read_back(escape_markdown(text)) == line


@pytest.mark.parametrize("text", ["@someone", "#12", "https://a.example", "www.a.example"])
def test_escape_markdown_breaks_what_readers_turn_into_links(text: str) -> None:
    assert text not in escape_markdown(text).replace("\\", "")


def test_tidy_line_drops_direction_and_control_characters() -> None:
    assert tidy_line("a\u202eb\x00\n c\ufeff\u200b\t d") == "ab c d"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//a.example", "", "x"]
)
def test_safe_url_refuses_everything_but_web_addresses(url: str) -> None:
    assert safe_url(url) is None


def test_safe_url_encodes_what_would_end_a_link() -> None:
    assert safe_url('https://a.example/b c)(<">') == "https://a.example/b%20c%29%28%3C%22%3E"
    assert safe_url("https://a.example/%20?q=1&r=2#f") == "https://a.example/%20?q=1&r=2#f"
