import datetime as dt

import pytest

from pipeline.nlp.tracker_records import TrackerStatus
from pipeline.nlp.watch_followed import MAX_FOLLOWED_WEEKS, follow_up
from pipeline.nlp.watch_items import find_watch_items
from pipeline.nlp.watch_waiting import find_waiting
from pipeline.reference.registry import load_registry
from tests.unit.nlp.test_tracker_items import only, track
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
        (
            "Tesla will stop renting out robotaxis in Ghent after March 20.",
            "org:tesla",
            "2026-03-20",
        ),
        ("NVIDIA says new GPU capacity is coming online this summer.", "org:nvidia", None),
        ("OpenAI will open its data center in Texas later this year", "org:openai", "2026-12-31"),
        ("Google says its AI notes demo will shut down on May 29, 2026.", None, "2026-05-29"),
        ("OpenAI 下周发布新模型，价格更低。", "org:openai", "2026-03-15"),
    ],
)
def test_promises_have_an_actor_and_a_date_when_one_is_named(text, actor, due):
    (item,) = watch(text)
    assert item.status == "open"
    assert actor in {None, item.actor_id}
    assert due is None or str(item.due_date) == str(due)
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
        "Mistral Large 4 will be sold at promotional pricing until March 30.",
        "NVIDIA and Dell end plans to build an AI museum in Ohio.",
        "Apply by March 30: OpenAI will fund new agents research.",
        "Coming soon to phones.",
        "Our work with OpenAI will unlock better maps for NVIDIA drivers.",
        "The robot arm that Google DeepMind and a crane maker will power is blue.",
        "OpenAI hires the people who will build its data center in Ghent.",
        "OpenAI will now open its data center to school classes every Tuesday.",
        "Anthropic will end up paying NVIDIA for chips by the hour.",
        "A banker from Ghent will join the board of NVIDIA.",
        "OpenAI will share more details on its agents in the coming weeks.",
    ],
)
def test_no_cue_no_actor_or_nothing_ahead_is_no_watch_item(text):
    assert watch(text) == []


def test_what_an_organisation_dates_counts_without_a_label():
    text = "Our Agents Forum returns to Berlin, June 15-18, for a fifth year!"
    post = make_post("1", text, handle="databricks")
    (item,) = find_watch_items(make_material([post], labels=()), REGISTRY)
    assert (item.actor_id, item.due_date) == ("org:databricks", dt.date(2026, 6, 18))
    elsewhere = make_post("2", "OpenAI will launch a browser on March 20.", handle="dailychips")
    assert find_watch_items(make_material([elsewhere], labels=()), REGISTRY) == []


def test_what_is_not_about_ai_is_not_watched():
    assert watch("Starbucks will open a coffee farm in April.") == []


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
        ("OpenAI released GPT-6 Codex today.", "happened"),
        ("OpenAI has delayed GPT-6 Codex.", "open"),
        ("OpenAI released GPT-6.1 today.", "open"),
        ("OpenAI released a paper on GPT-5.", "open"),
        ("OpenAI retired GPT-6 after a night.", "open"),
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


def test_the_end_of_a_model_is_not_settled_by_its_launch():
    promise = "OpenAI plans to retire GPT-4o on March 12."
    assert follow(promise, "OpenAI launched GPT-4o for schools today.").status == "open"
    assert follow(promise, "OpenAI has retired GPT-4o.").status == "happened"


def test_what_is_made_is_not_settled_by_a_launch_that_names_it():
    promise = "Apple says the Mac mini will be produced in a plant in Ohio later this year."
    later = "Acme released a robot arm that is steered by an Apple Mac mini."
    assert follow(promise, later).status == "open"


def test_a_line_of_models_settles_nothing_by_its_name():
    promise = "Google DeepMind will launch Gemini inside the arms of a crane maker."
    assert follow(promise, "Gemini stickers are here, Google DeepMind announced.").status == "open"


def test_the_word_of_the_one_who_promised_comes_first():
    promise = "OpenAI will release GPT-6 on March 12."
    told = make_post("91", "OpenAI released GPT-6 today.", week=NEXT, handle="ann")
    own = make_post("92", "GPT-6 is now live for everyone.", week=NEXT, handle="OpenAI", day=2)
    (item,) = follow_up(watch(promise), make_material([told, own]))
    assert (item.status, item.evidence_post_ids) == ("happened", ("92", "91"))


def test_silence_ends_the_watch_in_the_end():
    week = WEEK.shifted(MAX_FOLLOWED_WEEKS + 1)
    material = make_material([make_post("9", "x", week=week)])
    assert follow_up(watch("OpenAI will release GPT-6 on March 12."), material) == []


def waiting(tracker, later=(), weeks=4):
    item = only(tracker)
    moved = [
        TrackerStatus(item.record_id, status, "9", WEEK.shifted(at).start_at, 0, 7, "GPT-6 is")
        for status, at in later
    ]
    return find_waiting([item], [*tracker.statuses, *moved], WEEK.shifted(weeks))


def test_a_rumoured_model_waits_until_it_is_there():
    rumours = track(
        make_post("1", "GPT-6 is rumoured to launch, sources say OpenAI will launch GPT-6.", "ann"),
        make_post("2", "Reportedly OpenAI will release GPT-6 this year.", "bob"),
    )
    (item,) = waiting(rumours)
    assert (item.status, item.record_id, item.subject) == (
        "open", only(rumours).record_id, only(rumours).model_name,
    )  # fmt: skip
    assert item.found_week == WEEK.shifted(4).start
    assert waiting(rumours, weeks=1) == []
    (moved,) = waiting(rumours, later=[("available", 4)])
    assert (moved.status, moved.evidence_post_ids) == ("happened", ("9",))
    assert waiting(rumours, later=[("available", 2)]) == []


def test_what_is_available_waits_for_nothing():
    launch = track(make_post("1", "Mistral Large 4 is now available.", handle="MistralAI"))
    assert waiting(launch) == []


def test_settled_items_are_not_followed_again():
    item = follow("OpenAI will release GPT-6 on March 12.", "OpenAI released GPT-6 today.")
    assert follow_up([item], make_material([make_post("1", "x", week=LATER)])) == []
