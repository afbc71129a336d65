"""How far a released model is, by the words of its launch: rumoured, announced or available."""

from __future__ import annotations

import re

from pipeline.nlp.tracker_launches import Launch
from pipeline.nlp.tracker_records import TrackerStatus
from pipeline.text.sentence_spans import SentenceSpan, find_sentences

AVAILABLE = re.compile(
    r"\b(?:available|here|live|out|rolling out|released?|releasing|launch(?:ed|es)|ship(?:s|ped|"
    r"ping)|"
    r"dropp?(?:ed|s)|landed|open[- ]sourc(?:e|ed|ing)|arrived|download|try it|weights)\b|"
    r"发布|上线|开源",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"\b(?:waitlist|limited|coming|soon|not (?:be )?(?:publicly |generally )?(?:available|"
    r"released?)|select|"
    r"trusted|private)\b",
    re.IGNORECASE,
)
# What an owner that introduces a model says elsewhere in the post of how to have it.
AVAILABLE_NOW = re.compile(
    r"\b(?:available (?:now|today|on|in|via|through)|now available|"
    r"(?:is|are) (?:now )?(?:live|out)|try (?:it|them)|download|(?:open )?weights|"
    r"hugging ?face|open[- ]sourc(?:e|ed|ing)|"
    r"rolling out|starting today|today in|on github|modelscope|playground)\b|🤗|可用|开源",
    re.IGNORECASE,
)


def read_status(record_id: str, launch: Launch) -> TrackerStatus:
    """The status with the sentence that states it: the launch's, or one on how to have it."""
    status, sentence = launch_status(launch), launch.sentence
    if status == "announced" and launch.speaker == "owner" and not launch.is_future:
        status, sentence = _availability(launch) or (status, sentence)
    return TrackerStatus(
        record_id=record_id,
        status=status,
        post_id=launch.post.post_id,
        stated_at=launch.post.posted_at,
        span_start=sentence.start,
        span_end=sentence.end,
        quote=sentence.text,
    )


def _availability(launch: Launch) -> tuple[str, SentenceSpan] | None:
    """The sentence after a launch that says the model can be had, unless it is kept from some."""
    following = [
        sentence
        for sentence in find_sentences(launch.post.body_text)
        if sentence.start > launch.sentence.start
    ]
    text = " ".join([launch.sentence.text, *(sentence.text for sentence in following)])
    if NOT_YET.search(text):
        return None
    return next(
        (("available", each) for each in following if AVAILABLE_NOW.search(each.text)), None
    )


def launch_status(launch: Launch) -> str:
    """What one launch says: rumoured, announced, or available."""
    if launch.is_rumour or (launch.is_future and launch.speaker != "owner"):
        return "rumoured"
    text = launch.sentence.text
    if launch.is_future or NOT_YET.search(text) or not AVAILABLE.search(text):
        return "announced"
    return "available"
