"""Access to the services: tokens and addresses, read from the environment by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from pipeline.errors import UsageError

# Where each setting is read from; messages about missing access name these.
ENVIRONMENT_NAMES: Mapping[str, str] = {
    "contact": "DIGEST_CONTACT",
    "x_bearer_token": "X_BEARER_TOKEN",
    "x_dialect": "X_DIALECT",
    "x_full_archive": "X_FULL_ARCHIVE",
    "x_base_url": "X_BASE_URL",
    "bluesky_handle": "BLUESKY_HANDLE",
    "bluesky_app_password": "BLUESKY_APP_PASSWORD",
    "mastodon_tokens": "MASTODON_TOKENS",
    "github_token": "GITHUB_TOKEN",
    "reddit_client_id": "REDDIT_CLIENT_ID",
    "reddit_client_secret": "REDDIT_CLIENT_SECRET",
}
DIALECT_NAMES = frozenset({"auto", "post", "tweet"})
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
Services = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What the user has given us to reach the services with; empty means not given.

    `mastodon_tokens` is `host=token` pairs with commas between them. Secrets stay out of `repr`.
    `base_urls` replaces the address of a service by its name (x, bluesky, hn, arxiv, github,
    reddit, mastodon), so that tests can stand in for it.
    """

    contact: str = ""
    x_bearer_token: str = field(default="", repr=False)
    x_dialect: str = "auto"
    x_full_archive: str = ""
    x_base_url: str = ""
    bluesky_handle: str = ""
    bluesky_app_password: str = field(default="", repr=False)
    mastodon_tokens: str = field(default="", repr=False)
    github_token: str = field(default="", repr=False)
    reddit_client_id: str = ""
    reddit_client_secret: str = field(default="", repr=False)
    base_urls: Services = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.x_dialect not in DIALECT_NAMES:
            names = ", ".join(sorted(DIALECT_NAMES))
            raise UsageError(f"X_DIALECT is {self.x_dialect!r}; it must be one of {names}")

    @property
    def has_full_archive(self) -> bool:
        """Whether the X token may search the full archive."""
        return self.x_full_archive.strip().lower() in TRUE_WORDS

    def mastodon_token(self, host: str) -> str | None:
        """The token of one server."""
        pairs = (pair.partition("=") for pair in self.mastodon_tokens.split(","))
        tokens = {name.strip().lower(): token.strip() for name, _, token in pairs}
        return tokens.get(host.lower()) or None


def read_settings(environment: Mapping[str, str]) -> ClientSettings:
    """Settings from environment variables, which the caller hands in.

    Raises:
        UsageError: one of them has a value it cannot have.
    """
    names = {setting.name for setting in fields(ClientSettings)}
    values = {
        setting: environment[name].strip()
        for setting, name in ENVIRONMENT_NAMES.items()
        if setting in names and environment.get(name, "").strip()
    }
    return ClientSettings(**values)  # type: ignore[arg-type]
