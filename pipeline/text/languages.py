"""The language of a text, as an ISO 639-1 code."""

from __future__ import annotations

import re

import pycld2

UNKNOWN = "und"
NOT_PROSE = re.compile(r"https?://\S+|[@#]\w+")
LETTER = re.compile(r"[^\W\d_]")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
KANA = re.compile(r"[\u3041-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7af]")
# East Asian posts on technology are full of Latin names; a third of the letters shows the language.
MIN_EAST_ASIAN_SHARE = 0.3
# Chinese posts borrow a single kana now and then; Japanese ones hold more of them than Han.
MIN_KANA_SHARE = 0.15
# The detector still writes two languages as the standard did before 1989.
RENAMED_CODES = {"iw": "he", "jw": "jv"}
NO_LANGUAGE = frozenset({"un", "xx"})
CODE_LENGTH = 2


def detect_language(text: str) -> str:
    """ISO 639-1 code of the main language; "und" where the text is too short or mixed to tell.

    Handles, tags and addresses are left out, as they are English-looking in every language.
    """
    prose = NOT_PROSE.sub(" ", text)
    return east_asian_language(prose) or statistical_language(prose)


def east_asian_language(prose: str) -> str | None:
    """Chinese, Japanese or Korean by script, which no statistics can better; else None."""
    kana, hangul = len(KANA.findall(prose)), len(HANGUL.findall(prose))
    east_asian = kana + hangul + len(HAN.findall(prose))
    if not east_asian or east_asian < MIN_EAST_ASIAN_SHARE * len(LETTER.findall(prose)):
        return None
    if 2 * hangul > east_asian:
        return "ko"
    return "ja" if kana >= MIN_KANA_SHARE * east_asian else "zh"


def statistical_language(prose: str) -> str:
    """What the language detector is sure of, or "und"."""
    try:
        is_reliable, _, details = pycld2.detect(prose.encode("utf-8", "ignore"), bestEffort=False)
    except pycld2.error:
        return UNKNOWN
    code = str(details[0][1]).split("-")[0]
    is_code = is_reliable and len(code) == CODE_LENGTH and code not in NO_LANGUAGE
    return RENAMED_CODES.get(code, code) if is_code else UNKNOWN
