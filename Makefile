# The verbs of this project; each sets up what it needs. PYTHON chooses the interpreter, VENV where to
# install, ARGS what `serve` or `matrix` is given: make serve ARGS='--port 9000'.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python -m
PIP := $(RUN) pip install --quiet --disable-pip-version-check --constraint constraints.txt
SOURCES := openapi server conformance tests

.DEFAULT_GOAL := help
.PHONY: help serve gallery test check verify matrix bench format wheel clean

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

serve: $(VENV)/.tools ## set up and start the mock on http://127.0.0.1:8080
	exec $(BIN)/translation-mock serve $(ARGS)

gallery: $(VENV)/.tools ## write the gallery of pictures before and after into build/gallery, and print where its page is
	$(BIN)/translation-mock gallery

test: $(VENV)/.dev ## set up and run the tests
	$(RUN) pytest -n auto

check: $(VENV)/.dev ## format, lint, strict types
	$(RUN) ruff format --check $(SOURCES)
	$(RUN) ruff check $(SOURCES)
	$(RUN) mypy

verify: $(VENV)/.dev ## what is slow or needs other tools: whole matrices, browser, other interpreters, other servers
	$(RUN) pytest -n auto --dist loadgroup -m slow

matrix: $(VENV)/.dev ## which wrong servers the suite rejects, and which legal ones it blames; ARGS='--write' for docs/strength.md
	$(BIN)/python tests/conformance_apps/matrix.py $(ARGS)

bench: $(VENV)/.dev ## figures: ratios, each the median of interleaved pairs
	$(BIN)/python tests/bench/run.py

format: $(VENV)/.dev ## rewrite the sources in the project's format
	$(RUN) ruff format $(SOURCES)
	$(RUN) ruff check --fix $(SOURCES)

wheel: $(VENV)/.dev ## build the source distribution and the wheel into dist/
	$(RUN) build --quiet

clean: ## remove what the verbs made
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.tools: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable '.[server,fonts,conformance,publish]'
	touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable '.[dev]'
	touch $@ $(VENV)/.tools
