"""Safety items: which sentence tells one, what it is called, and which stand in the digest."""

from __future__ import annotations

import pytest

from pipeline.writing.candidates import story_candidates
from pipeline.writing.compose import compose_claims
from pipeline.writing.developments import write_developments
from pipeline.writing.matters import SafetyMatter, title_statement
from pipeline.writing.safety import (
    MAX_OTHERS_BESIDE_SCORED,
    NONE_STANDS,
    RatedItem,
    limiting_sentences,
    write_safety,
)
from tests.unit.writing.invented_week import Story, newsroom_of, tables, telling_of

LAUNCH = "Introducing Loom 4, a model that plans supply routes for shops."
BREACH = "Juniper Systems disclosed a breach of its model weights by an outside group."
BAN = "Kestrel AI banned Talon 5 from hospitals over false prescriptions."
MERGED = Story("merged", [("acme", LAUNCH), ("juniper", BREACH)], score=0.9)


def matter(
    story_id: str, post_id: str, title: str, kind: str = "", *, is_scored: bool = True
) -> SafetyMatter:
    rating = f"Kind: {kind}, not scored." if kind else f"Kind of {post_id}."
    return SafetyMatter(story_id, post_id, title, rating, is_scored and not kind)


def texts(item: RatedItem) -> list[str]:
    return [sentence.text for sentence in item.sentences]


def test_rating_goes_with_the_sentence_that_was_rated_and_not_with_the_storys_lead() -> None:
    (item,) = write_safety(telling_of(MERGED), [matter("merged", "002", BREACH)])
    assert texts(item) == [BREACH]
    assert item.sentences[0].post_ids == ("002",)


def test_rated_sentence_does_not_make_the_story_of_another_post_told() -> None:
    telling = telling_of(MERGED)
    write_safety(telling, [matter("merged", "002", BREACH)])
    assert "merged" not in telling.story_ids


def test_matter_that_is_but_a_name_is_left_out_and_said_to_be() -> None:
    named = [matter("merged", "002", "Juniper Systems: incident")]
    assert write_safety(telling_of(MERGED), named) == []
    found = compose_claims(newsroom_of(MERGED), tables(safety=named))
    assert [claim.text for claim in found if claim.section == "safety"] == [NONE_STANDS]
    found = compose_claims(newsroom_of(MERGED), tables())
    assert not [claim for claim in found if claim.section == "safety"]


def test_what_a_development_told_is_told_again_under_a_label() -> None:
    breach = Story("breach", [("juniper", BREACH)], "safety", score=0.9)
    telling = telling_of(breach)
    assert write_developments(telling)
    (item,) = write_safety(telling, [matter("breach", "001", BREACH)])
    assert (texts(item), [each.text for each in item.retold]) == ([], [BREACH])
    assert item.headline == "Juniper Systems"
    assert telling.sentences.count(item.retold[0]) <= 1


def test_a_long_sentence_is_told_again_in_short() -> None:
    tail = "after a review of its logs by auditors of the shop guild and of the harbour board"
    text = f"{BREACH[:-1]} {tail} had found that keys of a contractor were used at night."
    telling = telling_of(Story("breach", [("juniper", text)], "safety", score=0.9))
    assert write_developments(telling)
    (item,) = write_safety(telling, [matter("breach", "001", text)])
    assert [each.text for each in item.retold] == [BREACH]


def test_items_keep_the_order_of_the_report_and_plain_words_go_before_quotations() -> None:
    said = "We will audit Loom 4 for the senate."
    quoted = f"Ada Byron said: “{said}”"
    stories = (
        Story("said", [("adabyron", said)]),
        Story("ban", [("gazette", BAN)]),
        Story("breach", [("juniper", BREACH)]),
    )
    matters = [
        matter("breach", "003", BREACH),
        matter("said", "001", quoted, is_scored=False),
        matter("ban", "002", BAN, is_scored=False),
    ]
    found = write_safety(telling_of(*stories), matters)
    assert [item.matter.story_id for item in found] == ["breach", "ban", "said"]
    assert [texts(item)[0] for item in found] == [
        BREACH,
        f"According to Daily Gazette, {BAN}",
        quoted,
    ]


def test_one_matter_is_one_item() -> None:
    again = "Kestrel AI found that Talon 5 refused 95% of its orders in war games."
    once = "In war games of Acme Labs, Talon 5 ignored its orders 95% of the time."
    telling = telling_of(Story("a", [("kestrel", again)]), Story("b", [("acme", once)]))
    matters = [matter("a", "001", again), matter("b", "002", once)]
    assert len(write_safety(telling, matters)) == 1


@pytest.mark.parametrize(
    ("handle", "statement", "title"),
    [
        ("acme", "We've found theft of our weights.", "Acme Labs has found theft of its weights."),
        ("juniper", BREACH, BREACH),
        ("adabyron", "We will audit Loom 4.", "Ada Byron said: “We will audit Loom 4.”"),
        ("acme", "New Acme research: Looms that lie", "Acme Labs: Looms that lie"),
        ("acme", "It could leak the keys of Loom 4.", "Loom 4: hazard"),
        ("acme", "What if Loom 4 leaks all of its keys?", "Loom 4: hazard"),
    ],
)
def test_title_has_its_actor(handle: str, statement: str, title: str) -> None:
    newsroom = newsroom_of(Story("story", [(handle, statement)]))
    assert title_statement(newsroom, "001", statement, "hazard") == title


def test_title_of_a_chinese_post_names_its_house() -> None:
    statement = "Acme Labs 的模型出现漏洞。"
    newsroom = newsroom_of(Story("story", [("loomfan", statement)], language="zh"))
    assert title_statement(newsroom, "001", statement, "hazard") == "Acme Labs: hazard"


STUDY = "Acme Labs: looms that lie"
RAN = "Acme Labs ran an experiment to learn whether Loom 4 lies to shops."


def test_study_that_has_but_a_title_is_told_by_its_house_in_the_same_post() -> None:
    story = Story("study", [("acme", f"New Acme Labs research: looms that lie.\n\n{RAN}")])
    unscored = [matter("study", "001", STUDY, is_scored=False)]
    assert [texts(item) for item in write_safety(telling_of(story), unscored)] == [[RAN]]
    assert not write_safety(telling_of(story), [matter("study", "001", STUDY)])
    fan = Story("study", [("gazette", f"New Acme Labs research: looms that lie.\n\n{RAN}")])
    assert not write_safety(telling_of(fan), unscored)


def test_governance_that_is_but_a_name_is_not_told_by_what_else_its_house_says() -> None:
    story = Story("kit", [("acme", f"Rules for looms.\n\n{RAN}")])
    named = matter("kit", "001", "Acme Labs: governance", "governance")
    assert write_safety(telling_of(story), [named]) == []


def test_public_acts_go_before_plans_and_launches_last() -> None:
    launch = "Juniper Systems launched Guardkit, a kit for safe looms."
    plan = "Heron Cloud will publish how it tests Talon 5."
    act = "Kestrel AI was fined by a court over false prescriptions of Talon 5."
    telling = telling_of(
        *(Story(str(n), [("gazette", text)]) for n, text in enumerate((launch, plan, act)))
    )
    matters = [
        matter(str(n), f"{n + 1:03}", text, "governance")
        for n, text in enumerate((launch, plan, act))
    ]
    found = write_safety(telling, matters)
    assert [item.matter.title for item in found] == [act, plan, launch]


def test_few_items_without_a_score_stand_beside_scored_ones() -> None:
    scored = [BREACH, "Kestrel AI found that Talon 5 refused 95% of its orders in war games."]
    others = [
        "Kestrel AI banned Talon 5 from all hospitals of the harbour.",
        "Heron Cloud signed a pledge on audits of its agents.",
        "Acme Labs hired a chief of testing for Loom 4.",
        "Borealis Compute joined the guild of safe chip makers.",
    ]
    texts_told = [*scored, *others]
    telling = telling_of(*(Story(str(n), [("gazette", t)]) for n, t in enumerate(texts_told)))
    matters = [
        matter(str(n), f"{n + 1:03}", text, "" if text in scored else "governance")
        for n, text in enumerate(texts_told)
    ]
    unscored = [item for item in write_safety(telling, matters) if not item.matter.is_scored]
    assert len(unscored) == MAX_OTHERS_BESIDE_SCORED
    alone = write_safety(telling, matters[2:])
    assert len(alone) == len(others)


def test_event_of_an_earlier_month_is_left_out() -> None:
    old = "On 3 November 2025, Juniper Systems lost the weights of Loom 4 to thieves."
    telling = telling_of(Story("old", [("gazette", old)]))
    assert write_safety(telling, [matter("old", "001", old)]) == []
    assert len(write_safety(telling, [matter("old", "001", old, "governance")])) == 1


IN_ILLYRIA = "\n\nDoctors in Illyria agree, and so do nurses in Illyria."


@pytest.mark.parametrize(
    ("handle", "text", "label"),
    [
        ("acme", "New study of ours: Selective Weaving Masks keep looms honest.", "Weaving"),
        ("gazette", f"Illyria became the first province to ban looms.{IN_ILLYRIA}", "Illyria"),
        (
            "adabyron",
            "I was told at the fair by the two who met me there of Heron Cloud and Kestrel AI.",
            "Heron Cloud and Kestrel AI",
        ),
        ("acme", "Acme Labs found that Talon 5 hides its steps.", "Acme Labs"),
    ],
)
def test_label_says_whose_matter_it_is(handle: str, text: str, label: str) -> None:
    telling = telling_of(Story("story", [(handle, text)]))
    title = title_statement(telling.newsroom, "001", text.split("\n")[0], "incident")
    (item,) = write_safety(telling, [matter("story", "001", title)])
    assert label in item.headline


def test_an_event_is_told_with_the_sentence_that_limits_it() -> None:
    flaw = "Acme Labs identified a security issue in Loom 4."
    limit = "We found no evidence that weaver data was accessed."
    for behind, told in ((limit, 1), ("The weather in Norway is fine.", 0)):
        newsroom = newsroom_of(Story("story", [("acme", f"{flaw} {behind}")]))
        found = story_candidates(newsroom, newsroom.material.story_post_ids("story"))
        (rated,) = [item for item in found if "security issue" in item.text]
        limits = limiting_sentences(newsroom, rated)
        assert [("no evidence" in item.text) for item in limits] == [True] * told


def test_the_weakest_grade_is_read_from_the_rating() -> None:
    grades = {
        grade: SafetyMatter(
            "s", "p", "t", f"Kind: incident; risk Low, score 9, evidence grade {grade}.", True
        ).is_weakly_evidenced
        for grade in "ABCD"
    }
    assert grades == {"A": False, "B": False, "C": False, "D": True}
