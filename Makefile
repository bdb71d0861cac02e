# Every target makes the environment first, if it is not there or a lock file has changed.
# ARGS reaches the command behind a target: make test ARGS="-k affine", make serve ARGS="-a localhost:8001".

PY := .venv/bin/python
STAMP := .venv/.ready
INPUTS := pyproject.toml requirements.txt requirements-node.txt scripts/setup.sh \
	$(wildcard package.json package-lock.json)

# Material announces its successor on every start.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help setup serve test site lint check format layer bench lock clean pristine moved

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP) ## make the environment in .venv (and node_modules)

serve: $(STAMP) ## show the site in both languages, with live reload
	$(PY) -m mkdocs serve $(ARGS)

test: $(STAMP) ## run every test
	$(PY) -m pytest $(ARGS)

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

layer: $(STAMP) ## write the skeleton of a layer: NAME=softplus, and IN="x:ND W:KD" OUT=z:NK
	@$(PY) scripts/layer.py $(if $(IN),--inputs "$(IN)") $(if $(OUT),--output "$(OUT)") "$(NAME)"

bench: $(STAMP) ## measure the prover and the layers; TORCH_PYTHON=... names a Python that has torch
	TORCH_PYTHON="$(TORCH_PYTHON)" scripts/bench.sh $(ARGS)

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
