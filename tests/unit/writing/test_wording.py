from pathlib import Path

import pytest

from pipeline.errors import ReferenceDataError
from pipeline.reference.wording import load_wording


def test_lists_are_lower_case_and_without_repeats() -> None:
    wording = load_wording()
    lists = {name: getattr(wording, name) for name in type(wording).model_fields}
    for event in lists.pop("relayed_events"):
        lists[event.name] = event.words
    for name, entries in lists.items():
        assert entries, name
        if name != "shouts":
            assert [entry for entry in entries if entry != entry.lower()] == [], name
        assert len(set(entries)) == len(entries), sorted(
            e for e in set(entries) if entries.count(e) > 1
        )


def test_unknown_list_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "wording.toml"
    path.write_text('promotions = ["buy"]\n', encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"wording\.toml"):
        load_wording(path)
