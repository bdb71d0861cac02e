# Every target makes the environment first, if it is not there or a lock file has changed.
# ARGS reaches the command behind a target: make test ARGS="-k affine", make serve ARGS="-a localhost:8001".

PY := .venv/bin/python
STAMP := .venv/.ready
INPUTS := pyproject.toml requirements.txt requirements-node.txt scripts/setup.sh \
	$(wildcard package.json package-lock.json)

# A file of tests, or one long test, goes to the next worker that is free.
WORKERS := -n logical --maxprocesses 8 --dist loadfile
SEED ?= $(shell date +%s)
CHUNKS ?= 20

# Material announces its successor on every start.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help setup dev serve test quick fuzz site lint check format lock clean pristine moved

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## make the environment in .venv (and node_modules)

dev: $(STAMP) ## make what tests and lint need besides

serve: $(STAMP) ## show the site in both languages, with live reload
	$(PY) -m mkdocs serve $(ARGS)

test: $(STAMP) ## run every test, on all processors
	$(PY) -m pytest $(WORKERS) $(ARGS)

quick: $(STAMP) ## run the tests that say most in half a minute
	$(PY) -m pytest -m quick $(ARGS)

fuzz: $(STAMP) ## try thousands of random programs; SEED= repeats a run, CHUNKS= shortens it
	BACKPROOF_SEED=$(SEED) BACKPROOF_CHUNKS=$(CHUNKS) $(PY) -m pytest -v $(WORKERS) tests/proof/test_fuzz.py $(ARGS)

site: $(STAMP) ## build both languages into site/, any warning is an error
	$(PY) -m mkdocs build --strict

lint: $(STAMP) ## lint, formatting, types
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

check: lint test site ## everything that must hold before a commit

format: $(STAMP) ## format the code and mend what ruff can mend
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

lock: $(STAMP) ## write the lock files anew (needs uv); ARGS=--upgrade takes newer versions
	$(PY) scripts/lock.py $(ARGS)

clean: ## remove what was built, keep the environment
	rm -rf site dist .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests derivations docs scripts -name __pycache__ -type d -prune -exec rm -rf {} +

pristine: clean ## back to a fresh clone: remove the environment too
	rm -rf .venv node_modules

# An environment knows its folder by absolute path: in a moved or copied one it is made anew.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(realpath .))
$(STAMP): moved
endif

$(STAMP): $(INPUTS)
	@PYTHON="$(PYTHON)" scripts/setup.sh
