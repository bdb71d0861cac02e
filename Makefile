# Every target makes the environment first, if it is not there or a lock file has changed: what
# reading and proving need is marked by STAMP, what tests and lint need besides by DEV.
# ARGS reaches the command behind a target: make test ARGS="-k affine", make serve ARGS="-a localhost:8001".

PY := .venv/bin/python
STAMP := .venv/.ready
DEV := .venv/.ready-dev
INPUTS := pyproject.toml requirements.txt requirements-node.txt scripts/setup.sh \
	$(wildcard package.json package-lock.json)

# A file of tests, or one long test, goes to the next worker that is free.
WORKERS := -n logical --maxprocesses 8 --dist loadfile
SEED ?= $(shell date +%s)
CHUNKS ?= 20

# Material announces its successor on every start.
export NO_MKDOCS_2_WARNING := 1

# Our matrices are small, and builds and tests run side by side: threads of BLAS would only wait for
# each other.
export OPENBLAS_NUM_THREADS := 1

# Containers often set this; every process would then compile SymPy, and all else, from source.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup dev serve test quick fuzz site lint check format layer bench lock wheel clean pristine moved

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## make what reading and proving need, in .venv (and node_modules)

dev: $(DEV) ## add what tests and lint need; they do it by themselves

dev: $(STAMP) ## make what tests and lint need besides

serve: $(STAMP) ## show the site in both languages, with live reload
	$(PY) -m mkdocs serve $(ARGS)

test: $(DEV) ## run every test, on all processors
	$(PY) -m pytest $(WORKERS) $(ARGS)

quick: $(DEV) ## run the tests that say most in half a minute
	$(PY) -m pytest -m quick $(ARGS)

fuzz: $(DEV) ## try thousands of random programs; SEED= repeats a run, CHUNKS= shortens it
	BACKPROOF_SEED=$(SEED) BACKPROOF_CHUNKS=$(CHUNKS) $(PY) -m pytest -v $(WORKERS) tests/proof/test_fuzz.py $(ARGS)

site: $(STAMP) ## build both languages into site/, any warning is an error
	$(PY) -m mkdocs build --strict

lint: $(DEV) ## lint, formatting, types
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

check: lint test site ## everything that must hold before a commit

format: $(DEV) ## format the code and mend what ruff can mend
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

layer: $(STAMP) ## write the skeleton of a layer: NAME=softsign, and IN="x:ND W:KD" OUT=z:NK
	@$(PY) scripts/layer.py $(if $(IN),--inputs "$(IN)") $(if $(OUT),--output "$(OUT)") "$(NAME)"

bench: $(STAMP) ## measure the prover and the layers; TORCH_PYTHON=... names a Python that has torch
	TORCH_PYTHON="$(TORCH_PYTHON)" scripts/bench.sh $(ARGS)

lock: $(STAMP) ## write the lock files anew (needs uv); ARGS=--upgrade takes newer versions
	$(PY) scripts/lock.py $(ARGS)

wheel: $(DEV) ## build the wheel into dist/ and try it with the oldest and the newest NumPy and SymPy
	$(PY) scripts/wheel.py $(ARGS)

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

$(DEV): $(STAMP) requirements-dev.txt
	@scripts/setup.sh dev
