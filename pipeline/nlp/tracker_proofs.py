"""Which words prove which field of a tracker record, and how one value is chosen of several."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.nlp.tracker_records import TrackerEvidence


@dataclass(frozen=True, slots=True)
class FieldProof:
    """A value that a span of a post states for a field."""

    field: str
    value: object
    post_id: str
    span_start: int
    span_end: int
    quote: str


# Text fields that may hold several values, joined as the CSV joins its lists.
JOINED_FIELDS = frozenset(
    {
        "availability",
        "training_hardware",
        "ai_system",
        "deployer",
        "developer",
        "buyer",
        "seller",
        "chips_type",
        "energy_source",
    }
)

LIST_FIELDS = frozenset(
    {"modality", "benchmarks_claimed", "other_parties", "harmed_parties", "cve_ids", "supersedes"}
)

JOINT = "|"


@dataclass
class FieldProofs:
    """Proofs gathered for one thing."""

    proofs: list[FieldProof] = field(default_factory=list)

    def add(self, name: str, value: object, post_id: str, span: tuple[int, int], text: str) -> None:
        """Note that the characters of `span` in the text of a post state a value."""
        start, end = span
        self.proofs.append(FieldProof(name, value, post_id, start, end, text[start:end]))

    def keep_linked(
        self, name: str, followers: Sequence[str], preferred_post_ids: Sequence[str]
    ) -> None:
        """Drop proofs of `followers` that stand elsewhere than a proof of the chosen `name`."""
        chosen = self.choose(preferred_post_ids)[0].get(name)
        spans = {
            (proof.post_id, proof.span_start)
            for proof in self.proofs
            if proof.field == name and proof.value == chosen
        }
        self.proofs = [
            proof
            for proof in self.proofs
            if proof.field not in followers or (proof.post_id, proof.span_start) in spans
        ]

    def keep_own(self, name: str, value: object, own_post_ids: Collection[str]) -> None:
        """Drop proofs of a value that only the owner can state, where others state it.

        A model that some shop gives away is not free.
        """
        self.proofs = [
            proof
            for proof in self.proofs
            if (proof.field, proof.value) != (name, value) or proof.post_id in own_post_ids
        ]

    def choose(self, preferred_post_ids: Sequence[str]) -> tuple[dict[str, object], list[str]]:
        """One value a field, and a note for each field on which posts disagree.

        A value of a preferred post wins, then the one that most posts state, then the first stated.
        Fields that may hold several values take all of them.
        """
        values: dict[str, list[FieldProof]] = {}
        for proof in self.proofs:
            values.setdefault(proof.field, []).append(proof)
        chosen: dict[str, object] = {}
        notes: list[str] = []
        for name, proofs in sorted(values.items()):
            distinct = list(dict.fromkeys(proof.value for proof in proofs))
            if name in LIST_FIELDS:
                chosen[name] = tuple(sorted(map(str, distinct)))
            elif name in JOINED_FIELDS:
                chosen[name] = JOINT.join(sorted(map(str, distinct)))
            else:
                ranked = sorted(
                    distinct, key=lambda value: _rank(value, proofs, preferred_post_ids)
                )
                chosen[name] = ranked[0]
                others = ", ".join(spell_value(value) for value in ranked[1:])
                notes += [f"{name}: other posts state {others}"] if others else []
        return chosen, notes

    def rows(self, record_id: str, chosen: Mapping[str, object]) -> list[TrackerEvidence]:
        """The proofs of the values that were chosen, one a field, value and post."""
        rows = {
            (proof.field, spell_value(proof.value), proof.post_id): proof
            for proof in reversed(self.proofs)
            if is_chosen(proof, chosen)
        }
        return [
            TrackerEvidence(
                record_id, name, value, post_id, proof.span_start, proof.span_end, proof.quote
            )
            for (name, value, post_id), proof in sorted(rows.items())
        ]


def _rank(
    value: object, proofs: Sequence[FieldProof], preferred_post_ids: Sequence[str]
) -> tuple[bool, int, int]:
    stating = [proof.post_id for proof in proofs if proof.value == value]
    first = next(place for place, proof in enumerate(proofs) if proof.value == value)
    return not set(stating) & set(preferred_post_ids), -len(set(stating)), first


def is_chosen(proof: FieldProof, chosen: Mapping[str, object]) -> bool:
    """Whether a proof speaks for the value, or one of the values, that a field was given."""
    value = chosen.get(proof.field)
    if proof.field in LIST_FIELDS or proof.field in JOINED_FIELDS:
        held = value.split(JOINT) if isinstance(value, str) else value
        return isinstance(held, list | tuple) and str(proof.value) in held
    return proof.value == value


def spell_value(value: object) -> str:
    """A value as evidence rows spell it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.12g}" if isinstance(value, float) else str(value)
