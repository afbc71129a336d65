"""The floors, the name law and the SQL law of the project, held by reading its files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("pipeline", "assets")
GROUND = frozenset({"records", "weeks", "errors", "week_material"})
FIRST_FLOOR = frozenset({"text", "reference"})
SIBLINGS = frozenset({"warehouse", "clients", "nlp", "writing", "render", "evaluation"})
# "handle" is a noun here, the name of an account. What another package calls keeps its name.
FORBIDDEN_NAMES = re.compile(r"(?:get|process|do)_\w+|(?:utils?|helpers?|common|misc|manager)")
NAMES_OF_OTHERS = frozenset({"get_extra_info"})
MAX_FILE_LINES = 320
MAX_FUNCTION_LINES = 50
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|tmp|home|root)/")


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "pipeline" and len(parts) > 1 else None


def allowed_rooms(room: str) -> frozenset[str]:
    if room in GROUND:
        return GROUND
    if room in FIRST_FLOOR:
        return GROUND | FIRST_FLOOR
    return GROUND | FIRST_FLOOR | {room}


@pytest.mark.parametrize(
    "path", python_files("pipeline"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_room_imports_only_floors_below_it(path: Path) -> None:
    room = path.relative_to(ROOT / "pipeline").parts[0].removesuffix(".py")
    if room == "__init__":
        return
    assert room in GROUND | FIRST_FLOOR | SIBLINGS, f"{room} stands on no floor"
    rooms = {found for module in imported_modules(path) if (found := room_of(module))}
    assert rooms <= allowed_rooms(room), f"{path} imports {sorted(rooms - allowed_rooms(room))}"


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("dagster", ("assets/",)),
        ("duckdb", ("pipeline/warehouse/",)),
        ("pandas", ("pipeline/warehouse/",)),
        ("httpx2", ("pipeline/clients/",)),
        ("pydantic", ("pipeline/reference/", "pipeline/clients/")),
        ("typer", ("assets/",)),
    ],
)
def test_package_is_imported_in_its_rooms_only(package: str, allowed: tuple[str, ...]) -> None:
    importers = {
        str(path.relative_to(ROOT))
        for path in python_files(*PACKAGES)
        if any(module.split(".")[0] == package for module in imported_modules(path))
    }
    assert importers, f"nothing imports {package}: take it out of pyproject.toml"
    assert all(importer.startswith(allowed) for importer in importers), importers


def test_asset_modules_do_not_postpone_annotations() -> None:
    # Dagster reads the annotations of asset functions when it builds them.
    for path in python_files("assets"):
        text = path.read_text(encoding="utf-8")
        if "@dg.asset" in text or "@dg.definitions" in text:
            assert "from __future__ import annotations" not in text, path


@pytest.mark.parametrize(
    "path", python_files(*PACKAGES), ids=lambda path: str(path.relative_to(ROOT))
)
def test_module_says_what_it_holds_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), f"{path} has no docstring"
    assert text.count("\n") <= MAX_FILE_LINES, f"{path} has {text.count(chr(10))} lines"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            assert node.name in NAMES_OF_OTHERS or not FORBIDDEN_NAMES.fullmatch(node.name), (
                f"{path}: {node.name}"
            )
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{path}: {node.name} has {length} lines"
    assert not FORBIDDEN_NAMES.fullmatch(path.stem), path


def test_nothing_swallows_every_exception() -> None:
    for path in python_files(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "everything"
                assert caught not in {"Exception", "BaseException", "everything"}, path


def test_pipeline_reads_no_environment_clock_or_dice() -> None:
    ambient = re.compile(
        r"os\.(?:environ|getenv)|\.(?:now|utcnow|today)\(|time\.time\(|import random"
    )
    for path in python_files("pipeline"):
        found = ambient.search(path.read_text(encoding="utf-8"))
        assert not found, f"{path}: {found}"


def sql_names(kind: str) -> set[str]:
    return {f"{path.parent.name}.{path.stem}" for path in (ROOT / "sql" / kind).glob("*/*.sql")}


def test_asset_key_is_table_is_contract_is_function() -> None:
    from assets import definitions  # noqa: F401
    from assets.tables import TABLE_ASSETS

    appended_to = {
        "bronze.raw_posts",
        "bronze.quarantined_lines",
        "bronze.source_fetches",
        "bronze.source_notices",
    }
    assert set(TABLE_ASSETS) == sql_names("tables") - appended_to
    for table, made in TABLE_ASSETS.items():
        assert made.compute.__name__ == table.split(".")[1]
        assert made.compute.__module__ == f"assets.{made.schema}"


def test_every_model_has_a_contract_and_every_check_a_table() -> None:
    tables = sql_names("tables")
    assert sql_names("models") <= tables
    for path in (ROOT / "sql" / "checks").glob("*/*.sql"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.removeprefix("-- Table: ") in tables, path


@pytest.mark.parametrize(
    "path",
    sorted([*(ROOT / "sql").glob("models/*/*.sql"), *(ROOT / "sql").glob("checks/*/*.sql"),
            *(ROOT / "sql").glob("queries/*.sql")]),
    ids=lambda path: str(path.relative_to(ROOT)),
)  # fmt: skip
def test_sql_file_is_one_select(path: Path) -> None:
    statements = duckdb.extract_statements(path.read_text(encoding="utf-8"))
    assert [statement.type for statement in statements] == [duckdb.StatementType.SELECT]


def test_no_sql_stands_in_a_formatted_string() -> None:
    opening = re.compile(r"\s*(select|insert|delete|update|create|copy|with)\s", re.IGNORECASE)
    for path in python_files(*PACKAGES):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                text = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
                looks_like_sql = opening.match(text) and " from " in text.lower()
                assert not looks_like_sql, f"{path}:{node.lineno}"


def test_repository_names_no_machine_path() -> None:
    for path in [
        *python_files(*PACKAGES),
        *ROOT.glob("*.md"),
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
    ]:
        assert not MACHINE_PATH.search(path.read_text(encoding="utf-8")), path
