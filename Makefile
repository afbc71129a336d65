# `make digest` and `make test` set everything up on first use; nothing else needs to be run before them.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: digest test check fix golden dev evaluate lock

digest: $(READY)  ## make the weekly digests of the embedded sample
	@$(BIN)/digest import pipeline/sample/*.jsonl
	@$(BIN)/digest backfill --from 2026-01-05 --to 2026-02-23

test: $(READY)  ## run the tests
	$(BIN)/pytest

check: $(READY)  ## lint, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(READY)  ## mend what the tools can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(READY)  ## write anew what tests compare with: the asset graph, the README's answers
	UPDATE_GOLDEN=1 $(BIN)/pytest tests/graph
	WRITE_README=1 $(BIN)/pytest tests/test_readme.py

dev: $(READY)  ## open the Dagster UI; the weekly schedule is there, switched off
	DAGSTER_HOME=$(CURDIR) DAGSTER_STORAGE=$${DIGEST_HOME:-$(CURDIR)/data}/dagster $(BIN)/dagster dev -m assets.definitions

evaluate: $(READY)  ## score the lake against ../shared/gold, when that is there
	@if [ -d ../shared/gold ]; then $(BIN)/digest evaluate --gold ../shared/gold; \
	else echo "../shared/gold is not here: nothing to score against"; fi

lock: pyproject.toml  ## write requirements.lock anew; needs uv on the path
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate pyproject.toml --group dev --output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Python 3.11 to 3.13 is needed")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
