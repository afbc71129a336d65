import datetime as dt
from dataclasses import replace

import pytest

from pipeline.nlp.tracker_deals import find_deals
from pipeline.nlp.watch_agreed import find_agreed
from pipeline.nlp.watch_followed import MAX_FOLLOWED_WEEKS, follow_up
from pipeline.nlp.watch_items import find_watch_items
from pipeline.nlp.watch_joined import join_watch_items
from pipeline.reference.registry import load_registry
from tests.unit.nlp.week_factory import WEEK, make_material, make_post

REGISTRY = load_registry()
NEXT = WEEK.shifted(1)
SIGNED = "We signed a deal with CoreWeave for 2 gigawatts of compute"


def agreed(*texts, handle="MistralAI", week=WEEK, **options):
    posts = [
        make_post(f"{week.key}-{n}", text, handle=handle, week=week, **options)
        for n, text in enumerate(texts)
    ]
    material = make_material(posts)
    return find_agreed(find_deals(material, REGISTRY), material)


@pytest.mark.parametrize(
    ("text", "due", "precision"),
    [
        (f"{SIGNED}, coming online in 2027.", dt.date(2027, 12, 31), "year"),
        (f"{SIGNED}, coming online by Q3 2027, we hope", dt.date(2027, 9, 30), "quarter"),
        (f"{SIGNED}. The first capacity comes online this quarter.", "2026-03-31", "quarter"),
        (f"{SIGNED}, to train what we plan for 2027.", None, None),
        (f"{SIGNED}, and 3 GW of capacity in 2027.", dt.date(2027, 12, 31), "year"),
        (f"{SIGNED}. OpenAI says its own campus comes online in 2027.", None, None),
        (f"{SIGNED}. Our summer school opens in June.", None, None),
        (f"{SIGNED}.", None, None),
    ],
)
def test_an_agreed_deal_is_due_when_its_posts_say_so_and_only_then(text, due, precision):
    (item,) = agreed(text)
    assert (item.status, item.cue, item.actor_id) == ("open", "confirmed", "org:mistral-ai")
    assert item.subject == "Mistral AI’s deal with CoreWeave on compute"
    assert (str(item.due_date), item.due_precision) == (str(due), precision)
    assert item.sentence == text[item.span_start : item.span_end]
    assert item.is_large


@pytest.mark.parametrize(
    "text",
    [
        "We signed a deal with CoreWeave for 2 gigawatts of compute that is now online.",
        "CoreWeave is in talks to lease data centers to OpenAI, per Bloomberg.",
        "We raised $4 billion for our next machines from NVIDIA and SoftBank.",
    ],
)
def test_what_runs_is_talked_about_or_is_money_is_no_agreed_deal(text):
    material = make_material([make_post("1", text, handle="MistralAI")])
    tracker = find_deals(material, REGISTRY)
    assert len(tracker.items) == 1
    assert find_agreed(tracker, material) == []


def test_a_small_deal_is_not_large():
    (item,) = agreed("We signed a deal with CoreWeave for 20 megawatts of compute.")
    assert not item.is_large


def later_word(text, week=NEXT, handle="ann"):
    material = make_material([make_post("9", text, week=week, handle=handle)])
    (item,) = follow_up(agreed(f"{SIGNED}, coming online in 2027."), material)
    return item


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Mistral AI's first gigawatt of CoreWeave compute is now online.", "happened"),
        ("CoreWeave delayed the data center for Mistral AI until 2029.", "slipped"),
        ("CoreWeave and Mistral AI have cancelled their data center deal.", "dropped"),
        ("CoreWeave and Mistral AI signed a data center deal.", "open"),
        ("Mistral AI is live on the CoreWeave model shop.", "open"),
        ("A data center of CoreWeave is online.", "open"),
        ("The compute of Mistral AI at CoreWeave is not online.", "open"),
        ("Is the compute of Mistral AI at CoreWeave online?", "open"),
    ],
)
def test_a_deal_is_settled_by_what_its_parties_capacity_does(text, status):
    item = later_word(text)
    assert item.status == status
    assert item.evidence_post_ids == (("9",) if status != "open" else ())


def test_a_deal_is_waited_for_until_its_date_is_over():
    deals = agreed(f"{SIGNED}, coming online in 2027.")
    for weeks, count in ((60, 1), (96 + MAX_FOLLOWED_WEEKS, 0)):
        material = make_material([make_post("9", "x", week=WEEK.shifted(weeks))])
        assert len(follow_up(deals, material)) == count
    late = make_material([make_post("9", "x", week=WEEK.shifted(97))])
    (item,) = follow_up(deals, late)
    assert (item.status, item.is_overdue) == ("open", True)


def join(promises=(), deals=(), followed=()):
    return join_watch_items(promises, deals, followed, ())


def test_a_deal_that_is_told_again_stays_as_it_was_found():
    (first,) = agreed(f"{SIGNED}.")
    (again,) = agreed(f"{SIGNED}.", week=NEXT)
    (item,) = join(deals=[again], followed=[first])
    assert item.found_week == WEEK.start
    assert set(item.post_ids) == {*first.post_ids, *again.post_ids}


def test_a_deal_gets_the_date_it_lacked_and_slips_when_it_is_later():
    (first,) = agreed(f"{SIGNED}.")
    (dated,) = agreed(f"{SIGNED}, coming online in 2027.", week=NEXT)
    (item,) = join(deals=[dated], followed=[first])
    assert (item.found_week, item.due_date) == (WEEK.start, dt.date(2027, 12, 31))
    (later,) = agreed(f"{SIGNED}, coming online in 2028.", week=WEEK.shifted(2))
    by_status = {item.status: item for item in join(deals=[later], followed=[dated])}
    assert by_status["slipped"].due_date == dt.date(2027, 12, 31)
    assert by_status["slipped"].status_quote == later.sentence
    assert by_status["open"].due_date == dt.date(2028, 12, 31)


def test_the_promise_of_a_deal_is_told_as_the_deal():
    text = "OpenAI will buy 2 gigawatts of compute from CoreWeave, coming online this year."
    material = make_material([make_post("1", text, followers=900_000)])
    promises = find_watch_items(material, REGISTRY)
    deals = find_agreed(find_deals(material, REGISTRY), material)
    assert len(promises) == len(deals) == 1
    assert join(promises, deals) == deals
    other = replace(promises[0], due_date=dt.date(2026, 6, 30))
    assert len(join([other], deals)) == 2


def test_a_promise_that_is_made_again_is_not_new():
    text = "OpenAI will release GPT-6 on April 12."
    first, again = (
        find_watch_items(make_material([make_post(key, text, week=week)]), REGISTRY)
        for key, week in (("1", WEEK), ("2", NEXT))
    )
    (item,) = join(again, followed=first)
    assert (item.found_week, item.post_ids) == (WEEK.start, ("1", "2"))
