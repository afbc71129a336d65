"""Whose accounts post, whose handles are named, and organisations that name themselves."""

from __future__ import annotations

import datetime as dt
import gzip
import json

import numpy as np
import pytest

from pipeline.errors import ReferenceDataError
from pipeline.nlp.known_names import build_known_names
from pipeline.nlp.mentions import find_mentions
from pipeline.nlp.name_model.features import handle_features, profile_features, use_features
from pipeline.nlp.name_model.train import ACCOUNTS_TSV, MARKS_TSV, train
from pipeline.nlp.name_model.training_data import read_labelled_accounts, read_marked_posts
from pipeline.nlp.name_model.weights import (
    LinearModel,
    NameWeights,
    load_weights,
    save_weights,
)
from pipeline.nlp.unseen_accounts import (
    NO_ACCOUNTS,
    Account,
    Accounts,
    find_own_names,
    read_accounts,
    speaking_account,
)
from pipeline.nlp.unseen_handles import find_organisation_handles
from pipeline.records import ParsedPost, Post
from pipeline.reference.registry import load_registry
from pipeline.text.posts import build_post

REGISTRY = load_registry()
COMPANY = (
    "quillonlabs",
    "Quillon Labs 🚀 | hiring",
    "The platform for your robots. By us",
)
PERSON = ("adavale", "Ada Vale", "Engineer, author, mother of two. Ex-founder. My own opinions")


def make_post(text: str, profile: tuple[str, str, str] = COMPANY, number: int = 1) -> Post:
    handle, name, bio = profile
    return build_post(
        ParsedPost(
            platform="x",
            external_id=str(10**18 + number),
            url="",
            text=text,
            posted_at=dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC),
            author_handle=handle,
            author_name=name,
            author_bio=bio,
        ),
        "test",
        "",
    )


def organisations(posts: list[Post]) -> list[tuple[str, str]]:
    mentions = find_mentions(posts, REGISTRY)
    return [(m.surface, m.canonical_name) for m in mentions if m.entity_type == "org"]


def test_accounts_are_told_by_what_they_say_of_themselves():
    accounts = read_accounts([make_post("hi"), make_post("hi", PERSON, 2)], REGISTRY)
    assert accounts.organisations["quillonlabs"].canonical_name == "Quillon Labs"
    assert "quillonlabs" not in accounts.people
    assert "adavale" in accounts.people


def test_a_listed_account_has_the_names_of_its_organisation():
    accounts = read_accounts([make_post("hi", ("OpenAI", "OpenAI", ""))], REGISTRY)
    assert accounts.organisations["openai"].entity_id == "org:openai"


def test_an_account_named_as_a_listed_organisation_is_its_account():
    profile = ("databricks_hq", "Databricks", "The platform for your data. Official news from us")
    accounts = read_accounts([make_post("hi", profile)], REGISTRY)
    assert accounts.organisations["databricks_hq"].entity_id == "org:databricks"


def test_accounts_do_not_depend_on_the_order_of_posts():
    posts = [make_post("hi"), make_post("hi", PERSON, 2), make_post("bye", COMPANY, 3)]
    assert read_accounts(posts, REGISTRY) == read_accounts(posts[::-1], REGISTRY)


def test_a_repost_speaks_for_the_account_it_repeats():
    account = Account("org:quillon", "Quillon", ("Quillon",), False)
    accounts = Accounts({"quillon": account}, frozenset())
    repost = make_post("RT @quillon: a map", PERSON)
    assert repost.is_repost
    assert speaking_account(repost, accounts) is account
    assert speaking_account(make_post("a map", PERSON), accounts) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quillon raised a round", ["Quillon"]),
        ("join us at Quillon", ["Quillon"]),
        ("Quillon's robots walk", ["Quillon"]),
        ("Introducing Quillon 2", []),
        ("#Quillon @Quillon quillon.example", []),
        ("Quillon Labs turned ten", ["Quillon Labs"]),
        ("nothing of the kind", []),
    ],
)
def test_an_unlisted_organisation_names_itself_where_it_acts(text, expected):
    account = Account("org:quillon-labs", "Quillon Labs", ("Quillon Labs", "Quillon"), False)
    found = find_own_names(text, account, REGISTRY.common_words)
    assert [text[start:end] for start, end in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Together team is here", ["Together"]),
        ("TOGETHER WE GO", []),
        ("we go together", []),
    ],
)
def test_an_ordinary_word_counts_only_as_the_name_is_written(text, expected):
    account = Account("org:together-ai", "Together AI", ("Together",), True)
    found = find_own_names(text, account, REGISTRY.common_words)
    assert [text[start:end] for start, end in found] == expected


def test_own_names_and_known_handles_are_mentions_of_a_week():
    posts = [
        make_post("Quillon Labs opened a depot"),
        make_post("lunch with @quillonlabs and @adavale", PERSON, 2),
    ]
    assert organisations(posts) == [
        ("Quillon Labs", "Quillon Labs"),
        ("@quillonlabs", "Quillon Labs"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the team at @zyntha_ai", ["@zyntha_ai"]),
        ("built by @QuillonRobotics", ["@QuillonRobotics"]),
        ("my friend @john_vale says so", []),
        ("@12345 hello", []),
        ("hosted by @MicrosoftIndia", ["@MicrosoftIndia"]),
    ],
)
def test_unknown_handles_are_judged_by_form_and_place(text, expected):
    found = find_organisation_handles(text, build_known_names(REGISTRY), NO_ACCOUNTS)
    assert [text[start:end] for start, end in found] == expected


def test_a_handle_of_a_person_who_posts_is_no_organisation():
    known = build_known_names(REGISTRY)
    accounts = Accounts({}, frozenset({"zyntha_ai"}))
    assert not list(find_organisation_handles("the team at @zyntha_ai", known, accounts))


def test_features_say_what_is_there_and_nothing_of_what_is_not():
    words = REGISTRY.words
    assert "no bio" in profile_features("quillon", None, None, words)
    assert "handle is name" in profile_features("quillon_labs", "Quillon Labs", "", words)
    assert "given" in handle_features("JohnVale", words)
    text = "at @quillon today"
    assert "before=at" in use_features(text, 3, 11)


def test_weights_survive_the_file(tmp_path):
    model = LinearModel(0.5, {7: 1.0, 9: -2.0})
    save_weights(tmp_path / "weights.npz", NameWeights(model, model))
    loaded = load_weights(tmp_path / "weights.npz")
    assert loaded.profile.weights == model.weights
    assert loaded.use.bias == model.bias


@pytest.mark.parametrize("content", [b"", b"not a zip"])
def test_a_broken_weights_file_is_named(tmp_path, content):
    path = tmp_path / "weights.npz"
    path.write_bytes(content)
    with pytest.raises(ReferenceDataError, match=r"weights\.npz"):
        load_weights(path)


def test_shipped_weights_are_small_and_finite():
    weights = load_weights()
    for model in (weights.profile, weights.use):
        assert 100 < len(model.weights) < 50_000
        assert np.isfinite(list(model.weights.values())).all()


def test_marks_and_accounts_hold_no_text():
    marks = read_marked_posts(MARKS_TSV)
    assert len({row.post_id for row in marks}) == len(marks)
    assert {row.split for row in marks} == {"train", "frozen"}
    for row in marks:
        for start, end in (*row.organisations, *row.models, *row.hardware):
            assert 0 <= start < end <= row.read_chars
    assert len(read_labelled_accounts(ACCOUNTS_TSV)) > 1_000


def test_training_gives_the_same_bytes_twice(tmp_path):
    frozen = [row.post_id for row in read_marked_posts(MARKS_TSV) if row.split == "frozen"][:3]
    lines = []
    for number, handle in enumerate([*read_labelled_accounts(ACCOUNTS_TSV)][:40]):
        fields = {"id": str(10**18 + number), "author_handle": handle, "author_name": handle}
        fields |= {"text": f"thanks to @{handle} and @openai", "author_bio": "we build tools"}
        lines.append(fields | {"created_at": "2025-06-01T00:00:00Z"})
    for post_id in frozen:
        text = "a map by @quillon and @zyntha_ai for you"
        lines.append({"id": post_id, "text": text, "created_at": "2026-02-01T00:00:00Z"})
    path = tmp_path / "posts.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    first, second = tmp_path / "a.npz", tmp_path / "b.npz"
    report = train([path], first)
    train([path], second)
    assert first.read_bytes() == second.read_bytes()
    assert "unknown handles" in report
