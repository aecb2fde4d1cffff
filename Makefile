# The commands of this repository. `make demo` and `make test` do all their own set-up.
#   PYTHON=python3.13   another interpreter, in an environment of its own
#   ARGS="--port 9000"  words for `quayso demo`, pytest of `make unit`, or the benches

PYTHON ?=
ARGS ?=
ifeq ($(PYTHON),)
VENV ?= .venv
else
VENV ?= .venv-$(notdir $(PYTHON))
endif
export PYTHON VENV
# Compiled modules are kept, whatever the shell says: without them each worker of the fast tests would compile
# product and tests anew, which takes half as long as the tests.
export PYTHONDONTWRITEBYTECODE :=

BIN := $(VENV)/bin
# Each of two workers begins with its half of the files and what these share, and helps the other at the end.
FAST := -n auto --dist worksteal
SETUP := tools/setup.sh

.DEFAULT_GOAL := help
.PHONY: help demo test unit fast lint types rigs-quick rigs bench lock format

help:  ## these lines
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

demo:  ## a whole office on this machine: set up, then `quayso demo`
	@$(SETUP) demo
	@$(BIN)/quayso demo $(ARGS)

test: lint types  ## everything: lint, types, import directions, sizes, unit and slow tests, the wheel
	@QUAYSO_EXAMPLES=50 $(BIN)/pytest -m "not slow" $(FAST)
	@QUAYSO_EXAMPLES=25 $(BIN)/pytest -m "slow and not long" -n 4 --dist loadfile

unit:  ## rules, values, words: what needs no file, store or line; under 10 seconds
	@$(SETUP) test
	@$(BIN)/pytest -m "not slow and not part" $(ARGS)

fast:  ## those and the parts on real stores, ptys and pages: all but the slow tests
	@$(SETUP) test
	@$(BIN)/pytest -m "not slow" $(FAST) $(ARGS)

lint:  ## ruff: rules and layout
	@$(SETUP) test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types:  ## mypy, strict
	@$(SETUP) test
	@$(BIN)/mypy

format:  ## put the code into its layout
	@$(SETUP) test
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

rigs-quick:  ## power cuts and kills, the short runs that CI does
	@$(SETUP) rigs
	@bash tests/rigs/run_quick.sh

rigs:  ## power cuts and kills, the long runs
	@$(SETUP) rigs
	@bash tests/rigs/run_all.sh

bench:  ## measure beside the raw limit and write docs/benchmarks.md
	@$(SETUP) test
	@$(BIN)/python bench/run.py $(ARGS)

lock:  ## remake locks/ from pyproject.toml (needs uv)
	@tools/lock.sh
