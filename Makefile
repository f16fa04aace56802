.DEFAULT_GOAL := help
.PHONY: help install demo demo-reset test check lint types migrations messages format docs bench soak nightly

BIN := .venv/bin
# How many tests run side by side, and what else pytest is told: make test ARGS="tests/core -x"
JOBS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); [ $$n -gt 4 ] && n=4; echo $$n)
ARGS ?=
# Compiled modules are kept, whatever the machine prefers: the suite starts many processes.
export PYTHONDONTWRITEBYTECODE :=

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

install: ## .venv with the locked requirements, compiled message catalogues
	@for p in python3 python3.11 python3.12 python; do \
	  command -v $$p >/dev/null 2>&1 && exec $$p scripts/install.py; done; \
	  echo "The portal needs Python 3.11 or newer; there is none on the PATH." >&2; exit 1
	@$(BIN)/python scripts/compile_messages.py

demo: install ## the whole portal with demo data on http://127.0.0.1:8000 (PORT changes it)
	@exec $(BIN)/python manage.py demo

demo-reset: install ## throw the demo's data away; the next demo starts over
	@$(BIN)/python manage.py demo --reset

test: install ## the whole suite, browser tests included
	@sh scripts/chromium.sh
	$(BIN)/pytest -n $(JOBS) -m "not soak" $(ARGS)

check: install ## format, lint, types, layers, migrations, deployment, templates
	@$(BIN)/python scripts/check.py

lint: install ## ruff, layers and templates
	@$(BIN)/python scripts/check.py lint format layers templates

types: install ## mypy
	@$(BIN)/python scripts/check.py types

migrations: install ## write the migrations that are missing
	@PORTAL_LOCAL=off $(BIN)/python -W ignore manage.py makemigrations

messages: install ## collect the strings to translate (needs GNU gettext) and compile the catalogues
	@command -v xgettext >/dev/null || { echo "Collecting strings needs GNU gettext: install the package gettext." >&2; exit 1; }
	@PORTAL_LOCAL=off $(BIN)/python manage.py makemessages --all --no-wrap --no-location --ignore .venv --ignore .local
	@$(BIN)/python scripts/compile_messages.py

format: install ## format the code and the templates
	@$(BIN)/ruff check --fix -q .; $(BIN)/ruff format -q .
	@git ls-files 'templates/*.html' | xargs -r $(BIN)/djade --target-version 5.2

docs: install ## write the generated pages: permissions, rules, situations
	@$(BIN)/python scripts/write_docs.py

bench: install ## measure the speed on the embedded stack; prints a table
	@$(BIN)/python -m tests.bench

soak: install ## the long form of the fault tests
	$(BIN)/pytest -n 0 -m soak $(ARGS)

nightly: install ## the long form of the property tests, and of some sweeps
	$(BIN)/pytest -n 0 -m nightly $(ARGS)
