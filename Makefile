# Everything a person needs to run, test and change Chibo. `make demo` is the place to begin.
SHELL = /bin/sh
BIN = .venv/bin
.PHONY: demo test check lint types contracts fmt bench messages dev system
.DEFAULT_GOAL = demo
export PYTHON

demo: ## The site with demonstration data on http://127.0.0.1:8000 (CHIBO_PORT changes it)
	@tools/bootstrap.sh && exec $(BIN)/chibo demo

test: dev system ## Everything: checks, unit, property and browser tests; ARGS go to pytest
	@tools/check.sh $(ARGS)

check: dev ## The checks without the browser tests
	@tools/check.sh --ignore=tests/e2e $(ARGS)

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev
	$(BIN)/mypy src/chibo

contracts: dev
	$(BIN)/lint-imports

fmt: dev ## Format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@find src -path '*/templates/*' -name '*.html' -exec $(BIN)/djade --target-version 6.1 {} +

bench: dev ## Measurements; ARGS go to the script
	$(BIN)/python -m bench $(ARGS)

messages: dev system ## Collect the sentences and compile the catalogues
	cd src/chibo && ../../$(BIN)/chibo manage makemessages --locale vi --no-wrap --add-location file
	$(BIN)/python tools/compile_messages.py

dev:
	@tools/bootstrap.sh dev

system:
	@tools/system_packages.sh
