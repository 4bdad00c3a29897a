# Two commands are enough: `make demo` to see it, `make test` to trust it. `make help` lists the rest.

SHELL := /bin/sh
BIN := .venv/bin
PORT ?= 8000
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
PYTEST_OPTIONS ?= -n auto --dist loadfile

RUNTIME := .venv/runtime-installed
DEV := .venv/dev-installed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo install test check bench lock reference pictures clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(RUNTIME) ## a living group of two campuses on http://127.0.0.1:8000 (PORT=8001 for another port)
	$(BIN)/campus demo --port $(PORT)

install: $(RUNTIME) ## only the environment, for running it on your own meters: .venv/bin/campus

test: $(DEV) ## everything, unit to browser; on Debian and Ubuntu installs the servers it tests against
	@if sh setup/servers.sh; then CAMPUS_TESTS_NEED_SERVERS=1; export CAMPUS_TESTS_NEED_SERVERS; fi; \
	$(BIN)/python -m pytest $(PYTEST_OPTIONS)

check: $(DEV) ## style, types, import rules, generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m cli.reference --check

bench: $(RUNTIME) ## this machine against the figures the project promises
	$(BIN)/campus bench

lock: ## renew both lock files from pyproject.toml (UPGRADE=1 takes newer versions); needs uv
	$(COMPILE) $(if $(UPGRADE),--upgrade) --group pyproject.toml:install pyproject.toml -o requirements.lock
	$(COMPILE) $(if $(UPGRADE),--upgrade) --group pyproject.toml:install --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

reference: $(DEV) ## write docs/reference from the code
	$(BIN)/python -m cli.reference

pictures: $(DEV) ## take the pictures of README and guide from a running demo
	$(BIN)/python -m docs.pictures.make

clean: ## remove the environment and every cache
	rm -rf .venv build ./*.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip is the last thing venv puts in place: once it is there the environment is whole.
$(BIN)/pip:
	sh setup/environment.sh .venv

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/pip
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/pip
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(RUNTIME) $@
