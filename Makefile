# What this repository can do for you: `make` lists it. GNU make 3.81 (macOS) is enough.

# Which Python makes the environments (by default the newest of python3.13 ... python3).
PYTHON ?=
# Where `make run` listens.
TOOL_PORT ?= 8001
LMS_PORT ?= 8000
# What `make test` runs, for example TESTS="tests/quizzes -k stale", and in how many processes: more
# than there are cores, since browsers and servers are waited for.
TESTS ?= tests
WORKERS ?= 4
# Which cases `make fuzz` and `make oracle` try, and how many: the same seed means the same ones.
SEED ?= 1
fuzz: CASES ?= 1000000
oracle: CASES ?= 300
# How many scores, and how many moments of killing and copying, `make faults` takes.
SCORES ?= 10000
MOMENTS ?= 200

export PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Empty: what is compiled is kept, as the tests start hundreds of processes.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
# Make the folder $(1) into a new, empty environment, saying $(2).
new_environment = python=$$(sh tests/support/python.sh) && echo $(2) && "$$python" -m venv --clear $(1)
INSTALL := tests/support/pins.py
UV := .venvs/pins/bin/uv pip compile --quiet --universal --no-strip-extras --python-version 3.11 --generate-hashes \
	--custom-compile-command "make pins" $(UPGRADE)
# A throwaway database to compare the tables with; migrations are numbered 0001, 0002, ...
EMPTY := .venv/migrations.db
ALEMBIC := LINEAGE_LAB_DATABASE_URL=sqlite:///$(EMPTY) $(BIN)/alembic
REVISION = $(shell printf %04d $$(($$(ls migrations/versions/*.py | wc -l) + 1)))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: audit help setup run test coverage check bench load soak conformance faults fuzz oracle scenarios pictures catalogues \
	migrate pins tested-with

help: ## List what can be done here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/project.stamp ## Make .venv, with the console script lineage-lab in it
	@echo "Ready: $(BIN)/lineage-lab --help"

run: .venv/project.stamp ## Start the practice LMS and the tool, to click through (TOOL_PORT=, LMS_PORT=)
	@exec $(BIN)/python -m lti_tool.launcher --tool-port $(TOOL_PORT) --lms-port $(LMS_PORT)

test: tested-with ## Run every test, after installing what they need (TESTS= runs some)
	@$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(COUNTING) $(TESTS)

coverage: COUNTING = --cov --cov-report=term
coverage: test ## Run every test and list the lines that none of them reaches (takes twice as long)

check: .venv/dev.stamp .venv/project.stamp ## Lint, check types and check who imports whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/dev.stamp .venv/project.stamp ## Measure what must be fast, beside our peers, and fail where it is not; writes docs/benchmarks.md (on a quiet machine)
	@$(BIN)/python -m tests.bench docs/benchmarks.md

load: tested-with ## Find the largest class that it holds, on SQLite and on PostgreSQL; writes docs/benchmarks.md (on a quiet machine; half an hour)
	@$(BIN)/python -m tests.load load docs/benchmarks.md

soak: .venv/dev.stamp .venv/project.stamp ## Play a whole course's mixed use for half an hour (on a quiet machine)
	@$(BIN)/python -m tests.load soak docs/benchmarks.md

conformance: .venv/dev.stamp .venv/project.stamp ## Write docs/conformance.md: what we refuse and let in, and what pylti1p3 alone does
	@$(BIN)/python -m tests.certification.conformance docs/conformance.md

faults: tested-with ## Let platforms, processes and databases fail in earnest; writes docs/faults.md (SCORES=, MOMENTS=; half an hour or more)
	@$(BIN)/python -m tests.faults docs/faults.md --scores $(SCORES) --moments $(MOMENTS)

fuzz: .venv/dev.stamp .venv/project.stamp ## Send a million wrong launches, registrations and answers (CASES=, SEED=; about an hour)
	@$(BIN)/python -m tests.fuzz --cases $(CASES) --seed $(SEED)

oracle: .venv/dev.stamp .venv/project.stamp .venvs/oracle/pins.stamp ## Ask the real Dagster and Airflow about new cases and compare our answers (CASES=, SEED=; minutes)
	@$(BIN)/python -m tests.oracle --cases $(CASES) --seed $(SEED)

audit: .venvs/audit/pip-audit.stamp ## Ask whether a vulnerability of a pinned package is known (needs the internet)
	@.venvs/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements/run.txt

scenarios: .venv/dev.stamp .venv/project.stamp ## Build a thousand scenarios with every builder and try each (minutes)
	@LINEAGE_LAB_EVERY_SEED=1 $(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile tests/quizzes/scenarios

pictures: tested-with ## Take a picture of every page into pictures/, on a desktop and on a phone
	@$(BIN)/python -m tests.support.pictures pictures

catalogues: .venv/dev.stamp .venv/project.stamp ## Bring what the code says into every language's catalogue, lti_tool/locale/
	@$(BIN)/python -m tests.support.catalogues

migrate: .venv/dev.stamp .venv/project.stamp ## Write a migration for changed tables (m="what changes")
	@test -n "$(m)" || { echo 'Say what changes, as in: make migrate m="keep hints with attempts"'; exit 1; }
	@rm -f $(EMPTY)
	@$(ALEMBIC) upgrade head && $(ALEMBIC) revision --autogenerate -m "$(m)" --rev-id "$(REVISION)"

pins: .venvs/pins/uv.stamp ## Pin anew what requirements/ lists (UPGRADE=--upgrade takes newer versions)
	$(UV) pyproject.toml --all-extras -o requirements/dev.txt
	echo "setuptools>=77" | $(UV) pyproject.toml - --extra practice -o requirements/run.txt
	$(UV) requirements/openedx.in -o requirements/openedx.txt
	$(UV) requirements/oracle.in -o requirements/oracle.txt
	$(UV) requirements/peers.in -o requirements/peers.txt
	$(UV) requirements/postgres.in --no-deps -o requirements/postgres.txt

# What each of these makes is dated by a stamp, so that nothing is made twice.

.venv/run.stamp: requirements/run.txt requirements/dev.txt
	@$(call new_environment,.venv,"Making .venv with what the tool needs (a minute or so) ...")
	@$(BIN)/python $(INSTALL) requirements/run.txt
	@touch $@

.venv/dev.stamp: .venv/run.stamp
	@echo "Adding what the tests and checks need (a minute or so) ..."
	@$(BIN)/python $(INSTALL) requirements/dev.txt
	@touch $@

.venv/project.stamp: .venv/run.stamp pyproject.toml
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venvs/openedx/pins.stamp: requirements/openedx.txt
	@$(call new_environment,.venvs/openedx,"Making .venvs/openedx with Open edX's code (a minute or so) ...")
	@.venvs/openedx/bin/python $(INSTALL) requirements/openedx.txt
	@touch $@

.venvs/oracle/pins.stamp: requirements/oracle.txt
	@$(call new_environment,.venvs/oracle,"Making .venvs/oracle with the real Dagster and Airflow (two minutes or so) ...")
	@.venvs/oracle/bin/python $(INSTALL) requirements/oracle.txt
	@touch $@

.venvs/peers/pins.stamp: requirements/peers.txt
	@$(call new_environment,.venvs/peers,"Making .venvs/peers with pylti1p3 and django-lti ...")
	@.venvs/peers/bin/python $(INSTALL) requirements/peers.txt
	@touch $@

# Where npm is missing or cannot build SQLite's driver, the bench says so and goes on without.
.venvs/ltijs/npm.stamp: $(addprefix tests/bench/peers/node/,package.json package-lock.json .npmrc)
	@rm -rf .venvs/ltijs && mkdir -p .venvs/ltijs && cp $^ .venvs/ltijs
	@if ! command -v npm >/dev/null; then echo "No npm here: the bench goes on without ltijs."; \
	else echo "Making .venvs/ltijs with ltijs (minutes, where SQLite's driver has to be built) ..."; \
	(cd .venvs/ltijs && npm ci --silent) && touch $@ || echo "The bench goes on without ltijs."; fi

.venvs/audit/pip-audit.stamp:
	@$(call new_environment,.venvs/audit,"Making .venvs/audit with pip-audit ...")
	@.venvs/audit/bin/pip install --quiet pip-audit==2.10.1
	@touch $@

.venvs/pins/uv.stamp:
	@$(call new_environment,.venvs/pins,"Making .venvs/pins with uv ...")
	@.venvs/pins/bin/pip install --quiet uv==0.13.9
	@touch $@

tested-with: .venv/dev.stamp .venv/project.stamp .venvs/openedx/pins.stamp
	@$(BIN)/python tests/support/prepare.py
