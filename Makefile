# The two commands that a newcomer needs: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export PYTHONPATH := include:.

.PHONY: help demo up down test lint types contracts pytest format lock bench score docs

help:            ## this list
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/.installed  ## a whole collection on this machine, through Airflow, then the table of what it gave
	@$(BIN)/python -m demo run

up: .venv/.installed    ## the same, with Airflow's UI kept open until Ctrl-C
	@$(BIN)/python -m demo up

down: .venv/.installed  ## end what a broken run left
	@$(BIN)/python -m demo down

test: lint types contracts pytest ## everything that must hold before a change lands

lint: .venv/.installed  ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.installed ## mypy --strict
	$(BIN)/mypy

contracts: .venv/.installed ## import-linter
	$(BIN)/lint-imports

pytest: .venv/.installed ## the tests, on all cores
	$(BIN)/python -m pytest -n auto --dist loadscope

format: .venv/.installed ## mend what ruff can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

score: .venv/.installed  ## how well the figures are read, and what this change gains and loses
	@$(BIN)/python bench/score.py

bench: .venv/.installed  ## crawling and extraction beside their peers, which get an environment of their own
	@[ -x .bench/bin/python ] || { $(PYTHON) -m venv .bench && .bench/bin/python -m pip install -q -r bench/requirements.in; }
	@$(BIN)/python bench/extract_quality.py --peers-python .bench/bin/python
	@$(BIN)/python bench/extract_cost.py
	@$(BIN)/python bench/crawl.py --scrapy-python .bench/bin/python

docs: .venv/.installed   ## the data dictionary and the schemas from the tables, the page on the DAGs from dags/
	@$(BIN)/python -m khuyenhoc describe
	@$(BIN)/python -m khuyenhoc sources --schema schema/source.json
	@AIRFLOW_HOME=$$(mktemp -d) AIRFLOW__LOGGING__LOGGING_LEVEL=ERROR $(BIN)/python -m khuyenhoc_airflow.describe

lock:            ## make requirements.txt from requirements.in; pins stay where they can (delete it to upgrade all)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url -q requirements.in -o requirements.txt

# Installed by uv when there is one, else by pip; every wheel checked against its hash.
.venv/.installed: requirements.txt
	@if command -v uv >/dev/null; then \
	  { [ -x $(BIN)/python ] || uv venv -q --python $(PYTHON) .venv; } && \
	  VIRTUAL_ENV=.venv uv pip sync -q --compile-bytecode --require-hashes requirements.txt; \
	else \
	  { [ -x $(BIN)/python ] || $(PYTHON) -m venv .venv; } && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.txt; \
	fi
	@touch $@
