"""Check the house rules that no other tool sees."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

from shop.celery import app
from shop.refusing import Refused
from workshops.journal import Verb

# The three forks of Oscar's apps point at each other, as Oscar made them: one layer.
RANK = {"media": 0, "accounts": 1, "catalogue": 2, "partner": 2, "order": 2}
RANK |= {"payments": 3, "workshops": 4, "enquiries": 5, "dispatch": 6, "cms": 7}


def keys_between_our_apps() -> Iterator[tuple[str, str, str]]:
    """Yield (app, field, app it points to) of each foreign key from one of our layers to another."""
    for model in chain.from_iterable(apps.get_app_config(label).get_models() for label in RANK):
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                yield model._meta.app_label, f"{model.__name__}.{field.name}", field.remote_field.model._meta.app_label


def test_foreign_keys_point_downward() -> None:
    """Check keys, which are strings and so invisible to the import linter."""
    keys = [(source, name, target) for source, name, target in keys_between_our_apps() if target in RANK]
    assert len(keys) > 100
    assert not [f"{source}: {name} -> {target}" for source, name, target in keys if RANK[target] > RANK[source]]


OURS = ("shop", "catalog", "workshops", "dispatch", "cms", "media", "demo")
WRITES = re.compile(
    r"Earning\.objects\.(?!select_for_)\w*(create|delete|update)|\bEarning\("
    r"|(INTO|UPDATE|DELETE FROM) dispatch_earning\b"
)


def code_of(pattern: str) -> list[Path]:
    """Return our own files of code that match a pattern, migrations left out."""
    found = (path for folder in OURS for path in (settings.ROOT / folder).glob(pattern))
    return [path for path in found if "migrations" not in path.parts]


def test_only_the_ledger_writes_earnings() -> None:
    """Keep all earnings in the ledger: other code would bypass the open period, the keys and the carry."""
    writing = {str(path.relative_to(settings.ROOT)) for path in code_of("**/*.py") if WRITES.search(path.read_text())}
    assert writing == {"dispatch/pay/ledger/posting.py", "dispatch/models/ledger.py"}


TRIGGERS = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'pgtrigger_append_only%'"


@pytest.mark.xdist_group("upgrade")  # which begins first: last, one process would wait a minute for the other
def test_the_migrations_really_build_the_tables() -> None:
    """Run all migrations in a separate database, because other tests build the tables without them."""
    server = connection.settings_dict
    name = f"{server['NAME']}_migrated"
    with psycopg.connect(host=server["HOST"], user=server["USER"], dbname="postgres", autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name}")
        admin.execute(f"CREATE DATABASE {name}")
        try:
            address = f"postgres://{server['USER']}@{quote(server['HOST'], safe='')}/{name}"
            command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--no-input"]
            subprocess.run(command, check=True, cwd=settings.ROOT, env={**os.environ, "DATABASE_URL": address})
            with psycopg.connect(host=server["HOST"], user=server["USER"], dbname=name) as migrated:
                assert migrated.execute(TRIGGERS).fetchone() != (0,)
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_planners_page_names_each_of_its_modules() -> None:
    page = (settings.ROOT / "docs/planner.md").read_text()
    named = re.findall(r"`(\w+\.py)`", "\n".join(line for line in page.splitlines() if line.startswith("|")))
    modules = [path.name for path in (settings.ROOT / "dispatch/planner").rglob("*.py") if path.name != "__init__.py"]
    assert sorted(named) == sorted(modules)


def functions_of(module: str) -> set[str]:
    """Return the public functions of the deed modules with this name, whichever room they are in."""
    files = [*(settings.ROOT / "dispatch").rglob(f"{module}.py"), settings.ROOT / "workshops" / f"{module}.py"]
    files.append(settings.ROOT / "shop/enquiries" / f"{module}.py")
    files += (settings.ROOT / "dispatch" / module).glob("*.py")
    return {
        name for file in files if file.exists() for name in re.findall(r"^def ([a-z]\w+)\(", file.read_text(), re.M)
    }


def test_each_verb_of_the_journal_names_its_deed() -> None:
    for verb in Verb:
        module, _dot, deed = verb.value.partition(".")
        assert any(name == deed or name.startswith(f"{deed}_") for name in functions_of(module)), verb


AUDIENCES = {
    "desk": {"managers"},
    "station": {"leads"},
    "me": {"workers", "card"},
    "federation": {"officers", "association"},
}
OPEN = {"me:card"}  # a worker without a phone opens it on any, by the secret of her card and four digits


def pages_of(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        yield from pages_of(entry) if isinstance(entry, URLResolver) else (entry,)


@pytest.mark.parametrize("place", AUDIENCES)
def test_each_page_has_a_decorator_for_its_audience(place: str) -> None:
    """Check the decorators' mark. `tests/test_access.py` tests that the decorators of `workshops.access` work."""
    conf = f"dispatch.urls.{place}"
    audiences = {
        f"{place}:{page.name}": getattr(page.callback, "audience", None)
        for page in pages_of(URLResolver(RoutePattern(""), conf))
    }
    assert len(audiences) > 10
    assert {name for name, audience in audiences.items() if audience not in AUDIENCES[place]} == {
        name for name in OPEN if name in audiences
    }


def test_views_show_refusals_by_the_helpers() -> None:
    """Only a panel that shows the refusal in place of its figures catches one itself."""
    catching = {
        str(path.relative_to(settings.ROOT))
        for path in code_of("**/*.py")
        if re.search(r"except \(?(errors\.)?Refused\b", path.read_text())
    }
    assert catching == {"dispatch/views/desk/lines.py"}


WRITES_JOURNAL = re.compile(r"from workshops.journal import .*\brecord\b|\bJournalEntry(\.objects\.\w*create)?\(")


def test_no_view_writes_the_journal() -> None:
    files = code_of("views*/**/*.py") + code_of("**/views.py")
    assert len(files) > 50
    assert not [str(path) for path in files if WRITES_JOURNAL.search(path.read_text())]


def refusals() -> list[type[Refused]]:
    """Return every refusal of the project."""
    for path in code_of("**/errors.py"):
        import_module(".".join(path.relative_to(settings.ROOT).with_suffix("").parts))
    return list(descendants(Refused))


def descendants(family: type[Refused]) -> Iterator[type[Refused]]:
    for each in family.__subclasses__():
        yield each
        yield from descendants(each)


def test_each_refusal_has_a_field_for_each_of_its_placeholders() -> None:
    """Check the fields, because a missing one would fail with a KeyError while the page is drawn."""
    known = refusals()
    assert len(known) > 60
    for refusal in known:
        placeholders = set(re.findall(r"%\((\w+)\)", str(refusal.words)))
        assert placeholders <= {field.name for field in fields(refusal)}, refusal


def test_one_name_means_one_refusal() -> None:
    names = Counter(refusal.__name__ for refusal in refusals())
    assert not [name for name, count in names.items() if count > 1]


def test_each_task_that_is_queued_by_its_name_exists() -> None:
    app.loader.import_default_modules()
    files = (path for folder in OURS for path in (settings.ROOT / folder).rglob("*.py"))
    queued = {
        name
        for path in files
        for name in re.findall(r'(?:queue_on_commit|queue|send_task)\(\s*"([\w.]+)"', path.read_text())
    }
    assert len(queued) > 6 and queued <= set(app.tasks)


NO_SENTENCE = re.compile(r"(What|Whether|How|Who|Whose|Where|Why|When|Which)\b")


def public_docstrings(path: Path) -> Iterator[str]:
    """Yield the docstring of a module and those of its public classes and functions."""
    tree = ast.parse(path.read_text())
    public = [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef))]
    for node in public:
        if not getattr(node, "name", "").startswith("_") and (words := ast.get_docstring(node)):
            yield words


def test_each_docstring_begins_with_one_plain_sentence() -> None:
    summaries = [
        (path.relative_to(settings.ROOT).as_posix(), words.partition("\n")[0])
        for path in code_of("**/*.py")
        for words in public_docstrings(path)
    ]
    assert len(summaries) > 1000
    assert not [each for each in summaries if ";" in each[1] or NO_SENTENCE.match(each[1]) or not each[1].endswith(".")]
