import pytest

from pipeline.errors import ReferenceDataError
from pipeline.nlp.safety_items import build_safety_items
from pipeline.nlp.safety_rating import Bands, label_of, rate, risk_score
from pipeline.reference.registry import load_registry
from pipeline.reference.safety_rubric import load_safety_rubric
from tests.unit.nlp.week_factory import WEEK, make_material, make_post

RUBRIC = load_safety_rubric()
REGISTRY = load_registry()


def rate_texts(*texts, handle="dailychips", **options):
    posts = [make_post(str(n), text, handle=f"{handle}{n or ''}") for n, text in enumerate(texts)]
    story = [[post.post_id for post in posts]]
    material = make_material(posts, stories=story, **options)
    return build_safety_items(material, RUBRIC, REGISTRY)


def only(week):
    (item,) = week.items
    return item


def test_silence_is_unknown_and_not_negligible():
    item = only(rate_texts("A robotaxi hit a cyclist in Tempe while its AI driver was in control."))
    assert item.kind == "incident"
    assert item.dims == ("physical=3",)
    assert {"privacy", "financial", "psychological"} <= set(item.missing)
    assert "Not reported: privacy" in item.rationale
    assert item.rationale.startswith(
        "Physical harm: harm done of band S3 (substantial), from “robotaxi hit a cyclist” [0]."
    )


def test_an_allegation_is_no_finding():
    item = only(rate_texts("A lawsuit alleges that ChatGPT led to the death of a student in Ohio."))
    assert item.causal_link == "alleged"
    assert item.realised_band is None
    assert item.potential_band == 4
    assert "allegation" in item.flags
    assert item.risk_label not in {"High", "Critical"}


def test_a_death_that_ai_caused_is_catastrophic_and_at_least_high():
    item = only(
        rate_texts(
            "Two people died because of the AI triage tool at a Leeds clinic.",
            "Leeds clinic: two people died because of an AI triage tool that misread scans.",
        )
    )
    assert (item.realised_band, item.causal_link) == (5, "direct")
    assert item.risk_label in {"High", "Critical"}


def test_exposure_is_not_harm():
    item = only(
        rate_texts("An OpenAI API with 10 million users had a vulnerability in its parser.")
    )
    assert item.kind == "hazard"
    assert item.realised_band is None
    assert item.potential_band == 2


def test_a_possibility_is_potential_and_a_denial_is_nothing():
    could = only(rate_texts("Prompt injection could let attackers steal files from Claude users."))
    assert (could.realised_band, could.potential_band) == (None, 3)
    denied = rate_texts("No user data was leaked by the Claude outage, Anthropic said.")
    assert all(row.trigger_id != "data_leak" for row in denied.dimensions)


def test_two_posts_of_one_outlet_are_one_origin():
    text = "{} via Reuters: hackers exploited ChatGPT to attack a bank in Lima."
    item = only(rate_texts(text.format("Now"), text.format("Earlier")))
    assert item.origin_count == 1
    assert item.evidence_grade == "C"


def test_a_lone_unknown_author_is_capped_and_called_unverified():
    text = "The weights of Claude Opus 4.6 were stolen from a server, used by a rival lab."
    item = only(rate_texts(text))
    assert item.evidence_grade == "D"
    assert "unverified" in item.flags
    assert item.risk_label == "Elevated"


def test_the_word_of_the_organisation_concerned_is_a_primary_record():
    post = make_post("1", "We identified distillation attacks on our models.", handle="AnthropicAI")
    item = only(build_safety_items(make_material([post]), RUBRIC, REGISTRY))
    assert (item.evidence_grade, item.event_date_basis) == ("A", "announced")
    assert item.risk_score == 60


def test_another_currency_is_not_converted():
    week = rate_texts("Deepfake scam: a firm lost £20 million to a cloned voice made with AI.")
    assert all(row.dimension != "financial" for row in week.dimensions)
    in_dollars = only(rate_texts("Deepfake scam: a firm lost $25 million to AI voice fraud."))
    assert "financial=4" in in_dollars.dims


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("On July 18, 2025, an AI agent from Replit deleted the production database.", "retold"),
        ("Two years ago ChatGPT leaked the private chats of its users.", "retold"),
        ("Remember when an AI agent deleted the production database in 2025?", "question"),
    ],
)
def test_an_old_incident_retold_is_not_this_weeks(text, reason):
    item = only(rate_texts(text))
    assert (item.is_listed, item.drop_reason) == (False, reason)


def test_what_an_outlet_brings_to_light_keeps_its_date():
    text = "An AI agent deleted the production database of a bank on December 4, Reuters reports."
    item = only(rate_texts(text))
    assert (item.kind, item.event_date.isoformat()) == ("incident", "2025-12-04")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Honestly the Pentagon fight with Anthropic is absurd theatre for all of us.", "opinion"),
        ("The Pentagon has made many mistakes in this fight with Anthropic lately.", "no_report"),
        ("Anthropic just quietly dropped something on Claude and prompt injection.", "teaser"),
        ("You need to lock down your Claude agents against prompt injection now.", "opinion"),
        ("Prompt injection.", "fragment"),
    ],
)
def test_a_reaction_reports_nothing(text, reason):
    item = only(rate_texts(text))
    assert (item.is_listed, item.drop_reason) == (False, reason)


def test_quoted_words_are_not_the_authors_opinion():
    text = 'The minister told OpenAI: "I am directing every agency to ban ChatGPT," per Reuters.'
    assert only(rate_texts(text)).kind == "governance"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Researchers found a vulnerability in the Claude Code editor.", "hazard"),
        ("Claude Opus 4.6 found hundreds of vulnerabilities in Firefox.", "capability_finding"),
        ("Meta announced a toolkit to protect LLM agents from jailbreaks.", "governance"),
        ("OpenAI released a report on prompt injections against its own agents.", "hazard"),
        ("A study by Ada Labs found that LLMs forget what AI safety training taught.", "research"),
        ("Regulators in Spain opened a case about Grok, Reuters reports.", "governance"),
    ],
)
def test_where_a_weakness_is_and_who_finds_it_makes_the_kind(text, kind):
    assert only(rate_texts(text)).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Congress passed a bill that bans non-consensual deepfakes made with AI.",
        "OpenAI released tools that prevent data breaches by AI agents.",
        "Growing trend: students are using AI apps to create deepfake nudes, OpenAI says.",
    ],
)
def test_a_harm_forbidden_prevented_or_general_was_not_done(text):
    item = only(rate_texts(text))
    assert item.realised_band is None
    assert item.kind != "incident"


def test_a_title_is_the_sentence_that_gives_the_score():
    post = make_post(
        "1",
        "We found prompt injection in Claude. Hackers exploited Claude to attack a bank in Lima.",
        handle="AnthropicAI",
    )
    item = only(build_safety_items(make_material([post]), RUBRIC, REGISTRY))
    assert item.title == "Hackers exploited Claude to attack a bank in Lima."


@pytest.mark.parametrize(
    "text",
    [
        "Loomguard is the first prompt injection defense for Claude agents.",
        "Loomguard announced an agent that helps you find vulnerabilities in Claude.",
        "More calls by Claude agents lead to more customers for florists, says Reuters.",
        "We're hiring engineers for alignment research at Anthropic.",
    ],
    ids=["defence", "product", "no matter", "recruiting"],
)
def test_what_is_for_sale_or_no_matter_of_safety_is_no_danger(text):
    assert only(rate_texts(text)).kind in {"not_safety", "governance"}


def test_a_post_that_may_not_be_on_safety_is_not_listed():
    post = make_post("1", "A court in Lima heard a case about Claude, Reuters reports.")
    material = make_material([post])
    assert only(build_safety_items(material, RUBRIC, REGISTRY)).kind == "governance"
    material.labels["1"]["safety"] = 0.4
    item = only(build_safety_items(material, RUBRIC, REGISTRY))
    assert (item.kind, item.drop_reason) == ("not_safety", "unsure")


def test_stories_of_one_matter_are_one_item_with_all_origins():
    first = "Hackers exploited ChatGPT to attack Banco Lumbre in Lima, stealing 90GB, police say."
    second = "Banco Lumbre: a gang exploited ChatGPT to attack it and took 90GB, says its chief."
    posts = [make_post("1", first, handle="ann"), make_post("2", second, handle="bob")]
    week = build_safety_items(make_material(posts), RUBRIC, REGISTRY)
    listed = [item for item in week.items if item.is_listed]
    assert [(item.evidence_grade, item.post_ids) for item in listed] == [("B", ("1", "2"))]
    assert [item.drop_reason for item in week.items if not item.is_listed] == ["same_matter"]


def test_what_an_earlier_week_listed_is_not_told_again_by_an_outsider():
    text = "Hackers exploited ChatGPT to attack Banco Lumbre in Lima, stealing 90GB, police say."
    earlier = list(rate_texts(text).items)
    post = make_post("7", f"Big story: {text}", handle="zed", week=WEEK.shifted(2))
    again = only(build_safety_items(make_material([post]), RUBRIC, REGISTRY, earlier=earlier))
    assert again.drop_reason == "told_before"
    told = "We banned hackers who exploited ChatGPT to attack Banco Lumbre in Lima."
    own = make_post("8", told, handle="OpenAI", week=WEEK.shifted(2))
    assert only(
        build_safety_items(make_material([own]), RUBRIC, REGISTRY, earlier=earlier)
    ).is_listed


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("lol my AI agent deleted the production database of my toaster", "joke"),
        ("In this sci-fi novel a rogue AI killed the crew of a freighter", "fiction"),
        ("Register now: webinar on prompt injection attacks against LLM agents", "promotion"),
    ],
)
def test_jokes_fiction_and_adverts_are_dropped_with_their_reason(text, reason):
    item = only(rate_texts(text))
    assert (item.kind, item.is_listed, item.drop_reason) == ("not_safety", False, reason)


def test_governance_and_research_are_not_rated():
    item = only(rate_texts("The senate passed an AI safety bill that OpenAI had opposed."))
    assert (item.kind, item.risk_score, item.risk_label) == ("governance", None, "—")


def test_a_finding_under_test_did_no_harm():
    item = only(rate_texts("In red-teaming, Claude Opus 4.6 resorted to blackmail of a fake boss."))
    assert item.kind == "capability_finding"
    assert (item.realised_band, item.potential_band) == (None, 3)


def test_chinese_posts_are_rated():
    item = only(rate_texts("Anthropic 表示其 Claude 模型遭到大规模蒸馏攻击。"))
    assert (item.kind, item.realised_band) == ("incident", 3)


def test_every_quote_stands_at_its_span():
    week = rate_texts("Hackers stole 3 million user records with the help of ChatGPT, Wired says.")
    assert week.dimensions
    for row in week.dimensions:
        assert row.quote in "Hackers stole 3 million user records with the help of ChatGPT"


def test_the_order_of_posts_does_not_matter():
    posts = [
        make_post(str(n), f"Hackers exploited ChatGPT to attack bank number {n} in Lima.", f"a{n}")
        for n in range(6)
    ]
    expected = build_safety_items(make_material(posts), RUBRIC, REGISTRY)
    assert build_safety_items(make_material(posts[::-1]), RUBRIC, REGISTRY) == expected


@pytest.mark.parametrize(
    ("bands", "likelihood", "weight", "score"),
    [
        ((5, None), 3, 1.0, 100),
        ((None, 4), 2, 0.8, 26),
        ((3, 5), 5, 0.95, 95),
        ((2, 2), 1, 0.6, 24),
    ],
)
def test_score_is_the_larger_of_done_and_could_times_evidence(bands, likelihood, weight, score):
    assert risk_score(*bands, likelihood, weight) == score


@pytest.mark.parametrize(
    ("score", "label"),
    [(80, "Critical"), (79, "High"), (59, "Elevated"), (39, "Moderate"), (19, "Low")],
)
def test_labels_begin_at_their_cuts(score, label):
    assert label_of(score, RUBRIC) == label


def test_unverified_reports_stay_below_the_overrides():
    bands = Bands(5, None, ())
    rating = rate("incident", bands, 3, "D", "direct", ("death",), RUBRIC)
    assert rating.risk_label == "Elevated"
    unfixed = ("active_exploitation", "no_fix")
    assert rate("hazard", Bands(None, 3, ()), 4, "C", "none", unfixed, RUBRIC).risk_label == "High"
    assert (
        rate("hazard", Bands(None, None, ()), None, "A", "none", (), RUBRIC).risk_label == "Unrated"
    )


def test_a_rubric_with_an_unknown_key_is_refused(tmp_path):
    path = tmp_path / "rubric.toml"
    path.write_text('version = "x"\nsurprise = 1\n', encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"rubric\.toml"):
        load_safety_rubric(path)
