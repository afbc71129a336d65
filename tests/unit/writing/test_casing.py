from pipeline.writing.casing import (
    learn_casing,
    lower_shouted_words,
    lower_titles,
    sentence_case,
)

TEXTS = (
    "We heard that OpenLoom will invest in Borealis and that the deal is to close in May.",
    "Some say the deal to invest in chips was signed, and the makers of chips agree.",
)


def test_capitals_become_sentence_case_with_names_as_the_week_writes_them() -> None:
    casing = learn_casing(TEXTS, ["Acme Labs"])
    told = sentence_case("ACME TO INVEST IN OPENLOOM DEAL", casing)
    assert told == "Acme to invest in OpenLoom deal"


def test_word_of_unknown_case_is_not_guessed() -> None:
    assert sentence_case("QWERTZ TO INVEST IN CHIPS", learn_casing(TEXTS, [])) is None


def test_headline_case_loses_its_capitals() -> None:
    casing = learn_casing(TEXTS, [])
    assert (
        lower_titles("Borealis Is Buying Chips In May", casing) == "Borealis is buying chips in May"
    )


def test_shouted_word_is_lowered_and_an_abbreviation_is_not() -> None:
    casing = learn_casing(TEXTS, [])
    assert lower_shouted_words("Borealis WILL buy GPUs from IBM", casing) == (
        "Borealis will buy GPUs from IBM"
    )
