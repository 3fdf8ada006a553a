# Everything that this checkout can do. Nothing is needed but Python 3.11 or later and make.

PYTHON ?= $(shell for name in python3.11 python3 python3.12 python3.13 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
# The locks are whole, so nothing is resolved: a release that came out since then cannot get in the way.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --no-deps
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command 'make lock' --upgrade pyproject.toml --extra build

.PHONY: run test lint types bench soak clean lock
.DELETE_ON_ERROR:

run: .venv/run.stamp ## serve timeline.db on http://127.0.0.1:8000, with the demo facts if it is empty
	@$(BIN)/timeline serve --demo-if-empty

test: lint types ## everything that has to hold
	@$(BIN)/python -m pytest --cov

lint: .venv/dev.stamp ## style, form, and which module may import which
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/lint-imports --no-logo

types: .venv/dev.stamp
	@$(BIN)/python -m mypy

bench: .venv/bench.stamp ## figures as ratios, medians of several runs
	@for script in scripts/bench_*.py; do echo "== $$script"; $(BIN)/python -m "scripts.$$(basename "$$script" .py)" || exit 1; done

soak: .venv/dev.stamp ## hours of use in minutes, watched for what grows
	@$(BIN)/python scripts/soak.py
	@$(BIN)/python -m scripts.soak_follow

lock: .venv/dev.stamp ## renew the locks from pyproject.toml
	@$(LOCK) --output-file requirements.txt
	@$(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	@$(LOCK) --extra bench --constraint requirements-dev.txt --output-file requirements-bench.txt

clean: ## all that was made, except stores (*.db)
	rm -rf .venv .coverage .hypothesis .*_cache build dist *.egg-info
	find events timeline tests scripts -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo 'Timeline needs Python 3.11 or later: install it, or name it with make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@echo 'Making .venv'
	@"$(PYTHON)" -m venv .venv

# A stamp says what is installed, so that a warm start installs nothing; the development lock holds the other one.
.venv/run.stamp: requirements.txt pyproject.toml | .venv/bin/python
	@echo 'Installing requirements.txt'
	@$(PIP) --require-hashes --only-binary :all: --requirement requirements.txt
	@$(PIP) --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements-dev.txt requirements.txt pyproject.toml | .venv/bin/python
	@echo 'Installing requirements-dev.txt'
	@$(PIP) --require-hashes --only-binary :all: --requirement requirements-dev.txt
	@$(PIP) --no-build-isolation --editable .
	@touch .venv/run.stamp $@

# What is measured beside us, on top of the rest; nothing else needs it.
.venv/bench.stamp: requirements-bench.txt .venv/dev.stamp
	@echo 'Installing requirements-bench.txt'
	@$(PIP) --require-hashes --only-binary :all: --requirement requirements-bench.txt
	@touch $@
