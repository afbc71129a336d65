"""The errors this project raises on purpose: each says what was wrong, where, and what to do.

DigestError
├── UsageError            the caller asked for something that does not exist (exit code 2)
├── ReferenceDataError    a file under pipeline/reference or the user's override is wrong
├── LakeError             the lake cannot be read or written
│   ├── LakeMismatchError   the lake was made with other settings
│   └── ContractError       rows break the contract of their table
└── SourceError           a source could not be read
    ├── FetchError          the request failed
    └── PayloadError        the answer could not be understood
"""


class DigestError(Exception):
    """Any failure the user should read as one line."""


class UsageError(DigestError):
    """The command was used wrongly: unknown week, unknown file format, a bad option."""


class ReferenceDataError(DigestError):
    """A reference file holds something it must not."""

    def __init__(self, path: object, key: str, problem: str) -> None:
        super().__init__(f"{path}: {key}: {problem}")


class LakeError(DigestError):
    """A lake file or folder cannot be read or written."""


class LakeMismatchError(LakeError):
    """The lake was created with another first day of the week or another layout."""


class ContractError(LakeError):
    """Rows break the contract of their table."""

    def __init__(self, table: str, rule: str, row_count: int) -> None:
        super().__init__(f"{table}: {row_count} rows rejected by its contract: {rule}")


class SourceError(DigestError):
    """One source could not be read; the week goes on without it."""

    def __init__(self, source_id: str, problem: str) -> None:
        super().__init__(f"{source_id}: {problem}")
        self.source_id = source_id


class FetchError(SourceError):
    """The request to a source failed or was refused."""


class PayloadError(SourceError):
    """A source answered with something that is not what its protocol promises."""
