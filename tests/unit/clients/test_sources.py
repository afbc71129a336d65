import contextlib
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from pipeline.clients.build import Access, build_client, missing_settings
from pipeline.clients.check import check_source
from pipeline.clients.cursors import Cursor, describe_cursor
from pipeline.clients.http import HttpClient
from pipeline.clients.protocol import FetchWindow
from pipeline.clients.settings import ClientSettings, read_settings
from pipeline.clients.x_budget import XReadBudget
from pipeline.errors import FetchError, ReferenceDataError, UsageError
from pipeline.reference.sources import Source, add_source, load_sources, parse_spec

NOW = dt.datetime(2026, 3, 6, tzinfo=dt.UTC)
SPECS = Path(__file__).parents[2] / "data" / "clients" / "specs.tsv"


def rows(kind: str) -> list[list[str]]:
    lines = SPECS.read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t")[1:] for line in lines if line.startswith(f"{kind}\t")]


@pytest.mark.parametrize(("spec", "service", "kind", "target", "host", "source_id"), rows("good"))
def test_specs(spec: str, service: str, kind: str, target: str, host: str, source_id: str) -> None:
    parsed = parse_spec(spec)
    assert (parsed.service, parsed.kind, parsed.target) == (service, kind, target)
    assert (parsed.host or "") == host
    assert Source(spec=spec, name="n").source_id == source_id


@pytest.mark.parametrize("row", rows("bad"))
def test_what_is_no_spec_is_refused_with_the_right_form(row: list[str]) -> None:
    with pytest.raises(ValueError, match=re.escape(row[1])):
        parse_spec(row[0])


def test_the_default_sources_are_many_and_mostly_need_no_key() -> None:
    sources = load_sources()
    free = [source for source in sources if not source.required_settings]
    x_accounts = [source for source in sources if source.service == "x"]
    assert len(free) >= 40
    assert len(x_accounts) >= 60
    assert len({source.source_id for source in sources}) == len(sources)
    assert [source.source_id for source in sources] == sorted(s.source_id for s in sources)
    roles = {source.role for source in free}
    assert roles >= {"lab", "vendor", "safety", "incidents", "policy", "research"}


def test_the_authors_cited_in_the_first_digest_are_among_the_x_accounts() -> None:
    cited = (
        "demishassabis sundarpichai GoogleAI ch402 tszzl alibaba_cloud nvidia NVIDIAAI Baidu_Inc "
        "DeepLearningAI DrJimFan quocleix"
    )
    followed = {source.source_id for source in load_sources()}
    assert {f"x:@{handle.lower()}" for handle in cited.split()} <= followed


@pytest.mark.parametrize("access_settings", [ClientSettings(**dict.fromkeys(
    ("x_bearer_token", "reddit_client_id", "reddit_client_secret"), "given"))])  # fmt: skip
def test_every_default_source_has_a_client(access_settings: ClientSettings) -> None:
    with contextlib.closing(HttpClient("")) as http:
        access = Access(access_settings, http, XReadBudget("2026-03", 10))
        for source in load_sources():
            assert build_client(source, access).source_id == source.source_id


def test_a_source_without_its_key_says_which(http: HttpClient) -> None:
    access = Access(ClientSettings(), http, XReadBudget("2026-03", 10))
    x_source = Source(spec="x:@nvidia", name="NVIDIA")
    assert missing_settings(x_source, access.settings) == ("X_BEARER_TOKEN",)
    with pytest.raises(FetchError, match="needs X_BEARER_TOKEN"):
        build_client(x_source, access)
    with pytest.raises(FetchError, match="REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET"):
        build_client(Source(spec="reddit:LocalLLaMA", name="r"), access)


def test_the_users_file_lies_on_top(tmp_path: Path) -> None:
    own = tmp_path / "sources.toml"
    own.write_text(
        "[[source]]\nspec = 'rss:https://openai.com/news/rss.xml'\nname = 'x'\nenabled = false\n"
        "[[source]]\nspec = 'x:@NVIDIA'\nname = 'My NVIDIA'\n"
        "[[source]]\nspec = 'hn:kestrel'\nname = 'Kestrel'\n"
    )
    sources = {source.source_id: source for source in load_sources(own)}
    assert "rss:https://openai.com/news/rss.xml" not in sources
    assert sources["x:@nvidia"].name == "My NVIDIA"
    assert "hn:kestrel" in sources
    assert len(sources) == len(load_sources())
    own.write_text("use_default_sources = false\nsource = [{ spec = 'hn:k', name = 'K' }]\n")
    assert [source.source_id for source in load_sources(own)] == ["hn:k"]
    assert load_sources(tmp_path / "none.toml") == load_sources()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source = [", "not TOML"),
        ("sauce = 1", "sauce"),
        ("source = [{ spec = 'fax:1', name = 'n' }]", "does not begin with"),
        ("source = [{ spec = 'hn:k', name = 'n', color = 1 }]", "color"),
        ("source = [{ spec = 'hn:k', name = '' }]", "name"),
        ("source = [{ spec = 'hn:k', name = 'a' }, { spec = 'hn:k', name = 'b' }]", "twice"),
    ],
)
def test_a_damaged_file_is_explained(text: str, words: str, tmp_path: Path) -> None:
    own = tmp_path / "sources.toml"
    own.write_text(text)
    with pytest.raises(ReferenceDataError, match=words):
        load_sources(own)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# mine\n[[source]]\nspec = 'hn:k'\nname = 'K' # keep\n",
        "# mine\nsource = [\n  { spec = 'hn:k', name = 'K' }, # keep\n]\n",
    ],
)
def test_a_source_is_added_and_the_rest_of_the_file_kept(before: str, tmp_path: Path) -> None:
    own = tmp_path / "folder" / "sources.toml"
    if before:
        own.parent.mkdir()
        own.write_text(before)
    added = add_source(own, "x:@Kestrel_Lab", "Kestrel Lab", "lab")
    assert added in load_sources(own)
    text = own.read_text()
    assert ("# keep" in text) == ("# keep" in before)
    assert ("# mine" in text) == ("# mine" in before)
    add_source(own, "bsky:kestrel.example")
    assert len(load_sources(own)) == len(load_sources()) + 2 + ("hn:k" in before)
    with pytest.raises(UsageError, match="there already"):
        add_source(own, "x:@kestrel_lab")
    with pytest.raises(UsageError, match="not written as"):
        add_source(own, "x:Kestrel Lab")


def test_settings_come_from_the_environment_that_is_handed_in() -> None:
    settings = read_settings(
        {
            "X_BEARER_TOKEN": " token ",
            "X_FULL_ARCHIVE": "yes",
            "MASTODON_TOKENS": "social.example=a, Other.example=b",
            "HOME": "/",
        }
    )
    assert settings.x_bearer_token == "token"  # noqa: S105
    assert settings.has_full_archive
    assert settings.mastodon_token("other.EXAMPLE") == "b"
    assert settings.mastodon_token("third.example") is None
    assert "token" not in repr(settings).replace("x_bearer_token", "")
    with pytest.raises(UsageError, match="X_DIALECT"):
        read_settings({"X_DIALECT": "klingon"})


def test_a_check_calls_a_source_once(http: HttpClient, httpserver: HTTPServer) -> None:
    access = Access(ClientSettings(), http, XReadBudget("2026-03", 10))
    sample = json.loads((SPECS.parent / "payloads.json").read_text())["hn-item"]
    httpserver.expect_request("/api/v1/search_by_date").respond_with_json(
        {"hits": [sample], "nbHits": 1}
    )
    settings = ClientSettings(stand_ins=f"hn={httpserver.url_for('').rstrip('/')}")
    hn = Source(spec="hn:kestrel", name="K")
    found = check_source(hn, Access(settings, http, access.x_budget), NOW)
    assert (found.problem, found.posts_seen) == (None, 1)
    assert found.newest_post_at == dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
    gone = Source(spec=f"rss:{httpserver.url_for('/gone')}", name="Gone")
    httpserver.expect_request("/gone").respond_with_data("", 410)
    assert "the feed is gone" in str(check_source(gone, access, NOW).problem)
    keyless = Source(spec="x:@nvidia", name="N")
    assert check_source(keyless, access, NOW).problem == "needs X_BEARER_TOKEN"


def test_a_check_of_an_x_account_costs_one_user_read(
    http: HttpClient, httpserver: HTTPServer
) -> None:
    budget = XReadBudget("2026-03", 10)
    settings = read_settings(
        {"X_BEARER_TOKEN": "t", "DIGEST_STAND_INS": f"x={httpserver.url_for('')}".rstrip("/")}
    )
    httpserver.expect_request("/2/users/by/username/nvidia").respond_with_json(
        {"data": {"id": "1", "username": "nvidia"}}
    )
    found = check_source(Source(spec="x:@nvidia", name="N"), Access(settings, http, budget), NOW)
    assert (found.problem, budget.used_reads) == (None, 2)


@pytest.mark.parametrize(
    ("spec", "path", "content", "reads"),
    [
        ("x:list:7", "/2/lists/7", {"data": {"id": "7", "name": "Labs"}}, 1),
        ("x:search:kestrel", "/2/tweets/counts/recent", {"data": [{"tweet_count": 3}]}, 1),
    ],
)
def test_a_check_of_an_x_list_or_search_reads_no_post(
    spec: str, path: str, content: object, reads: int, http: HttpClient, httpserver: HTTPServer
) -> None:
    budget = XReadBudget("2026-03", 10)
    stand_ins = f"x={httpserver.url_for('')}".rstrip("/")
    settings = ClientSettings(x_bearer_token="t", stand_ins=stand_ins)  # noqa: S106
    httpserver.expect_request(path).respond_with_json(content)
    found = check_source(Source(spec=spec, name="N"), Access(settings, http, budget), NOW)
    assert (found.problem, budget.used_reads) == (None, reads)


def test_texts_of_services_hold_no_secret_of_ours() -> None:
    settings = read_settings(
        {"X_BEARER_TOKEN": "bearer-token", "MASTODON_TOKENS": "a.example=token-of-a,b.example=tb"}
    )
    said = settings.without_secrets("bearer-token, token-of-a and tb")
    assert said == "[secret], [secret] and tb"  # what is too short stands in texts by chance


def test_stand_ins_open_their_own_ports_of_this_machine_only() -> None:
    stand_ins = "x=http://127.0.0.1:4010, rss=http://localhost:4040,hn=https://hn.example:8443"
    settings = read_settings({"DIGEST_STAND_INS": stand_ins})
    assert settings.loopback_ports == {4010, 4040}
    assert settings.base_url("x", "https://api.x.com") == "http://127.0.0.1:4010"
    assert settings.base_url("github", "https://api.github.com") == "https://api.github.com"
    with pytest.raises(UsageError, match="DIGEST_STAND_INS"):
        read_settings({"DIGEST_STAND_INS": "x=http://127.0.0.1:port"})


@pytest.mark.parametrize(
    ("window_state", "source_state", "words"),
    [
        ({}, {}, "from the newest"),
        ({"validators": {"If-None-Match": "1"}}, {}, "from the newest, if changed"),
        ({"since": "2028500000000000000"}, {}, "after 2028500000000000000"),
        ({"resume": "c" * 60}, {}, f"goes on at {'c' * 39}…"),
        ({}, {"moved_to": "https://a.example/f"}, "from the newest, at https://a.example/f"),
    ],
)
def test_a_cursor_in_words(
    window_state: dict[str, Any], source_state: dict[str, Any], words: str, window: FetchWindow
) -> None:
    cursor = Cursor.load(None, window).with_window(**window_state).with_source(**source_state)
    assert describe_cursor(cursor.dump()) == words


def test_a_damaged_cursor_begins_from_the_newest() -> None:
    assert describe_cursor("{") == "from the newest"


def test_a_window_has_a_key(window: FetchWindow) -> None:
    assert window.key == "2026-03-02T00:00:00+00:00/2026-03-09T00:00:00+00:00"
