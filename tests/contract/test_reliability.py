import pytest

from tests.contract.reliability import SCENARIOS, TABLE, Outcome, render_table, run_scenario

OUTCOMES: dict[str, Outcome] = {}


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_fault_loses_or_doubles_a_post(name: str) -> None:
    OUTCOMES[name] = outcome = run_scenario(name)
    assert (outcome.lost, outcome.duplicated) == (0, 0), outcome.happened


def test_the_table_in_the_repository_is_what_the_script_makes() -> None:
    if len(OUTCOMES) != len(SCENARIOS):
        pytest.skip("needs the outcomes of all faults")
    table = render_table([OUTCOMES[name] for name in SCENARIOS])
    assert TABLE.read_text(encoding="utf-8") == table
