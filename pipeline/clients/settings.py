"""Access to the services: tokens and addresses, read from the environment by the caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

from pipeline.errors import UsageError

# Where each setting is read from; messages about missing access name these.
ENVIRONMENT_NAMES: Mapping[str, str] = {
    "contact": "DIGEST_CONTACT",
    "x_bearer_token": "X_BEARER_TOKEN",
    "x_dialect": "X_DIALECT",
    "x_full_archive": "X_FULL_ARCHIVE",
    "bluesky_handle": "BLUESKY_HANDLE",
    "bluesky_app_password": "BLUESKY_APP_PASSWORD",
    "mastodon_tokens": "MASTODON_TOKENS",
    "github_token": "GITHUB_TOKEN",
    "reddit_client_id": "REDDIT_CLIENT_ID",
    "reddit_client_secret": "REDDIT_CLIENT_SECRET",
    "stand_ins": "DIGEST_STAND_INS",
}
SECRET_SETTINGS = (
    "x_bearer_token",
    "bluesky_app_password",
    "github_token",
    "reddit_client_secret",
)
MIN_SECRET_CHARS = 8  # what is shorter stands in texts by chance
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
DIALECT_NAMES = frozenset({"auto", "post", "tweet"})
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What the user has given us to reach the services with; empty means not given.

    `mastodon_tokens` is `host=token` pairs with commas between them. `stand_ins` is `service=URL`
    pairs: servers that are asked in place of a service (x, bluesky, hn, arxiv, github, reddit,
    mastodon), and that may be on this machine; `rss` names one whose feeds may be. Secrets stay out
    of `repr`.
    """

    contact: str = ""
    x_bearer_token: str = field(default="", repr=False)
    x_dialect: str = "auto"
    x_full_archive: str = ""
    bluesky_handle: str = ""
    bluesky_app_password: str = field(default="", repr=False)
    mastodon_tokens: str = field(default="", repr=False)
    github_token: str = field(default="", repr=False)
    reddit_client_id: str = ""
    reddit_client_secret: str = field(default="", repr=False)
    stand_ins: str = ""

    def __post_init__(self) -> None:
        if self.x_dialect not in DIALECT_NAMES:
            names = ", ".join(sorted(DIALECT_NAMES))
            raise UsageError(f"X_DIALECT is {self.x_dialect!r}; it must be one of {names}")
        try:
            _ = self.loopback_ports
        except ValueError:
            raise UsageError("DIGEST_STAND_INS must hold service=URL pairs") from None

    @property
    def has_full_archive(self) -> bool:
        """Whether the X token may search the full archive."""
        return self.x_full_archive.strip().lower() in TRUE_WORDS

    def mastodon_token(self, host: str) -> str | None:
        """The token of one server."""
        return _pairs(self.mastodon_tokens).get(host.lower())

    def base_url(self, service: str, default: str) -> str:
        """The address of a service, or of the server that stands in for it."""
        return _pairs(self.stand_ins).get(service, default)

    @property
    def loopback_ports(self) -> frozenset[int]:
        """Ports of this machine at which servers stand in for services."""
        parts = [urlsplit(url) for url in _pairs(self.stand_ins).values()]
        return frozenset(
            part.port for part in parts if part.port and part.hostname in LOOPBACK_NAMES
        )

    def without_secrets(self, text: str) -> str:
        """A text of a service, in which no secret of ours may stand."""
        secrets = [str(getattr(self, name)) for name in SECRET_SETTINGS]
        for secret in (*secrets, *_pairs(self.mastodon_tokens).values()):
            if len(secret) >= MIN_SECRET_CHARS:
                text = text.replace(secret, "[secret]")
        return text


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
    return ClientSettings(**values)


def _pairs(text: str) -> dict[str, str]:
    """`name=value` pairs with commas between them; names in lower case, no empty values."""
    pairs = (pair.partition("=") for pair in text.split(","))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if value.strip()}
