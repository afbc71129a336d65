import datetime as dt

import pytest

from pipeline.nlp.watch_items import find_watch_items, follow_up
from pipeline.reference.registry import load_registry
from tests.unit.nlp.week_factory import WEEK, make_material, make_post

REGISTRY = load_registry()
NEXT = WEEK.shifted(1)
LATER = WEEK.shifted(4)


def watch(*texts, handle="dailychips"):
    posts = [make_post(str(n), text, handle=f"{handle}{n or ''}") for n, text in enumerate(texts)]
    return find_watch_items(make_material(posts), REGISTRY)


@pytest.mark.parametrize(
    ("text", "actor", "due"),
    [
        ("NVIDIA will unveil its next GPU on March 16.", "org:nvidia", dt.date(2026, 3, 16)),
        ("OpenAI plans to retire GPT-4o next month.", "org:openai", dt.date(2026, 4, 30)),
        ("Anthropic is set to open an office in Seoul.", "org:anthropic", None),
        ("OpenAI to launch a browser by the end of Q2", "org:openai", dt.date(2026, 6, 30)),
        ("DeepSeek 将于4月下旬发布新模型", "org:deepseek", dt.date(2026, 4, 30)),
    ],
)
def test_promises_have_an_actor_and_a_date_when_one_is_named(text, actor, due):
    (item,) = watch(text)
    assert (item.actor_id, item.due_date, item.status) == (actor, due, "open")
    assert item.sentence == text[item.span_start : item.span_end]


def test_an_organisation_that_says_we_is_the_actor():
    (item,) = watch("We will release the weights next week.", handle="MistralAI")
    assert item.actor_id == "org:mistral-ai"
    assert item.due_date == NEXT.end - dt.timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        "They will launch something big on March 16.",
        "OpenAI launched a browser on March 3.",
        "I think OpenAI will launch a phone next year.",
        "Will OpenAI launch a phone next week?",
        "OpenAI will not release the weights of GPT-4o next month.",
        "Join us on March 16 as NVIDIA will host a webinar.",
        "Use Claude to build apps next week with Anthropic",
        "NVIDIA will hold a call on March 4.",
        "OpenAI will build a city by 2040.",
    ],
)
def test_no_cue_no_actor_or_nothing_ahead_is_no_watch_item(text):
    assert watch(text) == []


def test_outlets_promise_nothing():
    assert watch("Reuters will publish a list of chips next week.") == []


def test_the_same_promise_by_several_is_one_item():
    (item,) = watch(
        "NVIDIA will unveil its next GPU on March 16.", "NVIDIA will unveil new chips March 16!"
    )
    assert item.post_ids == ("0", "1")


def follow(promise, *later_texts, week=NEXT):
    posts = [
        make_post(f"9{n}", text, week=week, handle=f"other{n}")
        for n, text in enumerate(later_texts)
    ]
    material = make_material(posts) if posts else make_material([make_post("90", "x", week=week)])
    (item,) = follow_up(watch(promise), material)
    return item


@pytest.mark.parametrize(
    ("later", "status"),
    [
        ("OpenAI released GPT-6 today.", "happened"),
        ("OpenAI has delayed GPT-6 until May.", "slipped"),
        ("OpenAI has cancelled GPT-6.", "dropped"),
        ("OpenAI will release GPT-6 soon.", "open"),
        ("OpenAI has not released GPT-6.", "open"),
        ("OpenAI released a paper on GPT-5.", "open"),
        ("Anthropic released Claude Opus 4.6.", "open"),
    ],
)
def test_a_promise_is_settled_only_by_a_post_about_its_object(later, status):
    item = follow("OpenAI will release GPT-6 on March 12.", later)
    assert item.status == status
    assert item.evidence_post_ids == (("90",) if status != "open" else ())


def test_silence_leaves_a_promise_open_and_overdue():
    item = follow("OpenAI will release GPT-6 on March 12.", week=LATER)
    assert (item.status, item.is_overdue) == ("open", True)
    assert not follow("OpenAI will release GPT-6 in May.").is_overdue


def test_settled_items_are_not_followed_again():
    item = follow("OpenAI will release GPT-6 on March 12.", "OpenAI released GPT-6 today.")
    assert follow_up([item], make_material([make_post("1", "x", week=LATER)])) == []
