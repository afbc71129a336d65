import pytest

from pipeline.clients.x_budget import XReadBudget
from pipeline.errors import UsageError


def test_the_ledger_keeps_a_month_by_source() -> None:
    budget = XReadBudget("2026-03", 100)
    assert budget.reserve("x:@a", 5, 50) == 50
    assert budget.reserve("x:@b", 60, 90) == 0
    budget.settle("x:@a", 50, 12)
    assert (budget.used_by("x:@a"), budget.remaining_reads) == (12, 88)
    assert budget.used_usd == pytest.approx(0.06)
    assert XReadBudget("2026-03", 100, stored=budget.dump()).used_reads == 12


@pytest.mark.parametrize("stored", ["{", "[]", '{"month": "2026-03"}', '{"used_reads": {}}'])
def test_a_damaged_ledger_is_not_taken_for_an_empty_one(stored: str) -> None:
    with pytest.raises(UsageError, match="damaged"):
        XReadBudget("2026-03", 100, stored=stored)


def test_every_change_is_saved_at_once() -> None:
    saved: list[str] = []
    budget = XReadBudget("2026-03", 100, save=saved.append)
    budget.reserve("x:@a", 5, 50)
    budget.settle("x:@a", 50, 8)
    assert [XReadBudget("2026-03", 100, stored=text).used_reads for text in saved] == [50, 8]
