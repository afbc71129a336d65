import dataclasses
import datetime as dt

import pytest

from pipeline.nlp.safety_items import build_safety_items
from pipeline.nlp.safety_records import SafetyWeek
from pipeline.nlp.tracker_assembly import status_steps
from pipeline.nlp.tracker_items import build_tracker_items
from pipeline.nlp.tracker_quarter import merge_quarter, merge_weeks, tracker_row
from pipeline.nlp.tracker_records import TrackerStatus, derive_record_id, furthest_status
from pipeline.reference.registry import load_registry
from pipeline.reference.safety_rubric import load_safety_rubric
from pipeline.weeks import Week
from tests.unit.nlp.week_factory import WEEK, make_material, make_post

REGISTRY = load_registry()
NO_SAFETY = SafetyWeek((), ())


def track(*posts, **options):
    return build_tracker_items(make_material(list(posts), **options), NO_SAFETY, REGISTRY)


def only(tracker):
    (item,) = tracker.items
    return item


def fields_of(tracker):
    return {(row.field, row.value) for row in tracker.evidence}


def test_the_owners_launch_is_recorded_with_what_it_states():
    tracker = track(
        make_post(
            "1",
            "Introducing Qwen4-120B-A9B, open-weight under Apache 2.0 with a 256K context window. "
            "It scores 71.5% on SWE-bench Verified. Available now on Hugging Face and via the API, "
            "at $0.40 input and $1.60 output per million tokens.",
            handle="Alibaba_Qwen",
        )
    )
    item = only(tracker)
    assert (item.record_type, item.evidence_grade) == ("model_release", "A")
    assert (item.parameters_total, item.parameters_active) == (120e9, 9e9)
    assert (item.context_tokens, item.license, item.open_weights) == (256_000, "Apache-2.0", True)
    assert (item.price_in_usd_per_mtok, item.price_out_usd_per_mtok) == (0.4, 1.6)
    assert item.benchmarks_claimed == ("SWE-bench Verified=71.5",)
    assert item.benchmark_claim_by == "developer"
    assert item.availability == "api|hugging_face"
    assert {"license", "context_tokens", "parameters_total"} <= {f for f, _ in fields_of(tracker)}


def test_a_mention_is_no_release():
    assert not track(
        make_post("1", "I compared GPT-5.4 with Claude Opus 4.6 all week.", followers=900_000),
        make_post("2", "Introducing our new app, built with GPT-5.4.", followers=900_000),
        make_post("3", "When GPT-5.4 launched, OpenAI had just moved.", followers=900_000),
        make_post("4", "OpenAI has not released GPT-5.4 in Europe.", followers=900_000),
        make_post("5", "Is OpenAI launching GPT-5.4 today?", followers=900_000),
    ).items


def test_another_company_offering_a_model_does_not_release_it():
    post = make_post("1", "Claude Opus 4.6 is now available on Databricks!", handle="databricks")
    assert not track(post).items


def test_one_unknown_reporter_is_not_enough_but_two_origins_are():
    first = make_post("1", "Mistral Large 4 is out now.", handle="ann")
    second = make_post("2", "So Mistral Large 4 just dropped.", handle="bob")
    assert not track(first).items
    item = only(track(first, second))
    assert (item.evidence_grade, item.confidence) == ("B", "likely")
    assert item.title.endswith("as others report")
    assert not track(first, second, copies=[("2", "1")]).items


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("PixVerse launched R1 for film makers on Monday.", "ann"),
        ("Introducing Claude Opus 4.6 on our platform.", "togethercompute"),
        ("Introducing the Kling 9 Puppet Theatre Contest!", "Kling_ai"),
        ("Speech support for Mistral Large 4 is here.", "MistralAI"),
        ("We're releasing the code behind Mistral Large 4.", "MistralAI"),
        ("We recently launched GPT-5.4 and thank you all.", "OpenAI"),
        ("自 OpenAI 发布 GPT-5.4 后，大家都忙起来了。", "OpenAI"),
        ("This is why DeepSeek V4 launch is late.", "deepseek_ai"),
    ],
)
def test_what_only_sounds_like_a_launch_is_none(text, handle):
    posts = [make_post("1", text, handle=handle), make_post("2", text + " Wow", handle="bob")]
    assert [item.title for item in track(*posts).items] == []


def test_a_second_name_in_brackets_is_the_same_model():
    text = "Introducing Mistral Large 4 (Ministral 9), out now."
    assert only(track(make_post("1", text, handle="MistralAI"))).model_name == "Mistral Large 4"


def test_what_a_version_is_of_and_what_follows_it_is_not_released():
    item = only(
        track(
            make_post(
                "1",
                "We're releasing GPT-5.4-Codex, a version of GPT-5.4 that writes tests.",
                handle="OpenAI",
            )
        )
    )
    assert item.model_name == "GPT-5.4 Codex"
    replacing = make_post(
        "2", "We released SAM 5.2, an update to SAM 5 for maps.", handle="AIatMeta"
    )
    item = only(track(replacing))
    assert item.supersedes == (derive_record_id("model_release", item.org_ids[0], "sam-5"),)


def test_an_owner_that_says_how_to_have_it_has_released_it():
    text = "Introducing Mistral Large 4. Try it today in the playground."
    assert only(track(make_post("1", text, handle="MistralAI"))).status == "available"
    kept = "Introducing Mistral Large 4. Available now in limited preview for select partners."
    assert only(track(make_post("1", kept, handle="MistralAI"))).status == "announced"


def test_a_makers_new_model_without_a_verb_is_announced():
    text = "Project Loom runs on our newest coding model, Claude Opus 5."
    item = only(track(make_post("1", text, handle="AnthropicAI")))
    assert (item.model_name, item.status) == ("Claude Opus 5", "announced")


def test_a_rumour_moves_to_the_day_it_comes_true():
    plans = ["DeepSeek 计划在4月发布 V4 模型。", "据了解，DeepSeek 会在4月发布 V4 模型"]
    rumours = track(*(make_post(str(n), text, handle=f"a{n}") for n, text in enumerate(plans)))
    assert only(rumours).status == "rumoured"
    later = WEEK.shifted(6)
    launch = track(
        make_post("9", "DeepSeek-V4 is officially live.", handle="deepseek_ai", week=later)
    )
    weeks = [(WEEK, rumours), (later, launch)]
    assert [item.status for item in merge_quarter(weeks[:1], "2026-Q1")] == ["rumoured"]
    assert merge_quarter(weeks, "2026-Q1") == []
    (item,) = merge_quarter(weeks, "2026-Q2")
    assert (item.status, item.event_date) == ("available", later.start + dt.timedelta(days=1))


def test_status_moves_forward_within_a_week():
    tracker = track(
        make_post("1", "Announcing Mistral Large 4.", handle="MistralAI", day=1),
        make_post("2", "Mistral Large 4 is now available.", handle="MistralAI", day=3),
    )
    assert only(tracker).status == "available"
    assert [row.status for row in tracker.statuses] == ["announced", "available"]


@pytest.mark.parametrize(
    ("text", "handle", "is_open"),
    [
        ("Mistral Large 4 is out on Hugging Face", "dailychips", True),
        ("Mistral just released Mistral Large 4 on @huggingface", "dailychips", True),
        ("Introducing Mistral Large 4. Weights are now open.", "MistralAI", True),
        ("We're open-sourcing Mistral Large 4, at 8% of the price of GPT-5.4", "MistralAI", True),
        ("Mistral Large 4 and Mistral Small 5 are now open source", "MistralAI", True),
        ("Introducing Mistral Large 4, a fully open model ahead of GPT-5.4", "MistralAI", True),
        ("Introducing Mistral Large 4, which beats open-source models", "MistralAI", None),
        ("Introducing Mistral Large 4. It will be open-sourced soon.", "MistralAI", None),
        ("Introducing Mistral Large 4. We thank the open-source community.", "MistralAI", None),
        ("Introducing Mistral Large 4. It is proprietary.", "MistralAI", False),
        ("Introducing Mistral Large 4, with a demo on Hugging Face.", "MistralAI", None),
    ],
)
def test_what_posts_say_of_weights(text, handle, is_open):
    items = track(make_post("1", text, handle=handle, followers=90_000)).items
    (item,) = [item for item in items if item.model_id == "model:mistral-large-4"]
    assert item.open_weights is is_open


def test_others_are_believed_on_weights_when_they_are_two_or_an_organisation():
    launch = make_post("1", "Introducing Mistral Large 4.", handle="MistralAI")
    one = make_post("2", "Mistral Large 4 is a new open model for coding.", handle="first")
    two = make_post("3", "Glad that Mistral Large 4 is open-weight.", handle="second")
    assert only(track(launch)).open_weights is None
    assert only(track(launch, one)).open_weights is None
    tracker = track(launch, one, two)
    assert only(tracker).open_weights is True
    proofs = [row.post_id for row in tracker.evidence if row.field == "open_weights"]
    assert proofs == ["2", "3"]


def test_whose_capacity_is_bought_is_a_party():
    text = "OpenAI will buy Oracle compute for 4.5 gigawatts of capacity."
    item = only(track(make_post("1", text, followers=90_000)))
    assert (item.buyer, item.seller) == ("OpenAI", "Oracle")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Meta signed an agreement with AMD on 6 gigawatts of GPUs.", 1),
        ("Meta signed an agreement with AMD on GPUs for its data centers.", 1),
        ("Meta signed an agreement with AMD on 2 gigawatts of GPUs.", 2),
        ("Meta signed another agreement with AMD on 6 gigawatts of GPUs.", 2),
        ("Meta signed an agreement with Oklo on 6 gigawatts of nuclear power.", 2),
    ],
)
def test_a_deal_retold_in_another_month_is_one_record(text, count):
    first = make_post("1", "Meta signed an agreement with AMD on 6 gigawatts of GPUs.", "Meta")
    later = WEEK.shifted(5)
    weeks = [
        (WEEK, track(first)),
        (later, track(make_post("2", text, followers=90_000, week=later))),
    ]
    items = merge_weeks(weeks)
    assert len(items) == count
    if count == 1:
        assert items[0].source_post_ids == ("1", "2")
        assert (items[0].status, items[0].n_sources) == ("confirmed", 2)


def test_a_deal_keeps_its_hedges():
    tracker = track(
        make_post(
            "1",
            "Meta agrees to buy AMD chips worth up to $40 billion over five years, Reuters says, "
            "with 3 gigawatts of data centers coming online in 2028.",
        )
    )
    item = only(tracker)
    assert (item.buyer, item.seller) == ("Meta", "AMD")
    assert (item.amount, item.amount_currency, item.amount_basis) == (40e9, "USD", "up_to")
    assert (item.term_years, item.power_mw) == (5, 3000)
    assert item.online_date == dt.date(2028, 1, 1)
    assert ("amount", "40000000000") in fields_of(tracker)


def test_talks_are_rumours_and_say_so_in_the_title():
    item = only(
        track(
            make_post("1", "CoreWeave is in talks to lease data centers to OpenAI, per Bloomberg.")
        )
    )
    assert item.status == "rumoured"
    assert "reported talks" in item.title


@pytest.mark.parametrize(
    ("text", "handle", "buyer", "seller", "kind"),
    [
        ("AMD TO INVEST $3 BILLION IN COREWEAVE", "ann", "AMD", "CoreWeave", "equity"),
        (
            "We raised $4 billion for our next machines from NVIDIA and SoftBank.",
            "MistralAI", "NVIDIA|SoftBank", "Mistral AI", "equity",
        ),
        (
            "We're widening our work with Amazon to secure up to 3 gigawatts of compute.",
            "MistralAI", "Mistral AI", "Amazon", "compute_purchase",
        ),
    ],
)  # fmt: skip
def test_who_pays_whom_for_what(text, handle, buyer, seller, kind):
    item = only(track(make_post("1", text, handle=handle, followers=900_000)))
    assert (item.buyer, item.seller, item.deal_type) == (buyer, seller, kind)


def test_a_party_that_plans_does_not_spread_a_rumour():
    text = "We plan to buy Trainium chips from Amazon and secure 2 gigawatts of capacity in Ohio."
    item = only(track(make_post("1", text, handle="AnthropicAI")))
    assert item.status == "announced"


def test_a_deal_keeps_its_place():
    text = "Dell is partnering with CoreWeave on a 700 MW AI factory in Plano, Texas."
    item = only(track(make_post("1", text)))
    assert (item.site, item.region, item.power_mw) == ("Plano", "Texas", 700)


@pytest.mark.parametrize(
    ("text", "quantity", "equivalents"),
    [
        ("Meta buys 40,000 NVIDIA B200 GPUs from Dell for its data center.", 40_000, 91_001),
        ("Meta buys 40,000 GPUs from Dell; its data center has B200s.", 40_000, None),
        ("Meta buys 40,000 GB200s from Dell for its data center.", 40_000, None),
        ("Meta buys NVIDIA B200 GPUs worth $9 billion from Dell.", None, None),
    ],
)
def test_h100_equivalents_need_a_count_of_a_named_chip(text, quantity, equivalents):
    tracker = track(make_post("1", text, followers=900_000))
    item = only(tracker)
    assert (item.chips_qty, item.h100_equivalents) == (quantity, equivalents)
    proofs = [row.quote for row in tracker.evidence if row.field == "h100_equivalents"]
    assert all("40,000" in quote and "B200" in quote for quote in proofs)
    assert len(proofs) == (equivalents is not None)


def test_one_who_left_a_site_is_no_party_to_its_lease():
    text = "Meta signs a lease of a 300 MW data center abandoned by Oracle, per Reuters."
    item = only(track(make_post("1", text, followers=900_000)))
    assert item.org_ids == ("org:meta",)


def test_a_headline_of_two_deals_is_none_of_them():
    text = "Big money in chips: NVIDIA's $80B Bet & CoreWeave's $9B Raise for data centers."
    assert not track(make_post("1", text, followers=900_000)).items


@pytest.mark.parametrize(
    ("name", "modality"),
    [
        ("Qwen4-TTS", "speech"),
        ("Qwen4-VL", "multimodal"),
        ("Qwen4-Embedding", "embedding"),
        ("Qwen4-120B", "text"),
        ("Kling 4.0 Omni", "video"),
    ],
)
def test_a_variant_is_of_the_modality_that_its_name_says(name, modality):
    handle = "Kling_ai" if "Kling" in name else "Alibaba_Qwen"
    item = only(track(make_post("1", f"Introducing {name}, out now.", handle=handle)))
    assert item.modality == (modality,)


def test_only_the_owner_says_that_a_model_is_free():
    launch = make_post("1", "Mistral Large 4 is now available via the API.", handle="MistralAI")
    shop = make_post("2", "Mistral Large 4 is available for free in our shop.", handle="ann")
    assert only(track(launch, shop)).availability == "api"
    own = make_post("3", "Mistral Large 4 is available for free in the app.", handle="MistralAI")
    assert only(track(launch, own)).availability == "api|app|free"


def test_a_model_that_is_presented_is_new_though_the_api_has_it():
    text = "Mistral Large 4 is here, available today in the API."
    assert only(track(make_post("1", text, handle="MistralAI"))).release_type == "new"
    text = "Mistral Large 4 is now available in the API."
    assert only(track(make_post("1", text, handle="MistralAI"))).release_type == "api_change"


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("Visit our booth for demos of our latest research including SAM 7.", "AIatMeta"),
        ("Introducing Qwen4-VL-Cookbooks, ten recipes for cooks.", "Alibaba_Qwen"),
    ],
)
def test_research_that_includes_a_model_and_books_on_one_are_no_launch(text, handle):
    assert not track(make_post("1", text, handle=handle)).items


def test_a_cloud_that_runs_an_unknown_model_does_not_own_it():
    text = "Introducing Cogito v9 80B. You can now use it on Together AI."
    assert not track(make_post("1", text, handle="togethercompute")).items


def test_the_country_us_is_no_first_person():
    text = "Meta buys nuclear power in US history's largest order: 6.6 GW from Vistra and Oklo."
    item = only(track(make_post("1", text, handle="MistralAI")))
    assert item.buyer == "Meta"
    assert "org:mistral-ai" not in item.org_ids


def test_yuan_stay_yuan():
    item = only(
        track(make_post("1", "Alibaba buys chips from Cambricon for RMB 9 billion, per Reuters."))
    )
    assert (item.amount, item.amount_currency, item.amount_usd) == (9e9, "CNY", None)


@pytest.mark.parametrize(
    "text",
    [
        "Analysts raised the price target on AMD to $300 after its chip deal with Meta.",
        "Should Meta buy more chips from AMD?",
        "Meta is not buying AMD chips for $40 billion.",
        "President Smith signed an executive order with NVIDIA on chips and data centers.",
        "Amazon, Google and Oracle will sign data center agreements soon.",
        "An analyst forecasts that NVIDIA and Meta will spend $360 billion on data centers.",
        "Join our workshop on building data centers with NVIDIA and Dell for $2 million plants",
    ],
)
def test_opinion_denial_and_adverts_are_no_deals(text):
    assert not track(make_post("1", text, followers=900_000)).items


def test_incidents_come_from_rated_safety_items():
    posts = [
        make_post("1", "Hackers exploited ChatGPT to attack a bank in Lima, Reuters reports."),
        make_post("2", "A lab posted a nice alignment paper.", handle="zed"),
    ]
    material = make_material(posts)
    safety = build_safety_items(material, load_safety_rubric(), REGISTRY)
    item = only(build_tracker_items(material, safety, REGISTRY))
    assert (item.record_type, item.kind, item.realised_band) == ("safety_incident", "incident", 3)
    assert item.domain_mit == "2 Privacy & security"


def test_an_incident_says_whose_system_it_was_and_who_was_harmed():
    text = "Amazon's AI agent exposed private chats of 2,000 customers, Reuters reports."
    material = make_material([make_post("1", text)])
    safety = build_safety_items(material, load_safety_rubric(), REGISTRY)
    item = only(build_tracker_items(material, safety, REGISTRY))
    assert item.deployer == "Amazon"
    hacked = "Hackers exploited ChatGPT to attack government agencies in Lima, Reuters reports."
    post = make_post("2", hacked, links=("https://incidentdatabase.ai/cite/1234",))
    material = make_material([post])
    safety = build_safety_items(material, load_safety_rubric(), REGISTRY)
    item = only(build_tracker_items(material, safety, REGISTRY))
    assert (item.harmed_parties, item.aiid_id) == (("government agencies",), "1234")


def test_evidence_is_verbatim():
    text = "Introducing Kimi K4, a 1.2T parameter model with a 1M-token context window."
    for row in track(make_post("1", text, handle="Kimi_Moonshot")).evidence:
        assert text[row.span_start : row.span_end] == row.quote


def test_the_order_of_posts_does_not_matter():
    posts = [
        make_post("1", "Announcing Mistral Large 4.", handle="MistralAI"),
        make_post("2", "Mistral Large 4 is out now, with 24B parameters.", handle="ann", day=2),
        make_post("3", "Meta to buy AMD chips worth $9 billion, per Reuters", handle="bob", day=2),
    ]
    assert track(*posts) == track(*reversed(posts))


def test_ids_name_the_thing():
    release = derive_record_id("model_release", "org:openai", "gpt-9")
    assert release == derive_record_id("model_release", "org:openai", "GPT 9")
    assert release.startswith("release-")
    january, june = (
        derive_record_id("infra_deal", "a+b", "agreement", month)
        for month in ("2026-01", "2026-06")
    )
    assert january != june


def status(name, number):
    at = dt.datetime(2026, 3, number, tzinfo=dt.UTC)
    return TrackerStatus("release-1", name, str(number), at, 0, 1, "x")


def test_status_goes_back_only_by_a_setback():
    steps = status_steps([status("available", 2), status("announced", 3), status("retracted", 4)])
    assert [step.status for step in steps] == ["available", "retracted"]
    assert furthest_status(["announced", "rumoured", "available"]) == "available"
    assert furthest_status(["available", "disputed"]) == "disputed"


def two_weeks():
    later = WEEK.shifted(1)
    first = track(make_post("1", "Announcing Mistral Large 4.", handle="MistralAI"))
    second = track(
        make_post(
            "2",
            "Mistral Large 4 is now available, with 24B parameters.",
            handle="MistralAI",
            week=later,
        )
    )
    return (WEEK, first), (later, second)


def test_weeks_of_a_quarter_merge_into_one_row():
    first, second = two_weeks()
    (item,) = merge_quarter([second, first], "2026-Q1")
    assert item.first_seen_utc.date() == WEEK.start + dt.timedelta(days=1)
    assert (item.status, item.parameters_total) == ("available", 24e9)
    assert item.source_post_ids == ("1", "2")
    assert "status announced → available" in item.delta_since_last_week
    assert "parameters_total added" in item.delta_since_last_week
    assert merge_quarter([first, second], "2026-Q1") == [item]


def test_delta_tells_new_items_from_untouched_ones():
    first, _ = two_weeks()
    (fresh,) = merge_quarter([first], "2026-Q1")
    assert fresh.delta_since_last_week == "new"
    empty = (WEEK.shifted(1), track())
    (untouched,) = merge_quarter([first, empty], "2026-Q1")
    assert untouched.delta_since_last_week is None
    assert merge_quarter([first], "2026-Q2") == []


def test_a_row_has_every_column():
    first, _ = two_weeks()
    item = only(first[1])
    assert list(tracker_row(item)) == [field.name for field in dataclasses.fields(item)]
    assert isinstance(WEEK, Week)
