"""What a reader sees of a text: one spelling, nothing hidden, the same when done twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.normalize import normalize_text, split_repost, unescape_entities

CASES = [
    ("Q&amp;A &lt;b&gt; &quot;x&quot; &#39;y&#39;", "Q&A <b> \"x\" 'y'", "entities"),
    ("R&amp;amp;D", "R&D", "entities escaped twice"),
    ("AT&amp;amp;amp;amp;T", "AT&T", "entities escaped four times"),
    ("&#x1F680; &eacute;", "🚀 é", "numbers and names"),
    ("&unknown; AT&T & co", "&unknown; AT&T & co", "an ampersand that begins no entity"),
    ("see https://a.example/?x=1&copy=2", "see https://a.example/?x=1&copy=2", "an address"),
    ("GPT\u20115 and Claude\u20104", "GPT-5 and Claude-4", "hyphens that do not break"),
    ("cafe\u0301", "caf\u00e9", "composed letters"),
    ("\u202eevil\u202c \u2066text\u2069", "evil text", "marks of direction"),
    ("zero\u200bwidth\ufeff \u2060joined", "zerowidth joined", "zero-width characters"),
    ("soft\u00adhyphen", "softhyphen", "soft hyphens"),
    ("hello\U000e0041\U000e0042", "hello", "tags that hide text"),
    ("👩\u200d💻 ❤\ufe0f", "👩\u200d💻 ❤\ufe0f", "joiners and selectors of emoji stay"),
    ("cut \ud83d", "cut", "half an emoji"),
    ("new https://t.co/Ab1 model", "new model", "short links"),
    ("model https://t.co/Ab1… ", "model", "short links that were cut"),
    ("模型\u3000发布了https://t.co/Ab1", "模型 发布了", "wide spaces"),
    ("a\u00a0b\u2009c\td", "a b c d", "every kind of space"),
    ("one \r\n two\r\rthree\u2028four", "one\ntwo\n\nthree\nfour", "every kind of break"),
    ("a\n \n\n \nb", "a\n\nb", "at most one blank line"),
    ("\x00\x07bell", "bell", "controls"),
    ("  \n ", "", "nothing but space"),
]
FRAGMENTS = [
    "&amp;", "&", "amp;", "#38;", "&#x26;", "am&#112;;", "\u037e", "&lt", "lt;", "&#8203;",
    "&#xd800;", "https://t.co/", "https://t.", "co/Ab…", "\u200b", "\u0301", "e", "\u00ad", " ",
    "\n", "\r", "\u2028", "\u3000", "\u2011", "RT @a: ", "\ud83d", "\ude00", "&NotEqualTilde;",
    "\u0958", "\u1680", "\U000e0041",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=16).map("".join)


@pytest.mark.parametrize(("text", "expected", "why"), CASES, ids=[case[2] for case in CASES])
def test_normalize_text_reads(text: str, expected: str, why: str) -> None:
    assert normalize_text(text) == expected, why


@given(TEXTS)
def test_normalize_text_is_idempotent(text: str) -> None:
    once = normalize_text(text)
    assert normalize_text(once) == once


@given(TEXTS)
def test_normalized_text_can_be_stored_and_shows_no_short_link(text: str) -> None:
    once = normalize_text(text)
    assert once.encode().decode() == once
    assert "\x00" not in once
    assert "https://t.co/" not in once


@given(TEXTS)
def test_unescape_entities_leaves_nothing_escaped(text: str) -> None:
    once = unescape_entities(text)
    assert unescape_entities(once) == once


@pytest.mark.parametrize("part", ["amp;", "am&#112;;", "#38;", "am&#8203;p;"])
def test_deeply_escaped_text_takes_linear_time(part: str) -> None:
    assert normalize_text("&" + part * 100_000) == "&"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT @lab: Hello", ("lab", "Hello")),
        ("RT @lab:\nHello", ("lab", "Hello")),
        ("RT @lab:", ("lab", "")),
        ("RT @a: RT @b: Hello", ("a", "RT @b: Hello")),
        ("Via RT @lab: Hello", (None, "Via RT @lab: Hello")),
        ("RT this post", (None, "RT this post")),
    ],
)
def test_split_repost_takes_the_prefix_off(text: str, expected: tuple[str | None, str]) -> None:
    assert split_repost(text) == expected
