"""Words and figures of a text."""

from __future__ import annotations

import pytest

from pipeline.text.tokens import figure_keys, split_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("raised $2.5 billion", {"$2500000000"}),
        ("raised $2.5B", {"$2500000000"}),
        ("融资 25亿美元", {"$2500000000"}),
        ("1.5GW and 1.5 GW", {"1.5gw"}),
        ("up 40% or 40 percent", {"40%"}),
        ("1,200 GPUs", {"1200gpus"}),
        ("GPT-5.4 and 35B-A3B", set()),
        ("at 10:30 on 16/4/2026", set()),
        ("in 2026 we had 3 of them", set()),
        ("$0.25/M tokens", {"$0.25"}),
    ],
    ids=str,
)
def test_figure_keys_reads_one_value_in_any_spelling(text: str, expected: set[str]) -> None:
    assert figure_keys(text) == expected


def test_split_words_keeps_versions_and_leaves_addresses_out() -> None:
    assert split_words("GPT-5.4 at https://a.example/x cursor.com/blog") == ["gpt-5.4", "at"]


def test_split_words_pairs_chinese_characters() -> None:
    assert split_words("开源模型") == ["开源", "源模", "模型"]
