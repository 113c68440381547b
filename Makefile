# Qiaoshou. `make help` lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
UV := VIRTUAL_ENV=.venv $(BIN)/uv
RUN_LOCKS := $(patsubst %,requirements/%.txt,build production embedded)
LOCKS := $(RUN_LOCKS) requirements/dev.txt
CHINESE := locale/zh_Hans/LC_MESSAGES/django

.DEFAULT_GOAL := help
.PHONY: help run dev test coverage check setup demo bench bench-public messages lock stop

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run.stamp $(CHINESE).mo  ## start everything, with the demo when the database is empty: PORT=8001 make run
	@$(BIN)/python -m shop

dev: .venv/test.stamp $(CHINESE).mo  ## the same with reload, DEBUG and its toolbar
	@$(BIN)/python -m shop dev

test: .venv/test.stamp .venv/planner.stamp $(CHINESE).mo  ## prove the project; some tests only: make test ARGS="tests/dispatch -k surplus"
	@$(if $(ARGS),$(BIN)/pytest $(ARGS),$(BIN)/python tests/prove.py)

coverage: .venv/test.stamp .venv/planner.stamp $(CHINESE).mo  ## run the tests at half the speed, and show what they leave out
	@$(BIN)/pytest --quiet --numprocesses 2 --dist loadgroup --cov --cov-report=
	@$(BIN)/python tests/covered.py

check: .venv/test.stamp  ## the quick part of it: lint, types, import rules
	@$(BIN)/python tests/prove.py --quick

setup: .venv/test.stamp .venv/planner.stamp $(CHINESE).mo  ## install everything, start nothing

demo: .venv/run.stamp  ## load fresh demo data
	@$(MANAGE) demo --fresh

bench: $(patsubst benchmarks/bench_%.py,bench-%,$(filter-out benchmarks/bench_public.py,$(wildcard benchmarks/bench_*.py)))  ## run every benchmark; one of them: make bench-planner

bench-%: .venv/test.stamp .venv/planner.stamp
	@$(BIN)/python benchmarks/bench_$*.py

bench-public: .venv/test.stamp .venv/planner.stamp  ## solve published instances: DATA=folder make bench-public
	@[ -d "$(DATA)" ] || { echo "Say which folder of instances: make bench-public DATA=folder"; exit 1; }
	@$(BIN)/python benchmarks/bench_public.py "$(DATA)"

messages: .venv/test.stamp  ## collect the strings to translate, say which lack their Chinese
	@$(BIN)/python tests/translations.py --collect

lock: .venv/run.stamp  ## lock the requirements anew, with hashes
	@for name in build production embedded dev; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    requirements/$$name.in -o requirements/$$name.txt; done

stop:  ## stop the embedded servers that a test or a command left running
	@$(BIN)/python -m shop.running.embedded stop

# A checkout is for the demo and for developing, unless its .env says otherwise
.env:
	@echo "DEMO=true" > $@

# What is installed, and when it has to be installed again
.venv/bin/uv: requirements/build.txt | .env
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; say PYTHON=python3.12 make ..."; exit 1; }
	@$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt && touch $@

.venv/run.stamp: .venv/bin/uv $(RUN_LOCKS)
	@[ -e .venv/test.stamp ] || $(UV) pip sync --quiet --require-hashes $(RUN_LOCKS)
	@[ ! -e .venv/test.stamp ] || $(UV) pip sync --quiet --require-hashes $(LOCKS)
	@$(BIN)/python -m shop.running.machine run && touch $@

.venv/test.stamp: .venv/bin/uv $(LOCKS)
	@UV_COMPILE_BYTECODE=1 $(UV) pip sync --quiet --require-hashes $(LOCKS)
	@$(BIN)/python -m shop.running.machine test && touch .venv/run.stamp $@

.venv/planner.stamp: .venv/run.stamp $(wildcard dispatch/planner/*.py dispatch/planner/*/*.py)
	@$(BIN)/python -m dispatch.planner warm && touch $@

$(CHINESE).mo: $(CHINESE).po .venv/run.stamp
	@$(BIN)/python shop/running/messages.py
