# What there is to do here. `make` alone lists it.

VENV := .venv
PYTHON ?= python3
UV := $(VENV)/bin/uv --quiet
COMPILE := $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
  --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)
# Once the tools of development are here they stay: serving must not take them away again.
NEEDS_TOOLS := $(or $(wildcard $(VENV)/bin/pytest),$(filter test lint format bench,$(MAKECMDGOALS)))
REQUIREMENTS := $(if $(NEEDS_TOOLS),dev,app)

# Containers often ask for no bytecode. Every process would compile all it imports again then: 6 s of CPU at each start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help serve test lint format bench assets lock clean

help: ## List what there is to do
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

serve: assets ## Start Kliqs here, setting everything up first
	@exec $(VENV)/bin/kliqs serve

test: assets ## Run every test, on SQLite and on PostgreSQL (ARGS='-k word' for some)
	@scripts/test $(ARGS)

lint: $(VENV)/.kliqs ## Check style, types, templates and which room imports which
	@scripts/lint

format: $(VENV)/.kliqs ## Put code and templates in shape
	$(VENV)/bin/ruff check --fix --quiet .
	$(VENV)/bin/ruff format --quiet .
	$(VENV)/bin/djlint --reformat --quiet src/kliqs/web/templates

bench: assets ## Measure Kliqs beside its peers and print the ratios
	@$(VENV)/bin/python -m bench $(ARGS)

assets: $(VENV)/.kliqs ## Build style sheets, translations and docs, and fetch fonts and the city database
	@scripts/assets

lock: $(VENV)/.uv ## Pin the requirements again (UPGRADE=1 takes the newest of everything)
	$(COMPILE) requirements/uv.in -o requirements/uv.txt
	$(COMPILE) requirements/app.in -o requirements/app.txt
	$(COMPILE) requirements/dev.in -o requirements/dev.txt -c requirements/app.txt

clean: ## Remove what was built and installed; the data folder stays
	rm -rf $(VENV) node_modules build src/kliqs/web/static/dist src/kliqs/web/collected src/kliqs/clicks/geo
	rm -rf src/kliqs/bio/icons src/kliqs/web/docs/built
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src -name '*.mo' -delete

$(VENV)/.uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kliqs needs Python 3.11 or newer: make PYTHON=...")'
	@echo "Setting up $(VENV) (once)"
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

# Installing takes away what is not listed, Kliqs itself included; its stamp goes with it.
$(VENV)/.requirements-%: requirements/%.txt $(VENV)/.uv
	@echo "Installing requirements/$*.txt"
	@rm -f $(VENV)/.kliqs
	@$(UV) pip sync --python $(VENV)/bin/python --require-hashes requirements/$*.txt requirements/uv.txt
	@touch $@

$(VENV)/.kliqs: pyproject.toml $(VENV)/.requirements-$(REQUIREMENTS)
	@$(UV) pip install --python $(VENV)/bin/python --no-deps --editable .
	@touch $@
