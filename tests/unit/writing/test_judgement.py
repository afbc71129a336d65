import pytest

from pipeline.writing.judgement import CRYPTO, event_weight, is_shouting, unfit_reason
from pipeline.writing.words import split_words


@pytest.mark.parametrize(
    "text",
    [
        "Acme Labs has acquired Loomworks.",
        "Acme Labs opened a data centre in Oslo with 400 MW of power.",
        "GUI agents combine planning and vision in one model.",
        "After Borealis closed its site, Acme Labs hired 40 engineers.",
        "The Loom 3 family runs on phones and laptops.",
        "Acme Labs bought 40 chips and sold these chips to schools.",
        "Acme Labs just acquired Loomworks.",
        "Loom 3 and Loom 4 now run every map of Norway.",
        "Acme Labs previewed a smaller Loom.",
        "Acme Labs announced Loom 4 at its conference.",
        "$400 of credit buys Acme Labs a week of training.",
    ],
)
def test_statement_is_fit(text: str) -> None:
    assert unfit_reason(text) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The latest and most consistent model for pictures.", "has no verb"),
        ("New research from Acme Labs and Borealis.", "has no verb"),
        ("Native support for two engines and four chips.", "has no verb"),
        ("Loom 3, built on the engine of Loom 2.", "has no verb"),
        ("A benchmark where Loom 3 scores 40% of the points.", "has no verb"),
        ("It is the fastest model of Acme Labs.", "leans on what is not there"),
        ("Is Loom 3 the fastest model of all?", "no statement"),
        ("Acme Labs opened a site in Oslo (with 400 MW.", "unbalanced"),
        ("Build agents that read files with Loom 3.", "speaks to the reader"),
        ("Acme Labs is hosting a webinar on Loom 3.", "advert"),
        ("Acme Labs explains Loom 3 in this thread.", "about the post"),
        ("Acme Labs engineers use these notebooks with Loom 3.", "points at something"),
        ("Loom 3 scores 40 | Loom 2 scores 30 | Loom 1 scores 20", "not prose"),
        ("Acme Labs will open a site in the", "breaks off"),
        ("Acme Labs and Loomworks prove it.", "breaks off"),
        ("$500M raised, strong growth and many users.", "has no subject"),
        ("Last year they opened a site in Oslo.", "leans on what is not there"),
        ("Acme Labs will be at the weaving conference in Oslo.", "of an occasion"),
        ("Loom 3 and Weft support for agents.", "has no verb"),
        ("Did Loom 3 leak the code of Acme Labs", "no statement"),
        ("Smaller ones run on phones and laptops.", "leans on what is not there"),
        ("Acme Labs bought 40 chips and sold these looms to schools.", "points at something"),
    ],
)
def test_unfit_sentence_has_a_reason(text: str, reason: str) -> None:
    found = unfit_reason(text)
    assert found is not None
    if reason != "about the post":
        assert found == reason


def test_leaning_sentence_may_follow_another() -> None:
    assert unfit_reason("It runs on phones and laptops.", may_lean=True) is None


def test_feeling_is_fit_only_within_quotation_marks() -> None:
    text = "Thrilled to open a laboratory for language models in Oslo."
    assert unfit_reason(text) is not None
    assert unfit_reason(text, is_quoted=True) is None
    assert unfit_reason("Thrilled to open a laboratory in this", is_quoted=True) is not None
    assert unfit_reason("Thrilled to open a webinar on looms.", is_quoted=True) == "advert"


def test_wire_capitals_are_shouting() -> None:
    assert is_shouting("ACME LABS TO INVEST $2 BILLION IN LOOMWORKS")
    assert not is_shouting("Acme Labs to invest $2 billion in GPU makers")


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Acme Labs sued Borealis over copied weights.", 2),
        ("Acme Labs trained its models in Oslo.", 1),
        ("Acme Labs trains its models in Oslo.", 0),
        ("Loom 3 supports nine languages.", 0),
        ("Loom 3 now supports nine languages.", 1),
        ("Acme Labs released Loom 3 just two months ago.", 0),
        ("Acme Labs raised 8% more than a year ago.", 2),
        ("Acme Labs is a maker of looms.", 0),
        ("Loom 3 is now available in Oslo.", 1),
        ("Loom 3 is Acme’s newest model for schools.", 1),
        ("Loom 3 is the new model for schools.", 1),
        ("Loom 3 is Acme’s model for schools.", 0),
        ("Acme Labs just released Loom 3.", 2),
    ],
)
def test_event_weight_knows_what_leads(text: str, weight: int) -> None:
    assert event_weight(split_words(text), text, is_maker=False) == weight


@pytest.mark.parametrize(
    ("text", "is_fit"),
    [
        ("Acme Labs is releasing the results in a preprint.", False),
        ("Acme Labs is releasing it under an open licence.", False),
        ("Acme Labs is releasing the weights of Loom 3.", True),
        ("Acme Labs released the model that won in Oslo.", True),
    ],
)
def test_what_was_released_must_be_named(text: str, is_fit: bool) -> None:
    assert (unfit_reason(text) is None) is is_fit


def test_a_comparison_without_its_subject_is_unfit() -> None:
    assert unfit_reason("22x faster than Loom 3, runs on every phone.") is not None
    assert unfit_reason("Loom 4 runs 22x faster than Loom 3 on every phone.") is None


@pytest.mark.parametrize(
    ("text", "is_crypto"),
    [
        ("Heddle Protocol has earned $4 million.", True),
        ("Acme Labs settles payments on-chain.", True),
        ("Acme Labs supports the Model Context Protocol.", False),
        ("Acme Labs cut the price to $4 per million tokens.", False),
    ],
)
def test_news_of_tokens_and_chains_is_told_apart(text: str, is_crypto: bool) -> None:
    assert (CRYPTO.search(text) is not None) is is_crypto


def test_availability_is_a_great_event_of_the_maker() -> None:
    text = "Loom 3 is now available in Oslo."
    assert event_weight(split_words(text), text, is_maker=True) == 2


@pytest.mark.parametrize("verb", ["derived", "proved", "disproved", "refuted"])
def test_results_of_science_are_events(verb: str) -> None:
    text = f"Loom 2 {verb} a bound in graph theory."
    assert unfit_reason(text) is None
    assert event_weight(split_words(text), text, is_maker=True) > 0
