import pytest

from pipeline.reference.chip_compute import UNIT_CHIP, load_chip_table
from pipeline.reference.registry import load_registry


def test_every_chip_is_in_the_hardware_registry_and_says_its_source():
    table = load_chip_table()
    assert set(table.chips) <= set(load_registry().hardware)
    assert all(chip.source and chip.as_of for chip in table.chips.values())


@pytest.mark.parametrize(
    ("chip", "quantity", "equivalents"),
    [
        (UNIT_CHIP, 100_000, 100_000),
        ("nvidia-h200", 1_000, 1_000),
        ("nvidia-a100", 1_000, 315),
        ("google-ironwood", 1_000, 2_333),
        ("nvidia-gb200", 1_000, None),
        ("google-tpu", 1_000_000, None),
    ],
)
def test_chips_are_counted_in_h100s_by_dense_bf16(chip, quantity, equivalents):
    assert load_chip_table().h100_equivalents(chip, quantity) == equivalents
