# `make report` and `make test` need Python 3.11 or later and nothing else; they set up what they use in .venv.
PYTHON ?= python3
BIN := .venv/bin
DATA ?= ../shared/data
VERSION ?= 0.3.1

.PHONY: report test check models clean

report: .venv/run.stamp
	$(BIN)/discourse analyze threads -o reports/sample --key reports/sample.key
	@echo "open $(CURDIR)/reports/sample/report.html"

test: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2

models: .venv/dev.stamp
	$(BIN)/pip install --quiet --editable '.[train]'
	$(BIN)/python models/recipes/train.py --data $(DATA) --out models/build
	PYTHONPATH=. $(BIN)/python models/recipes/finish.py --data $(DATA) --weights models/build/weights.safetensors \
		--out models/shipped --version $(VERSION)
	PYTHONPATH=. $(BIN)/python models/recipes/conformal.py --data $(DATA) --version $(VERSION)
	PYTHONPATH=. $(BIN)/python models/recipes/thread.py --version $(VERSION)

clean:
	rm -rf .venv dist build reports/sample

.venv/run.stamp: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable .
	touch $@

.venv/dev.stamp: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@ .venv/run.stamp
