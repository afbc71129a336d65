"""Which posts repeat another, and which one they are said to repeat."""

from __future__ import annotations

import datetime as dt

from pipeline.nlp.duplicates import find_duplicates
from pipeline.records import ParsedPost, Post
from pipeline.text.posts import build_post

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
STORY = (
    "Vantage Power will build a second plant beside the Meridian data center in Ohio and sell it "
    "everything the plant makes for the next ten years, the two companies said on Tuesday"
)


def make_post(
    post_id: str,
    text: str,
    author: str = "ana",
    hour: int = 0,
    *,
    platform: str = "x",
    **fields: bool,
) -> Post:
    parsed = ParsedPost(
        platform=platform,
        external_id=post_id,
        url=f"https://example.org/{post_id}",
        text=text,
        posted_at=START + dt.timedelta(hours=hour),
        author_handle=author,
        **fields,  # type: ignore[arg-type]
    )
    return build_post(parsed, "test", "")


def originals(*posts: Post) -> dict[str, str]:
    return {row.post_id: row.duplicate_of_post_id for row in find_duplicates(posts)}


def test_same_wording_under_many_authors_is_one_post() -> None:
    texts = [STORY, STORY.upper(), f"@li {STORY} #news", f"{STORY}: https://a.example/x"]
    posts = [make_post(str(n), text, f"author{n}", hour=n) for n, text in enumerate(texts)]
    assert originals(*posts) == {"1": "0", "2": "0", "3": "0"}


def test_earliest_post_is_the_original() -> None:
    assert originals(make_post("1", STORY, hour=5), make_post("2", STORY, hour=1)) == {"1": "2"}


def test_complete_post_is_the_original_of_an_earlier_cut_one() -> None:
    cut = make_post("1", STORY[:130], is_truncated=True)
    assert originals(cut, make_post("2", STORY, hour=5)) == {"1": "2"}


def test_cut_repost_points_at_its_original() -> None:
    repost = make_post("1", f"RT @gridwire: {STORY[:60]}…", "li")
    original = make_post("2", STORY, "gridwire", hour=3)
    (row,) = find_duplicates([repost, original])
    assert (row.post_id, row.duplicate_of_post_id, row.method) == ("1", "2", "repost")


def test_reposts_of_a_post_that_is_missing_are_one() -> None:
    posts = [
        make_post("1", f"RT @gridwire: {STORY[:110]}…", "li"),
        make_post("2", f"RT @gridwire: {STORY[:110]}…", "ana", hour=1),
    ]
    assert originals(*posts) == {"2": "1"}


def test_reworded_post_is_a_near_duplicate() -> None:
    reworded = STORY.replace("second plant", "new plant").replace("on Tuesday", "today")
    (row,) = find_duplicates([make_post("1", STORY), make_post("2", reworded, "li", hour=1)])
    assert row.method == "near"
    assert 0.6 <= row.similarity_score < 1


def test_cross_post_on_two_platforms_is_one_post() -> None:
    there = make_post("9", STORY, "ana.bsky.social", platform="bluesky", hour=1)
    assert originals(make_post("1", STORY, "ana"), there) == {"bluesky:9": "1"}


def test_template_with_other_figures_is_another_post() -> None:
    first = make_post(
        "1", "BREAKING: Meridian shares fall 12% after the outage, the most this year"
    )
    second = make_post(
        "2", "BREAKING: Meridian shares fall 31% after the outage, the most this year"
    )
    assert originals(first, second) == {}


def test_short_text_repeats_only_its_own_author() -> None:
    posts = [
        make_post("1", "So good"),
        make_post("2", "so good!", hour=1),
        make_post("3", "So good", "li"),
    ]
    assert originals(*posts) == {"2": "1"}


def test_likeness_is_not_inherited_along_a_chain() -> None:
    words = [f"word{n}" for n in range(60)]
    chain = [" ".join(words[shift : shift + 40]) for shift in (0, 8, 16, 24)]
    found = originals(*[make_post(str(n), text, f"a{n}", n) for n, text in enumerate(chain)])
    assert "3" not in found or found["3"] != "0"


def test_order_of_posts_does_not_matter() -> None:
    posts = [make_post(str(n), f"{STORY} {'x ' * (n % 4)}", f"a{n % 3}", hour=n) for n in range(12)]
    expected = find_duplicates(posts)
    for shift in range(len(posts)):
        turned = posts[shift:] + posts[:shift]
        assert find_duplicates(turned) == find_duplicates(turned[::-1]) == expected


def test_no_duplicate_points_at_a_duplicate() -> None:
    posts = [make_post(str(n), f"{STORY} {'more ' * n}", f"a{n}", hour=n) for n in range(8)]
    found = originals(*posts)
    assert found
    assert not found.keys() & set(found.values())


def test_no_posts_and_empty_texts_have_no_duplicates() -> None:
    assert find_duplicates([]) == []
    assert originals(make_post("1", ""), make_post("2", "", "li")) == {}
