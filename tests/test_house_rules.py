"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLResolver, get_resolver

SRC = Path(__file__).parents[1] / "src" / "chibo"
MODULES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(SRC.rglob("templates/**/*.html"))
TRANSLATE = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
WRITES = {"save", "delete", "bulk_create", "bulk_update", "create", "update", "get_or_create", "update_or_create"}
DOWNLOADED = {"document_file.html"}
"""Files that stand alone on a reader's disk, where no policy of ours holds."""
NOT_OURS = ("allauth.", "ninja.", "functools")


def short(path: Path) -> str:
    return str(path.relative_to(SRC))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def name(node: ast.AST | None) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def area_of(path: Path) -> Path:
    """The folder of the area to which a template belongs."""
    parts = path.parts
    return Path(*parts[: parts.index("templates")])


def test_modules_are_short():
    assert {short(path): lines(path) for path in MODULES if lines(path) > 400} == {}


def test_functions_are_short():
    long = {
        f"{short(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 30
    }
    assert long == {}


def test_templates_are_short():
    assert {short(path): lines(path) for path in TEMPLATES if lines(path) > 120} == {}


def test_messages_are_translated_whole_and_filled_in_afterwards():
    wrong = [
        f"{short(path)}:{call.lineno}"
        for path in MODULES
        for call in calls(path)
        if name(call.func) in TRANSLATE and any(isinstance(arg, ast.JoinedStr | ast.BinOp) for arg in call.args)
    ]
    assert wrong == []


def test_messages_are_not_glued_together():
    wrong = [
        f"{short(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
        if {name(getattr(side, "func", side)) for side in (node.left, node.right)} & TRANSLATE
    ]
    assert wrong == []


def test_no_date_is_taken_from_an_instant_in_utc():
    wrong = [
        f"{short(path)}:{call.lineno}"
        for path in MODULES
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "date"
        if name(getattr(call.func.value, "func", None)) == "now"
    ]
    assert wrong == []


def test_views_write_only_through_actions():
    views = [path for path in MODULES if path.stem.endswith("views") or path.parent.name == "views"]
    wrong = [
        f"{short(path)}:{call.lineno}"
        for path in views
        for call in calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
        if name(call.func.value) not in {"actions", "context", "session"}
    ]
    assert wrong == []


def test_sentences_of_templates_are_translated_without_their_line_breaks():
    wrong = [
        short(path)
        for path in TEMPLATES
        if re.search(r"{% (blocktranslate|blocktrans) (?!.*trimmed)", path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_templates_carry_no_style_and_no_script_of_their_own():
    """What stands inside a script of type application/json is data, which the policy lets through."""
    script = r"<script(?![^>]*\s(?:src=|type=\"application/json\"))[^>]*>"
    handler = r"\son(?:click|change|submit|load|error|input|focus|blur|key\w+|mouse\w+)="
    inline = re.compile(rf"{script}|{handler}|<style|\sstyle=|javascript:|=\"data:", re.IGNORECASE)
    pages = [path for path in TEMPLATES if path.name not in DOWNLOADED]
    found = {short(path): inline.findall(path.read_text(encoding="utf-8")) for path in pages}
    assert {path: what for path, what in found.items() if what} == {}


def test_templates_use_only_their_own_area_and_the_floor():
    wrong = {}
    for path in TEMPLATES:
        own = {child.name for child in (area_of(path) / "templates").iterdir()}
        used = set(re.findall(r'{% (?:extends|include) "([^"#]+)', path.read_text(encoding="utf-8")))
        strange = {one for one in used if one.partition("/")[0] not in own | {"base"}}
        if strange:
            wrong[short(path)] = strange
    assert wrong == {}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def routes(entries, app=""):
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, entry.app_name or app)
        else:
            yield f"{app}:{entry.name}" if app else entry.name, entry.callback


def test_every_page_says_its_method():
    silent = [
        route
        for route, view in routes(get_resolver().url_patterns)
        if not getattr(view, "__module__", "functools").startswith(NOT_OURS) and not hasattr(view, "__wrapped__")
    ]
    assert silent == []


def test_every_route_has_a_name_of_its_own():
    names = [route for route, _view in routes(get_resolver().url_patterns)]
    assert len(names) == len(set(names))


def test_every_model_is_ours_or_of_a_library_that_we_chose():
    known = {"chibo", "django", "allauth", "django_tasks_db"}
    assert {model.__module__.split(".")[0] for model in apps.get_models()} <= known


def test_every_text_field_of_ours_that_is_searched_is_computed_by_the_database():
    keys = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if model.__module__.startswith("chibo.") and field.name.endswith(("search_key", "sort_key", "_key"))
        if not getattr(field, "generated", False)
    ]
    assert keys == []


def test_the_floor_stays_small():
    """What every area stands on is to be read in an hour: at most a tenth of the whole."""
    floor = sum(lines(path) for path in MODULES if path.is_relative_to(SRC / "base"))
    assert floor <= sum(lines(path) for path in MODULES) // 10
