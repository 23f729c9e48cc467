# Everything a fresh machine with Python >= 3.11 needs. Nothing is written outside this checkout.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORES ?= all
# pip, uv and Snakemake keep their caches where this says.
export XDG_CACHE_HOME := $(CURDIR)/.cache
PYTEST_TMP := --basetemp=$(CURDIR)/.cache/pytest
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo test browser test-slurm lint check real cases simulate slow bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## make .venv from the lock file (with uv where there is one, else venv and pip)

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("mtorboard needs Python 3.11 or newer; set PYTHON=... to one") if sys.version_info < (3, 11) else None'
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --clear --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV) && \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	  $(PYTHON) -m venv --clear $(VENV) && \
	  $(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

demo: setup ## run the bundled cohort of made-up patients
	$(BIN)/snakemake --cores $(CORES)
	@echo
	@echo "Open results/cohort/cohort.html, or one of the reports:"
	@ls -1 results/*/report.html

test: setup ## run the whole test suite
	$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_TMP)

browser: setup ## look at the pages in Chromium (apt-get install chromium), as `make test` does too
	$(BIN)/python -m pytest tests/browser -n auto --dist loadfile $(PYTEST_TMP)

test-slurm: setup ## run the demo on a real Slurm of one node on this machine (needs Debian's slurm-wlm and munge)
	$(BIN)/python -m pytest tests/slurm -q -rs -m "" $(PYTEST_TMP)

lint: setup ## ruff, mypy, snakefmt, snakemake --lint and the knowledge linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint
	$(BIN)/mtorboard knowledge lint

check: test lint ## tests and linters

real: setup ## measure naming, consequence and classification on real tumours (needs the shared test data)
	$(BIN)/python -m pytest tests/real -s -q -m "" $(PYTEST_TMP)

cases: setup ## how often the worked cases make each rule TRUE, FALSE and UNKNOWN
	$(BIN)/python -m pytest tests/knowledge/test_rule_coverage.py tests/knowledge/test_suppression_coverage.py -s -q $(PYTEST_TMP)

simulate: setup ## zygosity and clonality of simulated tumours, with the confusion tables
	$(BIN)/python -m pytest tests/simulation -s -q -m "" $(PYTEST_TMP)

slow: setup ## tests that take minutes or measure time
	$(BIN)/python -m pytest tests -s -q -m slow $(PYTEST_TMP)

bench: setup ## time and memory beside bcftools, of 10,000 tumours too, into benchmarks/results.md (QUICK=1: a small look)
	$(BIN)/python benchmarks/run.py .cache/bench $(if $(QUICK),--quick,--results benchmarks/results.md)
	$(BIN)/python benchmarks/assess.py
	$(BIN)/python benchmarks/cohort_page.py .cache/bench

lock: ## solve the dependencies again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --upgrade --extra workflow --extra dev -o requirements.lock pyproject.toml

clean: ## remove results, caches and the environment
	rm -rf $(VENV) .cache .snakemake results logs .pytest_cache .mypy_cache .ruff_cache .hypothesis
