"""How much a chip computes by its vendor's figures, and what that is in H100s."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import ReferenceDataError

CHIP_COMPUTE = Path(__file__).with_name("chip_compute.toml")
UNIT_CHIP = "nvidia-h100"


class ChipCompute(BaseModel):
    """One chip's peak dense BF16 throughput and the document that states it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dense_bf16_tflops: float = Field(gt=0)
    source: str = Field(min_length=1)
    as_of: str = Field(pattern=r"^20\d\d-\d\d$")


class ChipTable(BaseModel):
    """All chips with a known throughput, by their keys in the hardware registry."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    chips: Mapping[str, ChipCompute]

    def h100_equivalents(self, chip: str, quantity: int) -> float | None:
        """So many chips in H100s by dense BF16 throughput, rounded; None for an unknown chip."""
        known = self.chips.get(chip)
        if known is None:
            return None
        unit = self.chips[UNIT_CHIP]
        return float(round(quantity * known.dense_bf16_tflops / unit.dense_bf16_tflops))


@functools.lru_cache(maxsize=1)
def load_chip_table() -> ChipTable:
    """The table as it is in the repository.

    Raises:
        ReferenceDataError: the file does not hold such a table, or lacks the H100.
    """
    try:
        table = ChipTable.model_validate(tomllib.loads(CHIP_COMPUTE.read_text(encoding="utf-8")))
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise ReferenceDataError(CHIP_COMPUTE.name, "chips", str(error)) from error
    if UNIT_CHIP not in table.chips:
        raise ReferenceDataError(CHIP_COMPUTE.name, UNIT_CHIP, "is missing")
    return table
