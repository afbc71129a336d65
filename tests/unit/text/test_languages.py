"""The language of short, mixed, noisy texts."""

import pytest

from pipeline.text.languages import detect_language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lab has released the weights of its newest model under an open licence.", "en"),
        ("El laboratorio ha publicado los pesos de su modelo más reciente con licencia.", "es"),
        ("实验室今天发布了最新的开源模型", "zh"),
        ("OpenAI 发布了新模型", "zh"),
        ("Claude Code 和 Codex 的 CLI 都更新了，agent 模式很好用", "zh"),
        ("新しいモデルを発表しました", "ja"),
        ("새로운 모델을 발표했습니다", "ko"),
        ("המעבדה פרסמה היום מודל חדש ופתוח לכולם", "he"),
        ("GM 🤩", "und"),
        ("@lab #ai https://example.com/the/long/english/words/of/an/address", "und"),
        ("😀😀😀", "und"),
        ("", "und"),
        ("\ufffe\uffff", "und"),
    ],
)
def test_detect_language_is(text: str, expected: str) -> None:
    assert detect_language(text) == expected


def test_one_borrowed_kana_does_not_make_chinese_japanese() -> None:
    assert detect_language("今天实验室の新模型发布会我们都看了直播非常精彩") == "zh"
