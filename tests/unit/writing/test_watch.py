import datetime as dt
from dataclasses import replace

import pytest

from pipeline.writing.due import Due
from pipeline.writing.figure_gate import check_statistics
from pipeline.writing.watch import OpenItems, Promise, Watched, write_watch
from tests.unit.writing.invented_week import WEEK, Story, newsroom_of

NOTHING_OPEN = OpenItems()
DEAL = "Acme Labs’s deal with Borealis Compute on chips"
NEXT_YEAR = Due(dt.date(2027, 12, 31), "year", "in 2027")
AHEAD = dt.date(2026, 5, 1)
SOON = Due(dt.date(2026, 3, 16), "day", "March 16")
TEXTS = (
    ("acme", "Acme Labs signed a deal with Borealis Compute for 2 gigawatts of B40 chips."),
    ("kestrel", "Kestrel AI will release Talon 5 on March 16."),
    ("heron", "Heron Cloud plans to open an office in Ghent for its agents."),
    ("gazette", "Kestrel AI plans to launch a small agent for bakers."),
)


def watch(promises, watched=(), earlier=NOTHING_OPEN):
    newsroom = newsroom_of(*(Story(f"s{n}", [text]) for n, text in enumerate(TEXTS)))
    drafts = write_watch(newsroom, promises, watched, earlier)
    return [(draft.headline, draft.sentences[0].text) for draft in drafts]


def promise(number, actor, due=None, **fields):
    sentence, post_id = TEXTS[number - 1][1], f"{number:03}"
    return Promise(f"org:{actor.split()[0].casefold()}", actor, sentence, post_id, due, 1, **fields)


LARGE_DEAL = promise(1, "Acme Labs", NEXT_YEAR, deal=DEAL, is_large=True)
LAUNCH = promise(2, "Kestrel AI", SOON)
OFFICE = promise(3, "Heron Cloud")
AGENT = promise(4, "Kestrel AI")


def test_what_is_dated_or_large_comes_before_a_vague_plan_and_the_soonest_first():
    told = watch([AGENT, LAUNCH, LARGE_DEAL])
    assert [headline for headline, _ in told] == [
        "Kestrel AI, due 16 March",
        f"{DEAL}, due in 2027",
    ]
    assert [headline for headline, _ in watch([AGENT, LAUNCH])][-1] == "Kestrel AI"
    small = replace(LARGE_DEAL, is_large=False, due=None)
    assert watch([small, LAUNCH])[0][0] == "Kestrel AI, due 16 March"
    assert watch([replace(LARGE_DEAL, due=None), AGENT])[0][0] == DEAL


def test_a_deal_without_a_date_says_what_is_waited_for():
    newsroom = newsroom_of(Story("quiet", [TEXTS[0]], score=0.1))
    undated = replace(LARGE_DEAL, due=None)
    (draft,) = write_watch(newsroom, [undated])
    note = "Agreed with no date given; watched until posts report it running."
    assert draft.sentences[-1].text == note
    assert draft.sentences[-1].post_ids == ("001",)
    assert check_statistics(note, []) is None
    (draft,) = write_watch(newsroom, [LARGE_DEAL])
    assert len(draft.sentences) == 1


def test_what_a_development_tells_of_a_deal_is_not_told_again():
    newsroom = newsroom_of(Story("deal", [TEXTS[0]], "infra", score=0.9, is_development=True))
    (draft,) = write_watch(newsroom, [LARGE_DEAL])
    assert [each.text for each in draft.sentences] == [
        "Agreed; watched until posts report it running."
    ]
    without_partner = replace(LARGE_DEAL, deal="Acme Labs’s deal on chips")
    (draft,) = write_watch(newsroom, [without_partner])
    assert "2 gigawatts" in draft.sentences[0].text


def test_what_has_no_date_no_weight_and_no_maker_is_left_out():
    assert watch([OFFICE]) == []
    assert len(watch([replace(OFFICE, due=SOON)])) == 1


def standing(**fields):
    known = {
        "subject": DEAL,
        "status": "open",
        "cue": "confirmed",
        "kind": "deal",
        "watched_since": WEEK.shifted(-8).start,
        "watched_weeks": 8,
        "silent_weeks": 8,
    }
    return Watched(**{**known, **fields})


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, f"{DEAL} was confirmed 8 weeks ago and not reported running since."),
        ({"silent_weeks": 9}, None),
        ({"silent_weeks": 8, "due": NEXT_YEAR}, None),
        (
            {"kind": "talks", "subject": "Acme Labs’s talks with Heron Cloud on power"}
            | {"silent_weeks": 3},
            "Acme Labs’s talks with Heron Cloud on power were reported 3 weeks ago and not "
            "confirmed since.",
        ),
        (
            {"kind": "release", "subject": "Loom 4", "cue": "rumoured", "silent_weeks": 6},
            "Loom 4 was rumoured 6 weeks ago and not reported available since.",
        ),
        ({"kind": "release", "subject": "Loom 4", "silent_weeks": 9}, None),
        ({"kind": "promise", "subject": "Loom 4"}, None),
    ],
)
def test_what_waits_is_told_ever_more_rarely(fields, told):
    expected = [] if told is None else [("Still waiting", told)]
    assert watch([], [standing(**fields)]) == expected


@pytest.mark.parametrize(
    ("day", "headline"),
    [
        (WEEK.end - dt.timedelta(days=1), None),
        (WEEK.end, "Date near, due 9 March"),
        (WEEK.end + dt.timedelta(days=6), "Date near, due 15 March"),
        (WEEK.end + dt.timedelta(days=7), None),
        (WEEK.start - dt.timedelta(days=1), "Overdue, was due 1 March"),
        (WEEK.start - dt.timedelta(days=7), "Overdue, was due 23 February"),
        (WEEK.start - dt.timedelta(days=8), None),
    ],
)
def test_a_date_is_told_once_before_it_and_once_after(day, headline):
    told = watch([], [standing(due=Due(day, "day", "x"), kind="promise", subject="Loom 4")])
    text = "Loom 4 was said to be coming 8 weeks ago and not reported available since."
    assert told == ([] if headline is None else [(headline, text)])


def test_what_is_new_this_week_is_not_said_to_be_near():
    item = standing(due=Due(WEEK.end, "day", "x"), watched_weeks=0, silent_weeks=-1)
    assert watch([], [item]) == []


def test_a_week_with_nothing_new_says_how_much_is_open():
    assert watch([]) == []
    ((headline, text),) = watch([], earlier=OpenItems(9, 3))
    assert headline == ""
    assert text == "No new promise was found; 9 earlier items are still open, 3 with a date ahead."
    row = {"open_item_count": 9, "dated_item_count": 3}
    assert check_statistics(text, [row]) is None
    assert check_statistics(text, [{**row, "dated_item_count": 4}]) is not None
    ((_, text),) = watch([], earlier=OpenItems(1, 0))
    assert text == "No new promise was found; 1 earlier item is still open, none with a date ahead."
    assert len(watch([LAUNCH], earlier=OpenItems(9, 3))) == 1


def test_a_week_with_nothing_new_names_what_is_dated_ahead_the_soonest_first():
    later = standing(due=NEXT_YEAR, watched_weeks=2, silent_weeks=2)
    sooner = replace(later, subject="Loom 5", kind="promise", due=Due(AHEAD, "day", "x"))
    distant = replace(later, due=Due(dt.date(2035, 12, 31), "year", "in 2035"))
    told = watch([], [later, sooner, distant, standing(silent_weeks=2)], OpenItems(4, 3))
    assert told[1:] == [
        (
            "Still ahead, due 1 May",
            "Loom 5 was said to be coming 2 weeks ago and not reported available since.",
        ),
        (
            "Still ahead, due in 2027",
            f"{DEAL} was confirmed 2 weeks ago and not reported running since.",
        ),
    ]


@pytest.mark.parametrize(
    ("day", "precision", "text", "name"),
    [
        ("2026-03-16", "day", "March 16", "due 16 March"),
        ("2027-03-16", "day", "March 16, 2027", "due 16 March 2027"),
        ("2026-03-15", "week", "next week", "due by 15 March"),
        ("2026-05-31", "month", "in May", "due in May 2026"),
        ("2026-05-10", "month", "in early May", "due in early May 2026"),
        ("2026-05-20", "month", "5月中旬", "due in mid-May 2026"),
        ("2027-09-30", "quarter", "Q3 2027", "due in Q3 2027"),
        ("2026-06-30", "half", "H1 2026", "due in the first half of 2026"),
        ("2026-12-31", "year", "later this year", "due in 2026"),
        ("2026-05-01", "year", "early 2026", "due in early 2026"),
        ("2026-12-31", "year", "late 2026", "due in late 2026"),
        ("2026-12-31", "year", "by the end of 2026", "due by the end of 2026"),
    ],
)
def test_a_date_is_named_no_more_exactly_than_the_post_does(day, precision, text, name):
    due = Due(dt.date.fromisoformat(day), precision, text)
    assert due.name_after("due", WEEK) == name
