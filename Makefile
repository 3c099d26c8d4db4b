# One target per habit; `make help` lists them. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

BASE := $(VENV)/.base
DEV := $(VENV)/.dev
BENCH := $(VENV)/.bench
# Whoever has the developers' set has what Enishi needs to run.
RUN := $(if $(wildcard $(DEV)),$(DEV),$(BASE))

PO := $(wildcard src/enishi/*/locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
LOCKED := pyproject.toml requirements/install.py requirements/uv.txt

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check lint types fmt bench soak docs screenshots lock migrations wheel clean

help: ## Say what can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(DEV) $(MO) ## Make .venv with everything a developer needs
	@echo "Ready. Next: make demo, make test, or $(BIN)/enishi --help"

demo: $(RUN) $(MO) ## Load the demo brand and serve it on 127.0.0.1:8000
	@$(BIN)/enishi demo --serve $(ARGS)

serve: $(RUN) $(MO) ## Serve this installation's own data on 127.0.0.1:8000
	@$(BIN)/enishi serve $(ARGS)

test: $(DEV) $(MO) ## Run the tests (ARGS="-k ladder" for some of them)
	@$(BIN)/python -m pytest $(ARGS)

check: lint types migrations test ## Everything that CI looks at, but the wheel

lint: $(DEV) ## Style, form and the walls between rooms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: $(DEV) ## Types: mypy on all, pyright strictly on the rooms without Django
	$(BIN)/mypy
	$(BIN)/pyright

fmt: $(DEV) ## Put style and form right where that needs no thought
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(BENCH) $(MO) ## Measure beside the peers and write docs/benchmarks.md
	$(BIN)/python bench/run.py $(ARGS)

soak: $(DEV) $(MO) ## The long sweeps and scale runs that CI leaves out
	$(BIN)/python -m pytest -m soak $(ARGS)

docs: $(DEV) $(MO) ## Run the examples of README and docs, and look for broken links
	$(BIN)/python -m pytest tests/house -k documents -n 0 $(ARGS)

screenshots: $(DEV) $(MO) ## Draw docs/images anew from the demo brand
	$(BIN)/python docs/screenshots.py $(ARGS)

migrations: $(DEV) ## Is a migration missing?
	$(BIN)/python -m django makemigrations --check --dry-run --settings enishi.config.settings

wheel: $(DEV) $(MO) ## Build the wheel into dist/
	$(BIN)/python -m hatchling build -t wheel

lock: $(DEV) ## Resolve the packages anew (ARGS=--upgrade for newer ones)
	$(COMPILE) --extra build -o requirements/base.txt pyproject.toml
	$(COMPILE) --extra build --extra dev -c requirements/base.txt -o requirements/dev.txt pyproject.toml
	$(COMPILE) --extra build --extra dev --extra bench -c requirements/dev.txt -o requirements/bench.txt pyproject.toml
	grep -A 100 '^uv==' requirements/dev.txt | awk 'NR > 1 && !/^ / { exit } { print }' > requirements/uv.txt

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(ARGS)

clean: ## Forget .venv and what tools keep; your data stays
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src -name '*.mo' -delete

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Enishi needs Python 3.11 or newer, and \`$(PYTHON)\` is not. Name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(BASE): requirements/base.txt $(LOCKED) | $(BIN)/python
	@$(BIN)/python requirements/install.py base
	@touch $@

$(DEV): requirements/dev.txt $(LOCKED) | $(BIN)/python
	@$(BIN)/python requirements/install.py dev
	@touch $@

$(BENCH): requirements/bench.txt $(LOCKED) | $(BIN)/python
	@$(BIN)/python requirements/install.py bench
	@touch $@

%.mo: %.po | $(RUN)
	@$(BIN)/pybabel --quiet compile --domain django --input-file $< --output-file $@
