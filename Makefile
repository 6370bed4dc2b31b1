# The first of these that you type makes .venv and installs what it needs; after that they start at once.
# Needs Python 3.11 or newer and nothing else. Another interpreter: make demo PYTHON=python3.12

PYTHON ?=
VENV ?= .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PY := $(BIN)/python
RUNTIME := $(VENV)/.installed-runtime
DEV := $(VENV)/.installed-dev
SAMPLES := $(VENV)/.installed-samples

# Moved to another folder, or its Python is gone: install again.
ifneq ($(shell $(PY) -c 'print(open("$(RUNTIME)").read())' 2>/dev/null),$(CURDIR))
$(shell rm -f $(RUNTIME) $(DEV) $(SAMPLES))
endif

SIDE_BY_SIDE := --numprocesses logical --maxprocesses 4 --dist worksteal

INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps
INSTALL_LOCKED := $(INSTALL) --require-hashes --only-binary :all:

.DEFAULT_GOAL := help
.PHONY: help demo app test test-all bench bench-accuracy bench-live golden samples lint format lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 18

demo: $(RUNTIME) ## analyse a sample clip and print its table
	@$(BIN)/evenrep demo

app: $(RUNTIME) ## the web app, on this computer only
	@$(PY) -m streamlit run app.py --server.address 127.0.0.1 --browser.gatherUsageStats false

test: $(DEV) ## the fast tests, on several cores (ARGS="-n0 --pdb": one after the other)
	@$(PY) -m pytest -m "not slow and not browser" $(SIDE_BY_SIDE) $(ARGS)

test-all: $(DEV) ## every test (browser tests need Chromium)
	@$(PY) -m pytest $(ARGS)

bench: $(DEV) ## speed and memory
	@$(PY) -m benchmarks.speed $(ARGS)

bench-accuracy: $(DEV) ## how true the numbers are, on held-out people whose ground truth is known
	@$(PY) -m benchmarks.accuracy $(ARGS)

bench-live: $(DEV) ## live checks: frames kept up with, overhead, memory; from lens to screen (ARGS=--quick)
	@$(PY) -m benchmarks.live $(ARGS)
	@$(PY) -m benchmarks.live_browser $(filter --quick,$(ARGS))

golden: $(DEV) ## write the golden reports again, after a number was meant to move (ARGS=--tracks: the tracks too)
	@$(PY) -m tests.fixtures.golden $(ARGS)

samples: $(SAMPLES) ## render the sample videos again
	@$(PY) -m tools.make_sample_videos $(ARGS)

lint: $(DEV) ## style and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: $(DEV) ## correct the style
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

clean: ## remove caches and builds; .venv stays
	@rm -rf build dist .pytest_cache .hypothesis .mypy_cache .ruff_cache
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# --- installing ---------------------------------------------------------------------------------------
# A .venv that somebody made by hand is used as it is; one whose Python is gone is made again.

$(RUNTIME): requirements.lock pyproject.toml
	@$(MAKE_VENV)
	@echo "Installing EvenRep into $(VENV) (once; downloads about 300 MB) ..."
	@$(INSTALL_LOCKED) -r requirements.lock
	@$(INSTALL) --no-build-isolation --editable .
	@echo "$(CURDIR)" > $@

$(DEV): requirements-dev.lock $(RUNTIME)
	@echo "Installing the development tools ..."
	@$(INSTALL_LOCKED) -r requirements-dev.lock
	@touch $@

$(SAMPLES): requirements-samples.lock $(RUNTIME)
	@echo "Installing the renderer ..."
	@$(INSTALL_LOCKED) -r requirements-samples.lock
	@touch $@

define MAKE_VENV
if $(PY) -c 'import pip' 2>/dev/null; then exit 0; fi; \
lacks_venv=; found=; \
for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14 python; do \
	version=$$("$$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue; \
	found="$$found $$python is $$version;"; \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || continue; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { lacks_venv="$$python"; continue; }; \
	"$$python" -c '$(KNOWN_PLATFORM)' || exit 1; \
	echo "Making $(VENV) with $$python ($$version) ..."; \
	exec "$$python" -m venv --clear $(VENV); \
done; \
if [ -n "$$lacks_venv" ]; then \
	echo "$$lacks_venv cannot make virtual environments: its venv package is missing." >&2; \
	echo "On Debian and Ubuntu: sudo apt install python3-venv. Then type the same command again." >&2; \
else \
	echo "EvenRep needs Python 3.11 or newer. Here:$${found:- no Python was found.}" >&2; \
	echo "Install one, or name it: make demo PYTHON=/path/to/python3.12" >&2; \
fi; \
exit 1
endef

# The pose estimator has no wheel for these; say so before pip does, less clearly.
define KNOWN_PLATFORM
import platform, sys; \
here = (platform.system(), platform.machine().lower()); \
known = (("Linux", "x86_64"), ("Darwin", "arm64"), ("Windows", "amd64")); \
here in known or sys.exit("MediaPipe, which estimates the pose, is not published for %s on %s: EvenRep runs on Linux x86_64, macOS on Apple silicon and Windows x64." % here)
endef

# --- locking: make lock keeps the versions that still fit, make lock UPGRADE=1 takes the newest -----------

UV := $(BIN)/uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --only-binary :all: \
	--generate-hashes --no-header --no-emit-index-url --no-emit-build-options --no-emit-find-links \
	$(if $(UPGRADE),--upgrade)

lock: $(DEV) ## choose and hash the dependencies again
	@$(UV) --version >/dev/null 2>&1 || $(INSTALL) uv
	@$(COMPILE) pyproject.toml --extra build -o requirements.lock
	@$(COMPILE) pyproject.toml --extra build --extra dev -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) pyproject.toml --extra build --extra samples -c requirements-dev.lock -o requirements-samples.lock
