# Commands for people; `make` without a target lists them. Continuous integration runs .ci/run.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve demo staff manage shell test test-quick lint format bench bench-search bench-desk bench-officials importer-report trust requirements clean

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
ROLE ?=
RUN := .venv/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

# Emails and PDFs contain this address with its port; passkeys belong to its host name.
serve demo: export ALLOWED_HOSTS ?= $(HOST),localhost,127.0.0.1,[::1]
serve demo: export SITE_URL ?= http://$(if $(filter 127.0.0.1,$(HOST)),localhost,$(HOST)):$(PORT)

serve: .venv/.base .env ## start the portal with its demonstration data (HOST=127.0.0.1 PORT=8000)
	@echo "Preparing the database ($(if $(DATABASE_URL),the one DATABASE_URL names,SQLite, in var/)) …"
	@$(RUN) manage.py migrate --verbosity 0
	@echo "Loading the demonstration data that is missing …"
	@$(RUN) manage.py seed
	@echo "Collecting style sheets and scripts …"
	@$(RUN) manage.py collectstatic --noinput --verbosity 0
	@site=http://$(HOST):$(PORT); printf '%s\n' '' \
	  "  Home      $$site/" \
	  "  Register  $$site/register/" \
	  "  Admin     $$site/admin/" \
	  "            (accounts: make demo, or in a second terminal make staff EMAIL=editor@example.org ROLE=editor)" \
	  "  Stop      Ctrl-C; the data stay, and \`make serve\` starts the portal again" ''
	@$(if $(ACCOUNTS),$(RUN) manage.py make_demonstration --site http://localhost:$(PORT),:)
	@exec $(RUN) -m gunicorn --config deploy/gunicorn.conf.py --bind "$(HOST):$(PORT)" portal.wsgi

demo: ACCOUNTS := 1
demo: serve ## start it with accounts for an editor, a reviewer, a chief and a superintendent

staff: export EMAIL := $(EMAIL)
staff: export ROLE := $(ROLE)
staff: .venv/.base .env ## make a staff account (EMAIL=… ROLE=editor|reviewer|administrator; default: editor)
	@test -n "$$EMAIL" || { echo "EMAIL is missing: make staff EMAIL=editor@example.org ROLE=editor"; exit 2; } >&2
	@$(RUN) manage.py make_staff "$$EMAIL" $${ROLE:+--role "$$ROLE"}

manage: .venv/.base .env ## run a command of manage.py (ARGS="verify_register")
	@$(RUN) manage.py $(ARGS)

shell: .venv/.base .env ## open a Python shell with the portal's models
	@$(RUN) manage.py shell

test: .venv/.dev ## run all checks and tests that this machine can run (ARGS=… goes to pytest)
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

# Benchmarks are not part of the tests. They print ratios within one run.
bench bench-search bench-desk bench-officials importer-report: export DEBUG ?= 1
bench: .venv/.dev ## measure every public page at two sizes (BENCH="URL URL" names two databases; default: SQLite)
	@$(RUN) tests/benchmarks/bench_pages.py $(BENCH)

bench-search: .venv/.dev ## compare the search with LIKE and with Wagtail's search (BENCH=postgresql://… names a server)
	@$(RUN) tests/benchmarks/bench_search.py $(BENCH)

bench-desk: .venv/.dev ## measure opening and saving versions with 20 and with 200 points on the desk
	@$(RUN) tests/benchmarks/bench_editorial.py

bench-officials: .venv/.dev ## measure the officials' desk and the reports at two sizes (BENCH=postgresql://… names a server)
	@$(RUN) tests/benchmarks/bench_officials.py $(BENCH)

importer-report: .venv/.dev ## print how well the importer reads each field and kind
	@$(RUN) tests/importer/report.py

trust: .venv/.dev ## attack the portal in a separate database, for some minutes (ARGS="--every 100" runs a part)
	@$(RUN) tests/trust/run.py $(ARGS)

# uv writes one file for all Python versions and platforms. Existing pins stay unless UPGRADE=--upgrade.
UV_COMPILE = $(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command "make requirements" $(UPGRADE)
requirements: .venv/.made ## pin the dependencies of pyproject.toml (UPGRADE=--upgrade takes newer releases)
	@echo "Installing uv …"
	@$(RUN) -m pip install --quiet "uv>=0.9"
	@echo "Pinning requirements/base.txt, pdf-import.txt, pdf.txt and dev.txt …"
	@$(UV_COMPILE) pyproject.toml --output-file requirements/base.txt
	@$(UV_COMPILE) pyproject.toml --extra pdf-import --constraints requirements/base.txt --output-file requirements/pdf-import.txt
	@$(UV_COMPILE) pyproject.toml --extra pdf --constraints requirements/base.txt --output-file requirements/pdf.txt
	@$(UV_COMPILE) pyproject.toml --group dev --constraints requirements/base.txt --output-file requirements/dev.txt

clean: ## remove everything that make can build again; var/, with the database, stays
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

.venv/.made:
	@.ci/python-fit $(PYTHON)
	@echo "Making a Python environment in .venv …"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@touch $@

# Prints a line for each package, to show progress.
INSTALL = $(RUN) -m pip install --require-hashes -r $< \
  | sed -un -e 's/^Collecting \([^ ;]*\).*/  \1/p' -e 's/^Installing collected.*/  … installing them/p'

.venv/.base: requirements/base.txt | .venv/.made
	@echo "Installing what the portal needs (only when $< changes) …"
	@$(INSTALL)
	@touch $@

# dev.txt contains the pins of base.txt as well.
.venv/.dev: requirements/dev.txt | .venv/.made
	@echo "Installing what the tests need (only when $< changes) …"
	@$(INSTALL)
	@touch .venv/.base $@

# The settings of a demonstration, only for this clone; portal/settings.py reads the file.
.env:
	@umask 077; key=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))'); \
	  printf '%s\n' '# Written by make. Environment variables override it. All settings: docs/operating.md' \
	  'DEMO_MODE=1' "SECRET_KEY=$$key" > $@
