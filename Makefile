# Commands for people; `make` alone lists them. The continuous integration's entrance is .ci/run.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve demo staff manage shell test test-quick lint format bench bench-search bench-desk bench-officials importer-report requirements clean

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
ROLE ?=
RUN := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

# Letters and PDFs name it with its port; passkeys know it by this name.
serve demo: export ALLOWED_HOSTS ?= $(HOST),localhost,127.0.0.1,[::1]
serve demo: export SITE_URL ?= http://$(if $(filter 127.0.0.1,$(HOST)),localhost,$(HOST)):$(PORT)

serve: .venv/.base .env ## start the portal with its demonstration data (HOST=127.0.0.1 PORT=8000)
	@echo "Preparing the database ($(if $(DATABASE_URL),the one DATABASE_URL names,SQLite, in var/)) …"
	@$(RUN) manage.py migrate --verbosity 0
	@echo "Loading the demonstration data, as far as it is not there yet …"
	@$(RUN) manage.py seed
	@echo "Gathering style sheets and scripts …"
	@$(RUN) manage.py collectstatic --noinput --verbosity 0
	@site=http://$(HOST):$(PORT); printf '%s\n' '' \
	  "  Home      $$site/" \
	  "  Register  $$site/register/" \
	  "  Admin     $$site/admin/" \
	  "            (accounts for it: make demo, or from a second terminal make staff EMAIL=editor@example.org ROLE=editor)" \
	  "  Stop      Ctrl-C; everything is kept, and \`make serve\` starts it again" ''
	@$(if $(ACCOUNTS),$(RUN) manage.py make_demonstration --site http://localhost:$(PORT),:)
	@exec $(RUN) -m gunicorn --config deploy/gunicorn.conf.py --bind "$(HOST):$(PORT)" portal.wsgi

demo: ACCOUNTS := 1
demo: serve ## the same, with accounts for an editor, a reviewer, a chief and a superintendent

staff: export EMAIL := $(EMAIL)
staff: export ROLE := $(ROLE)
staff: .venv/.base .env ## make a staff account (EMAIL=… ROLE=editor|reviewer|administrator, editor if not said)
	@test -n "$$EMAIL" || { echo "Say who: make staff EMAIL=editor@example.org ROLE=editor"; exit 2; } >&2
	@$(RUN) manage.py make_staff "$$EMAIL" $${ROLE:+--role "$$ROLE"}

manage: .venv/.base .env ## run a command of manage.py (ARGS="verify_register")
	@$(RUN) manage.py $(ARGS)

shell: .venv/.base .env ## open a Python shell with the portal's models
	@$(RUN) manage.py shell

test: .venv/.dev ## run every check and test this machine can run (ARGS=… goes to pytest)
	@$(RUN) tests/run.py $(ARGS)

test-quick: .venv/.dev ## run the tests on SQLite, without the browser (ARGS=… goes to pytest)
	@$(RUN) tests/run.py --quick $(ARGS)

lint: .venv/.dev ## check style, format, types and templates
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check --quiet .
	@.venv/bin/djangofmt --check --quiet templates
	@.venv/bin/djangofmt check --quiet templates
	@ENV_FILE= DEBUG=1 $(RUN) -m mypy

format: .venv/.dev ## format code and templates
	@$(RUN) -m ruff format --quiet .
	@.venv/bin/djangofmt check --fix --quiet templates
	@.venv/bin/djangofmt --quiet templates

# Measuring, never part of the tests: the figures are ratios within one run.
bench bench-search bench-desk bench-officials importer-report: export DEBUG ?= 1
bench: .venv/.dev ## measure every public page at two sizes (BENCH="URL URL" of two databases; SQLite without)
	@$(RUN) tests/benchmarks/bench_pages.py $(BENCH)

bench-search: .venv/.dev ## measure search beside LIKE and Wagtail's search (BENCH=postgresql://… names a server)
	@$(RUN) tests/benchmarks/bench_search.py $(BENCH)

bench-desk: .venv/.dev ## measure a version with 200 points on the desk beside one with 20
	@$(RUN) tests/benchmarks/bench_editorial.py

bench-officials: .venv/.dev ## measure the officials' desk and the reports at two sizes (BENCH=postgresql://… names a server)
	@$(RUN) tests/benchmarks/bench_officials.py $(BENCH)

importer-report: .venv/.dev ## score what the importer reads, by field and kind
	@$(RUN) tests/importer/report.py

# uv, because one file from it serves every Python version and platform. Old pins stay unless UPGRADE=--upgrade.
UV_COMPILE = $(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command "make requirements" $(UPGRADE)
requirements: .venv/.made ## pin what pyproject.toml asks for (UPGRADE=--upgrade for newer releases)
	@echo "Installing uv …"
	@$(RUN) -m pip install --quiet "uv>=0.9"
	@echo "Pinning requirements/base.txt, pdf-import.txt, pdf.txt and dev.txt …"
	@$(UV_COMPILE) pyproject.toml --output-file requirements/base.txt
	@$(UV_COMPILE) pyproject.toml --extra pdf-import --constraints requirements/base.txt --output-file requirements/pdf-import.txt
	@$(UV_COMPILE) pyproject.toml --extra pdf --constraints requirements/base.txt --output-file requirements/pdf.txt
	@$(UV_COMPILE) pyproject.toml --group dev --constraints requirements/base.txt --output-file requirements/dev.txt

clean: ## remove what can be made again; var/, with the database, stays
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

.venv/.made:
	@.ci/python-fit $(PYTHON)
	@echo "Making a Python environment in .venv …"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@touch $@

# One line a package, so that nobody thinks it hangs.
INSTALL = $(RUN) -m pip install --require-hashes -r $< \
  | sed -un -e 's/^Collecting \([^ ;]*\).*/  \1/p' -e 's/^Installing collected.*/  … and putting them in place/p'

.venv/.base: requirements/base.txt | .venv/.made
	@echo "Installing what the portal needs (only when $< changes) …"
	@$(INSTALL)
	@touch $@

# dev.txt holds base.txt's pins as well.
.venv/.dev: requirements/dev.txt | .venv/.made
	@echo "Installing what the tests need (only when $< changes) …"
	@$(INSTALL)
	@touch .venv/.base $@

# The settings of a demonstration, for this clone alone; portal/settings.py reads the file.
.env:
	@umask 077; key=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))'); \
	  printf '%s\n' '# Written by make. What the environment sets wins. All settings: docs/operating.md' \
	  'DEMO_MODE=1' "SECRET_KEY=$$key" > $@
