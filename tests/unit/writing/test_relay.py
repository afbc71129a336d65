"""What Chinese posts report, told in fixed words and checked as such."""

from collections.abc import Callable

import pytest

from pipeline.records import Mention, Post
from pipeline.writing.gate import CitedPost, check_claim, check_headline
from pipeline.writing.relay import Relay, relay_of

MakePost = Callable[..., Post]
PRESS = frozenset({"org:gazette"})
COMMON = frozenset({"agent", "model"})


def mention(
    text: str, surface: str, name: str, entity_type: str = "org", owner_id: str | None = None
) -> Mention:
    start = text.index(surface)
    return Mention(
        post_id="1",
        span_start=start,
        span_end=start + len(surface),
        surface=surface,
        entity_type=entity_type,  # type: ignore[arg-type]
        entity_id=f"{entity_type}:{name.casefold()}",
        canonical_name=name,
        owner_id=owner_id,
        method="registry",
    )


def relayed(make_post: MakePost, text: str, *named: tuple[str, ...]) -> Relay | None:
    post = make_post(text, language="zh")
    return relay_of(post, [mention(text, *names) for names in named], PRESS, COMMON)


@pytest.mark.parametrize(
    ("text", "named", "expected"),
    [
        (
            "极光算力宣布收购织机公司，交易额12亿美元。",
            [("极光算力", "Borealis"), ("织机公司", "Loomworks")],
            "Ada, writing in Chinese, reports that Borealis is acquiring Loomworks ($1.2 billion).",
        ),
        (
            "极光算力本周宣布，将与芯片厂商织机公司合作，总额12亿美元",
            [("极光算力", "Borealis"), ("织机公司", "Loomworks")],
            "Ada, writing in Chinese, reports that Borealis is partnering with Loomworks "
            "($1.2 billion).",
        ),
        (
            "极光算力收购织机公司的部分股权",
            [("极光算力", "Borealis"), ("织机公司", "Loomworks")],
            "Ada, writing in Chinese, reports that Borealis is taking a stake in Loomworks.",
        ),
        (
            "极光算力将向织机公司投资3亿美元",
            [("极光算力", "Borealis"), ("织机公司", "Loomworks")],
            "Ada, writing in Chinese, reports that Borealis is investing in Loomworks "
            "($300 million).",
        ),
        (
            "织机公司完成 2000 万美元融资",
            [("织机公司", "Loomworks")],
            "Ada, writing in Chinese, reports that Loomworks is raising $20 million.",
        ),
        (
            "织机公司发布 R1 实时模型",
            [("织机公司", "Loomworks"), ("R1", "Weaver-R1", "model", "org:weaver")],
            "Ada, writing in Chinese, reports that Loomworks released R1.",
        ),
        (
            "织机公司今天宣布裁员 16,000 人",
            [("织机公司", "Loomworks")],
            "Ada, writing in Chinese, reports that Loomworks is cutting 16,000 jobs.",
        ),
        (
            "织机公司开源了一个审计工具：Shuttle，很小巧",
            [("织机公司", "Loomworks")],
            "Ada, writing in Chinese, reports that Loomworks open-sourced Shuttle.",
        ),
        (
            "据 Gazette 报道，织机公司起诉极光算力",
            [("Gazette", "Gazette"), ("织机公司", "Loomworks"), ("极光算力", "Borealis")],
            "Ada, writing in Chinese, reports that Loomworks is suing Borealis.",
        ),
        (
            "织机公司首席科学家 Ada Vale 将离职创业",
            [("织机公司", "Loomworks"), ("Ada Vale", "Ada Vale", "person")],
            "Ada, writing in Chinese, reports that Ada Vale is leaving Loomworks.",
        ),
        (
            "织机公司因配置失误，意外泄露了尚未发布的新模型",
            [("织机公司", "Loomworks")],
            "Ada, writing in Chinese, reports that Loomworks leaked details of an unreleased "
            "model.",
        ),
        (
            "今天Weaver-R1宕机了",
            [("Weaver-R1", "Weaver-R1", "model")],
            "Ada, writing in Chinese, reports that Weaver-R1 had an outage.",
        ),
        (
            "政府同意织机公司向中国销售 Loomworks L2 芯片",
            [("织机公司", "Loomworks"), ("Loomworks L2", "Loomworks L2", "hardware")],
            "Ada, writing in Chinese, reports that Loomworks is allowed to sell L2 to China.",
        ),
    ],
)
def test_event_names_and_sum_are_told(
    make_post: MakePost, text: str, named: list[tuple[str, str]], expected: str
) -> None:
    relay = relayed(make_post, text, *named)
    assert relay is not None
    assert relay.sentence("Ada") == expected


@pytest.mark.parametrize(
    "text",
    [
        "传闻织机公司将被收购",  # a rumour
        "织机公司没有收购任何人",  # a denial
        "织机公司的投资者很高兴",  # an investor is no investment
        "织机公司去年收购了一家工厂",  # what was
        "织机公司发布了一个工具",  # a release of what has no name
        "织机公司与各方合作",  # a partnership of one
        "天气很好。风也很小。织机公司被收购",  # not at the start
        "织机公司很好",  # no event
        "用了 Shuttle 之后发布，织机公司不错",  # a release of nobody's
        "整个行业都在等待织机公司发布 Shuttle",  # what is waited for
        "织机公司的合作协议",  # nothing done
        "织机公司遭起诉",  # by nobody
        "织机公司今天公布财报，股价 500 美元",  # results without a result
        "织机公司融资后估值已经超过 80 亿美元",  # a valuation is not raised
        "获得织机公司战略轮融资 1000 万美元",  # the one who pays raises nothing
        "织机公司宣布裁员",  # of nobody knows how many
    ],
)
def test_doubtful_or_empty_reports_are_not_told(make_post: MakePost, text: str) -> None:
    assert relayed(make_post, text, ("织机公司", "Loomworks")) is None


def test_only_chinese_posts_relay(make_post: MakePost) -> None:
    text = "Loomworks 收购"
    assert (
        relay_of(make_post(text), [mention(text, "Loomworks", "Loomworks")], PRESS, COMMON) is None
    )


def test_gate_accepts_nothing_but_the_report(make_post: MakePost) -> None:
    text = "极光算力宣布收购织机公司，交易额12亿美元。"
    post = make_post(text, language="zh")
    names = [mention(text, "极光算力", "Borealis"), mention(text, "织机公司", "Loomworks")]
    relay = relay_of(post, names, PRESS, COMMON)
    assert relay is not None
    source = CitedPost(post, ("Ada", "@acme"), {}, relay=relay)
    told = relay.sentence("Ada")
    assert check_claim(told, [source]) is None
    assert check_claim(f"In the same week, {told}", [source]) is None
    assert check_headline(relay.headline, [source]) is None
    for wrong in (
        told.replace("Loomworks", "Acme"),
        told.replace("1.2", "12"),
        told.replace("is acquiring", "sued"),
        told.replace("Borealis is acquiring Loomworks", "Loomworks is acquiring Borealis"),
        told.replace("Ada", "Bo"),
    ):
        assert check_claim(wrong, [source]) is not None
    assert check_headline("Borealis sues Loomworks", [source]) is not None


def test_an_agreement_to_buy_is_no_partnership(make_post: MakePost) -> None:
    text = "极光算力与织机公司就收购达成协议"
    named = [("极光算力", "Borealis"), ("织机公司", "Loomworks")]
    assert relayed(make_post, text, *named) is None


def test_who_stands_before_another_party_is_not_the_actor(make_post: MakePost) -> None:
    text = "极光算力正加大对织机公司收购 Shuttle 的审查"
    named = [("极光算力", "Borealis"), ("织机公司", "Loomworks")]
    assert relayed(make_post, text, *named) is None
