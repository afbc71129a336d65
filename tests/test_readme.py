"""The README is true: its commands exist, its answers are the database's, its pictures are there.

`make golden` writes the answers anew; the diff is what one reviews.
"""

import os
import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from assets import cli
from assets.settings import Settings
from assets.terminal import format_table
from pipeline.warehouse import read_frame

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ANSWERS_START = "<!-- answers: written by tests/test_readme.py -->"
ANSWERS_END = "<!-- end of answers -->"
QUESTIONS = (
    (
        "Which models were named most in the newest week?",
        "select canonical_name, post_count, author_count from gold.weekly_entity_counts"
        " where entity_type = 'model' and week_start = '2026-02-23'"
        " order by post_count desc, canonical_name limit 5",
    ),
    (
        "How did the share of safety and infrastructure posts move?",
        "select week_start, label, post_count, round(100 * share, 1) as percent"
        " from gold.weekly_label_counts where label in ('safety', 'infra')"
        " and week_start >= '2026-02-09' order by week_start, label",
    ),
    (
        "Which stories had the most independent authors?",
        "select stories.week_start, posts.author_handle, stories.author_count, stories.post_count"
        " from gold.stories inner join silver.posts on representative_post_id = post_id"
        " order by stories.author_count desc, stories.post_count desc, story_id limit 5",
    ),
    (
        "Who is named together with NVIDIA?",
        "select case canonical_name when 'NVIDIA' then other_canonical_name"
        " else canonical_name end as name, sum(post_count)::int as posts"
        " from gold.weekly_entity_pairs"
        " where 'NVIDIA' in (canonical_name, other_canonical_name)"
        " group by name order by posts desc, name limit 5",
    ),
    (
        "What was read and not kept, and why?",
        "select method as reason, count(*) as posts from silver.post_duplicates group by method"
        " union all by name"
        " select reason, count(*) as posts from silver.dropped_payloads group by reason"
        " order by posts desc, reason",
    ),
)


def commands_of(text: str) -> list[list[str]]:
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("digest ")]


@pytest.mark.parametrize("command", commands_of(README), ids=lambda command: " ".join(command[:3]))
def test_command_of_the_readme_exists(command: list[str]) -> None:
    found = get_command(cli.app)
    for word in command[1:]:
        nested = getattr(found, "commands", {})
        if word not in nested:
            break
        found = nested[word]
    assert found is not get_command(cli.app), command
    known = {option for parameter in found.params for option in parameter.opts}
    assert {word for word in command if word.startswith("--")} <= known


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_ci_runs_the_readmes_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make check" in script
    assert "make test" in script


def test_pictures_and_links_of_the_readme_exist() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def answers(settings: Settings) -> str:
    parts = []
    for question, sql in QUESTIONS:
        frame = read_frame(settings.database_path, sql)
        table = format_table(
            [str(name) for name in frame.columns],
            [list(row) for row in frame.itertuples(index=False)],
        )
        parts.append(f'**{question}**\n\n```console\n$ digest sql "{sql}"\n{table}\n```')
    return "\n\n".join(parts)


def test_answers_of_the_readme_are_the_databases(sample: Settings) -> None:
    expected = answers(sample)
    before, _, rest = README.partition(ANSWERS_START)
    written, _, after = rest.partition(ANSWERS_END)
    if os.environ.get("WRITE_README"):
        text = f"{before}{ANSWERS_START}\n\n{expected}\n\n{ANSWERS_END}{after}"
        (ROOT / "README.md").write_text(text, encoding="utf-8")
    else:
        assert written.strip() == expected
