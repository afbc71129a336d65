"""Whose accounts post in a week: organisations', listed or new, and people's.

An organisation writes its own name in its own posts, often by a word that proves nothing elsewhere
("Runway is …"). What an account says of itself tells whether it is an organisation's.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.nlp.gazetteer import lower_keeping_length
from pipeline.nlp.known_names import build_known_names
from pipeline.nlp.name_model.features import profile_features, split_handle
from pipeline.nlp.name_model.weights import load_weights
from pipeline.nlp.name_spans import ends_name, slug, starts_name
from pipeline.nlp.organisation_context import is_listed, speaks_of_organisation
from pipeline.records import Post
from pipeline.reference.registry import NameWords, Organisation, Registry, name_key

MIN_ORGANISATION = 0.6  # probability from which an account is held to be an organisation's
MAX_PERSON = 0.2  # probability up to which it is held to be a person's
MIN_NAME_CHARS = 3
MIN_INITIALS = 3
MIN_SHORT_NAME_CHARS = 4  # of a name without its last word
SEPARATOR = re.compile(r"\s*(?:[|•·—–:,;/(\[{]|\s-\s|®|™).*$")
BRANCH_END = re.compile(r"[\s.](?:official|global|hq|team|app|us|usa|uk|eu|en|english)$", re.I)
DOMAIN_END = re.compile(r"\.(?:ai|io|com|xyz|dev|app|co|net|org|new|fm|gg)$", re.IGNORECASE)
AT_WORK = re.compile(r"\b(?:at|joins?|joined|joining|works? (?:at|for)) $")
CONTEXT_CHARS = 20


@dataclass(frozen=True, slots=True)
class Account:
    """An organisation that has an account, and the ways it writes its name, longest first.

    `is_sure`: in its own posts its name alone is the organisation, not a product.
    """

    entity_id: str
    canonical_name: str
    names: tuple[str, ...]
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts of one week by case-folded handle; those that nothing is known of are in neither."""

    organisations: Mapping[str, Account]
    people: frozenset[str]


NO_ACCOUNTS = Accounts({}, frozenset())


def _displayed_name(name: str) -> str:
    """A display name without ornaments, slogans and branches: "Foo AI 🚀 | We are hiring"."""
    plain = SEPARATOR.sub("", unicodedata.normalize("NFKC", name))
    kept = "".join(
        character
        for character in plain
        if character.isalnum() or character in " .&'’-+" or unicodedata.category(character) == "Mn"
    )
    while (shorter := BRANCH_END.sub("", kept.strip(" .&'’-+"))) != kept:
        kept = shorter
    return kept


def _short_names(name: str, words: NameWords) -> Iterator[str]:
    """A name without what many names end in: "Foo" of "Foo AI" and of "foo.com"."""
    yield DOMAIN_END.sub("", name)
    head, _, last = name.rpartition(" ")
    if last.casefold() in words.organisation_parts:
        yield head
    elif head and last.isupper():
        yield last


def _initials(name: str) -> str:
    """The initials of a long name, as its owner may write it: "FBN" of "Foo Bar News"."""
    words = [word for word in name.split() if word[:1].isupper()]
    return "".join(word[0] for word in words) if len(words) >= MIN_INITIALS else ""


def _leading_words(name: str, words: NameWords) -> Iterator[str]:
    """A long name without its last word, and its first alone where that is no given name."""
    parts = name.split()
    if len(parts) >= MIN_INITIALS:
        yield " ".join(parts[:-1])
    if len(parts) > 1 and parts[0].casefold() not in words.given_names:
        yield parts[0]


def _handle_names(handle: str, words: NameWords) -> Iterator[str]:
    yield handle
    parts = split_handle(handle)
    if len(parts) > 1 and parts[-1] in words.organisation_parts:
        yield handle[: -len(parts[-1])].rstrip("_")


def _names(full: Iterable[str], short: Iterable[str]) -> tuple[str, ...]:
    """The names that are long enough, longest first."""
    kept = {name for name in full if len(name) >= MIN_NAME_CHARS or not name.isascii()}
    kept |= {name for name in short if len(name) >= MIN_SHORT_NAME_CHARS}
    return tuple(sorted(kept - {""}, key=lambda name: (-len(name), name)))


def _listed_account(
    key: str, entry: Organisation, name: str, is_own: bool, words: NameWords
) -> Account:
    """The account of a listed organisation; one of its products' has the organisation's names."""
    names = (entry.name, *entry.aliases, *((_displayed_name(name),) if is_own else ()))
    short = [*_short_names(entry.name, words)]
    initials = [name for name in short if name.isupper()]  # "FBN" of "Foo FBN"
    return Account(f"org:{key}", entry.name, _names((*names, *initials), short), not entry.platform)


def _new_account(handle: str, name: str, words: NameWords) -> Account:
    displayed = _displayed_name(name)
    canonical = DOMAIN_END.sub("", displayed) if name_key(displayed) else handle
    short = (
        *_short_names(displayed, words),
        *_leading_words(displayed, words),
        *_handle_names(handle, words),
    )
    full = (displayed, _initials(displayed))
    return Account(f"org:{slug(canonical)}", canonical, _names(full, short), False)


def _profiles(posts: Iterable[Post]) -> dict[str, Post]:
    """The newest post of each account, by case-folded handle."""
    newest: dict[str, Post] = {}
    for post in posts:
        if post.author_handle:
            key = post.author_handle.casefold()
            known = newest.get(key)
            if known is None or (known.posted_at, known.post_id) < (post.posted_at, post.post_id):
                newest[key] = post
    return newest


@functools.lru_cache(maxsize=8)
def _listed_handles(registry: Registry) -> dict[str, tuple[str, bool]]:
    """Case-folded handle -> (id of the organisation, whether it is the organisation's own)."""
    handles = {
        handle.casefold(): (key, False)
        for key, entry in registry.organisations.items()
        for handle in entry.accounts
    }
    handles |= {
        handle.casefold(): (key, True)
        for key, entry in registry.organisations.items()
        for handle in entry.handles
    }
    return handles


def read_accounts(posts: Iterable[Post], registry: Registry) -> Accounts:
    """The accounts that post, each an organisation's, a person's, or unknown and left out."""
    model = load_weights().profile
    listed = _listed_handles(registry)
    people = {h.casefold() for person in registry.people.values() for h in person.handles}
    named = build_known_names(registry).organisation_keys
    organisations: dict[str, Account] = {}
    for key, post in sorted(_profiles(posts).items()):
        handle, name = post.author_handle or key, post.author_name or ""
        entry_id, is_own = listed.get(key, (None, True))
        if entry_id is None and key not in people:
            features = profile_features(handle, name, post.author_bio, registry.words)
            probability = model.probability(model.logit(features))
            if probability <= MAX_PERSON:
                people.add(key)
            elif probability >= MIN_ORGANISATION:
                organisations[key] = _new_account(handle, name, registry.words)
                owner = named.get(name_key(organisations[key].canonical_name))
                entry_id = owner[0].removeprefix("org:") if owner else None
        if entry_id is not None:
            entry = registry.organisations[entry_id]
            organisations[key] = _listed_account(entry_id, entry, name, is_own, registry.words)
    return Accounts(organisations, frozenset(people))


def speaking_account(post: Post, accounts: Accounts) -> Account | None:
    """The organisation whose words a post holds: of a repost, the one that is repeated."""
    handle = post.reposted_handle if post.is_repost else post.author_handle
    return accounts.organisations.get(handle.casefold()) if handle else None


def _with_small_words(name: str) -> str:
    """A name with its shortest words in lower case, as some write them and some do not."""
    return re.sub(r"\b[A-Z][a-z]{1,2}\b", lambda match: match.group().lower(), name)


def _is_written_so(text: str, start: int, name: str, common_words: Collection[str]) -> bool:
    """Whether an occurrence is written as a name: ordinary words only exactly as the name is."""
    written = text[start : start + len(name)]
    if all(word in common_words for word in re.split(r"[\s-]+", name.casefold())):
        return (
            _with_small_words(written) == _with_small_words(name)
            and not written.isupper()
            and written[0].isupper()
        )
    return written != written.lower() or name == written


def _is_full(name: str, account: Account) -> bool:
    """Whether a name is long, or the initials of one: no product's."""
    return " " in name or name == _initials(account.canonical_name)


def _acts(text: str, lowered: str, start: int, end: int) -> bool:
    """Whether the words around say that the organisation does something, not that one uses it."""
    is_owner = text.startswith(("'s ", "’s "), end)
    at_work = AT_WORK.search(lowered[max(0, start - CONTEXT_CHARS) : start]) is not None
    return (
        is_owner
        or at_work
        or is_listed(text, start, end, lowered)
        or speaks_of_organisation(
            text, start, end, lowered=lowered, is_common_word=True, is_platform=True
        )
    )


def find_own_names(
    text: str, account: Account, common_words: Collection[str]
) -> Iterator[tuple[int, int]]:
    """Where an organisation names itself in a text of its own; longest names first.

    A word that nobody has listed is as often a product's name: it counts only where it acts.
    """
    lowered = lower_keeping_length(text)
    taken: list[tuple[int, int]] = []
    for name in account.names:
        folded = lower_keeping_length(name)
        start = lowered.find(folded)
        while start >= 0:
            end = start + len(folded)
            if (
                all(end <= first or last <= start for first, last in taken)
                and starts_name(text, start)
                and ends_name(text, end)
                and _is_written_so(text, start, name, common_words)
                and (account.is_sure or _is_full(name, account) or _acts(text, lowered, start, end))
            ):
                taken.append((start, end))
                yield start, end
            start = lowered.find(folded, end)
