"""The language of a text, as an ISO 639-1 code."""

from __future__ import annotations

import re

import pycld2

UNKNOWN = "und"
NOT_PROSE = re.compile(r"https?://\S+|[@#]\w+")


def detect_language(text: str) -> str:
    """ISO 639-1 code of the main language; "und" where the text is too short or mixed to tell.

    Handles, tags and addresses are left out, as they are English-looking in every language.
    """
    prose = NOT_PROSE.sub(" ", text)
    try:
        is_reliable, _, details = pycld2.detect(prose.encode("utf-8", "ignore"), bestEffort=False)
    except pycld2.error:
        return UNKNOWN
    code = str(details[0][1]).split("-")[0]
    return code if is_reliable and code != "un" else UNKNOWN
