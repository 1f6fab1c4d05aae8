# Every target makes .venv itself when it is missing or older than the requirements.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready

# Tests are kept compiled, whatever the shell says: else each process takes 3 s more to begin.
unit test: export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test unit check fmt bench pictures constraints clean

demo: $(READY)  ## crawl a press of local outlets and print the stories found
	$(BIN)/newsfold demo

test: check  ## everything: format and lint, types, import contracts, tests
	$(BIN)/pytest -q -n 3 --dist worksteal

unit: $(READY)  ## the tests that need no database, server, crawl or browser
	$(BIN)/pytest -q -n 2 --dist worksteal -m "not slow"

check: $(READY)  ## format and lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: $(READY)  ## put the code into format and mend what ruff can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## speed and memory, as ratios against a peer in the same run
	for file in benchmarks/*.py; do $(BIN)/python "$$file" || exit 1; done

pictures: $(READY)  ## take the pictures of the desk in the README anew
	$(BIN)/python -m tests.desk.pictures docs/pictures

constraints:  ## resolve the newest versions that pyproject.toml allows
	rm -rf .venv-resolve && $(PYTHON) -m venv .venv-resolve
	.venv-resolve/bin/pip install --quiet -e '.[dev]'
	( echo "# The exact versions that the project is tested with. Made by: make constraints"; \
	  .venv-resolve/bin/pip freeze --exclude-editable ) > constraints.txt
	rm -rf .venv-resolve

clean:
	rm -rf .venv build dist *.egg-info

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(READY)
