# Everything runs in .venv, which each target sets up by itself. Needs make and Python 3.11 or newer, nothing else.
PYTHON ?= python3
BIN := .venv/bin
PATHS := src adapters rules tests benchmarks examples
# Two workers pay on two cores; PYTEST_ARGS="-k name" runs some tests in one.
PYTEST_ARGS ?= -n 2 --dist loadgroup

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test test-spark check mutate format bench peers national clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile

setup: .venv/stamp ## the virtual environment

.venv/stamp: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "fengqiao needs Python 3.11 or newer; there is no $(PYTHON) here. Name another with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "fengqiao needs Python 3.11 or newer; %s is %d.%d. Name another with: make PYTHON=python3.12" % (sys.executable, v[0], v[1]))'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; echo "No virtual environment could be made. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up .venv"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt hatchling editables
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[dev]'
	@touch $@

demo: .venv/stamp ## judge the bundled Jinhua example, results in build/demo
	@$(BIN)/fengqiao demo --out build/demo

test: .venv/stamp ## all tests
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

# Spark has an environment of its own: it holds pandas below 3, and is large.
build/spark/stamp: pyproject.toml constraints.txt
	@command -v java >/dev/null || { echo "Spark needs Java 17 or newer, and there is no java here. On Debian and Ubuntu: apt-get install openjdk-17-jre-headless" >&2; exit 1; }
	@$(PYTHON) -m venv build/spark
	@echo "Setting up build/spark"
	@sed 's/^pandas==.*/pandas==2.3.3/' constraints.txt > build/spark/constraints.txt
	@build/spark/bin/python -m pip install -q --disable-pip-version-check -c build/spark/constraints.txt hatchling editables pyspark
	@build/spark/bin/python -m pip install -q --disable-pip-version-check -c build/spark/constraints.txt --no-build-isolation -e '.[spark,store]' pytest pytest-xdist hypothesis
	@touch $@

test-spark: build/spark/stamp ## the SQL engine inside a Spark of this machine
	@build/spark/bin/python -m pytest tests/engine/spark $(PYTEST_ARGS)

check: .venv/stamp ## everything that CI runs: format, lint, types, import contracts, docs, tests
	@echo "== format";    $(BIN)/ruff format --check $(wildcard $(PATHS))
	@echo "== lint";      $(BIN)/ruff check $(wildcard $(PATHS))
	@echo "== types";     $(BIN)/mypy
	@echo "== contracts"; $(BIN)/lint-imports
	@echo "== tests, docs among them"; $(BIN)/python -m pytest $(PYTEST_ARGS)

mutate: .venv/stamp ## small lies put into the engines and what follows, each of which a test must notice
	@$(BIN)/python -W ignore -m tests.mutate

format: .venv/stamp ## mend what the formatter and the linter can
	@$(BIN)/ruff format $(wildcard $(PATHS))
	@$(BIN)/ruff check --fix $(wildcard $(PATHS))

bench: .venv/stamp ## the measured promises, as a table
	@$(BIN)/python -m benchmarks

# What the national benchmark compares with, in an environment of its own; NATIONAL_ARGS="--counties 150" makes it small.
NATIONAL_ARGS ?=

build/peers/stamp: benchmarks/national/requirements.txt
	@$(PYTHON) -m venv build/peers
	@build/peers/bin/python -m pip install -q --disable-pip-version-check -r $<
	@touch $@

peers: build/peers/stamp ## the tools that the national benchmark compares with

national: .venv/stamp ## the same rules for a whole country, beside other tools, as a table
	@$(BIN)/python -m benchmarks.national $(NATIONAL_ARGS)

clean: ## remove .venv, build and every cache
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
