# Data of the demonstration, collected files and tools; none of it is in the repository.
export IEG_DATA_DIR ?= $(CURDIR)/var
export PORT ?= 8000

BIN := .venv/bin
DEMO := env -u DATABASE_URL IEG_DEMO=1 IEG_SITE_URL=http://127.0.0.1:$(PORT)
# What the deployment check needs to see: nothing of the demonstration.
PRODUCTION := env -u IEG_DEMO -u DATABASE_URL IEG_DATA_DIR=$(CURDIR)/var/check \
	IEG_ALLOWED_HOSTS=ieg.example.gov.uk IEG_SITE_URL=https://ieg.example.gov.uk
RANDOM_KEY = $$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(60))")

.DEFAULT_GOAL := help
.PHONY: help run demo-reset test check bench soak lock packages tools

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | \
		sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

run: ## Start the demonstration on http://127.0.0.1:8000 (PORT= changes it)
	@.ci/system-packages run
	@.ci/venv run
	@$(MAKE) --silent --no-print-directory $(IEG_DATA_DIR)/collected
	@$(DEMO) $(BIN)/python manage.py demo
	@echo
	@echo "IEG tracker: http://127.0.0.1:$(PORT)/   (Ctrl-C stops it)"
	@exec $(DEMO) $(BIN)/gunicorn --config deploy/gunicorn.conf.py \
		--pid $(IEG_DATA_DIR)/gunicorn.pid iegtracker.wsgi

demo-reset: ## Start the demonstration's story again
	@if kill -0 "$$(cat $(IEG_DATA_DIR)/gunicorn.pid 2>/dev/null)" 2>/dev/null; then \
		echo "The site is running: stop it first (Ctrl-C)." >&2; exit 1; fi
	@.ci/system-packages run
	@.ci/venv run
	@mkdir -p $(IEG_DATA_DIR)
	@rm -f $(IEG_DATA_DIR)/ieg.sqlite3 $(IEG_DATA_DIR)/ieg.sqlite3-*
	@$(DEMO) $(BIN)/python manage.py demo

test: tools ## Run every test: SQLite, PostgreSQL, browser (about 11 minutes on 2 cores)
	@.ci/suites test

check: packages ## Lint, types, deployment check, migrations, dependencies, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@mkdir -p var/check
	@SECRET_KEY=$(RANDOM_KEY) $(PRODUCTION) \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	@SECRET_KEY=$(RANDOM_KEY) $(PRODUCTION) \
		$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/deptry .
	$(BIN)/djlint --lint --quiet templates

bench: tools ## Print the benchmarks: ratios, medians and counts
	$(BIN)/python -m benchmarks

soak: tools ## Run the long races and generated cases (about 22 minutes on 2 cores)
	@.ci/suites soak

lock: packages ## Write the lock files anew from pyproject.toml
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --output-file requirements-dev.lock --group dev \
		--constraint requirements.lock pyproject.toml

COMPILE = UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	--no-emit-find-links

packages:
	@.ci/system-packages run
	@.ci/venv dev

tools:
	@.ci/system-packages test
	@.ci/venv dev
	@.ci/fetch-vnu

# The pages name static files by their digest, so these are collected before a start.
$(IEG_DATA_DIR)/collected: requirements.lock $(shell find static -type f 2>/dev/null)
	@mkdir -p $(@D)
	@$(DEMO) $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@
