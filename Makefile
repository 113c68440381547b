# Qiaoshou. `make help` lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
UV := VIRTUAL_ENV=.venv $(BIN)/uv

.PHONY: help messages lock
help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

messages:  ## collect strings to translate and say which lack their Chinese
	@$(MANAGE) makemessages -l zh_Hans --no-location --no-wrap --no-obsolete --ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*' --ignore 'docs/*'
	@$(BIN)/python -c "import polib; missing = [e.msgid for p in ('locale/zh_Hans/LC_MESSAGES/django.po',) for e in polib.pofile(p) if not e.translated() or e.fuzzy]; print(*missing, sep='\n'); print(len(missing), 'messages lack their Chinese'); raise SystemExit(bool(missing))"

lock:  ## lock the requirements with hashes
	@for name in uv production embedded dev; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/$$name.in -o requirements/$$name.txt; done
