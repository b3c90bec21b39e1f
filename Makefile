# Every command of the project. CI calls the same ones. None of them asks a question.
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench fmt clean

# Python 3.11 first, else a python3 that is new enough; scripts/setup.py says what is missing.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
VENV := .venv/bin
PORT ?= 8000
export PORT

help: ## Show this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-7s %s\n", $$1, $$2}' Makefile

setup: ## Everything the other commands need: .venv, locked packages, translations, front end
	@$(PYTHON) scripts/setup.py test

run: ## Install what is missing, migrate, load demo data, serve on PORT (8000)
	@$(PYTHON) scripts/setup.py run
	@exec $(VENV)/python manage.py up

test: setup ## All tests, on SQLite and on PostgreSQL; ARGS="-k name -n 0" goes to pytest
	@$(VENV)/python scripts/test.py $(ARGS)

check: setup ## Style, types, import direction, migrations, templates; changes nothing
	@$(VENV)/python scripts/check.py

bench: setup ## Measure; writes benchmarks/results.md
	@$(VENV)/python benchmarks/run.py $(ARGS)

fmt: setup ## Format and repair what can be repaired by itself
	@$(VENV)/python scripts/check.py --fix

clean: ## RESETS THE DATA: removes var/ (database, files, keys), .venv and all build output
	@echo "Removing var/ (all data of this checkout), .venv and build output."
	@rm -rf var build .venv bench/node_modules bench/dist bench/.test \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name '*.mo' -path '*/LC_MESSAGES/*' -delete
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
