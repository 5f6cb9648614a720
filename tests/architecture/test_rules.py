"""House rules that a look at the source can check, each with the reason it exists."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.sources import Source, sources

# pattern -> (files it may stand in, why nowhere else)
FORBIDDEN = {
    r"\bSignal\(\s*int\b": ((), "Signal(int) breaks above 0x7FFFFFFF: tags, sizes, offsets"),
    r"\binternalPointer\(": ((), "internalPointer() of a dead object or an id crashes"),
    r"\b(QThread|QThreadPool|QRunnable)\b": (("gui/workers.py",), "threads have one home"),
    r"\bthreading\.Thread\b": (
        ("gui/workers.py", "session/inner.py"),
        "threads have two homes: work of the window, and making messages of other mail",
    ),
    r"\bmultiprocessing\b": (("gui/workers.py",), "processes have one home"),
    r"\bmmap\b": ((), "a truncated file that is mapped kills the process"),
    r"\.svg\b": (("gui/icons.py",), "icons are named in one module"),
    r"\bUserRole\b": (("gui/roles.py",), "roles are named in one module"),
    r"\bpickle\b|\bmarshal\b": ((), "no code is loaded from data"),
}

# Functions that call themselves, and what bounds them.
BOUNDED = {"msginspector/storage/pages.py: read": "splits a short range at the borders of pages"}

# Virtuals of Qt whose names are one word; the others are known by their camelCase.
QT_VIRTUALS = {"data", "event", "flags", "index", "paint", "parent", "run"}

FUTURE = "from __future__ import annotations"


def _code(source: Source) -> str:
    """The file without comments and docstrings: what rules about code look at."""
    tree = ast.parse(source.text)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                body[0] = ast.Pass()
    return ast.unparse(tree)


@pytest.mark.parametrize("pattern", sorted(FORBIDDEN))
def test_what_is_forbidden_stands_nowhere_else(pattern: str) -> None:
    homes, reason = FORBIDDEN[pattern]
    found = [
        source.path
        for source in sources()
        if source.path.removeprefix("msginspector/") not in homes
        and re.search(pattern, _code(source))
    ]
    assert found == [], reason


def test_only_the_console_prints() -> None:
    printing = [
        source.path
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
        and not source.path.startswith("msginspector/cli/")
    ]
    assert printing == []


def test_every_module_says_what_it_is() -> None:
    silent = [source.path for source in sources() if not ast.get_docstring(source.tree)]
    assert silent == []


def test_every_module_postpones_annotations() -> None:
    without = [
        source.path
        for source in sources()
        if len(source.tree.body) > 1 and FUTURE not in source.text
    ]
    assert without == []


def _public(source: Source) -> list[ast.AST]:
    """Public classes, functions and methods; Qt's virtuals need no words of ours."""
    virtuals = QT_VIRTUALS if source.path.startswith("msginspector/gui/") else set()
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [source.tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name[0] != "_":
                if isinstance(node, ast.ClassDef):
                    waiting.append(node)
                if isinstance(node, ast.ClassDef) or (
                    node.name == node.name.lower() and node.name not in virtuals
                ):
                    found.append(node)
    return found


def _is_overload_or_setter(node: ast.AST) -> bool:
    names = [ast.unparse(item) for item in getattr(node, "decorator_list", [])]
    return any(name.endswith((".setter", "overload", "override")) for name in names)


def test_every_public_name_says_what_it_does() -> None:
    silent = [
        f"{source.path}: {getattr(node, 'name', '?')}"
        for source in sources()
        for node in _public(source)
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
        and not ast.get_docstring(node)
        and not _is_overload_or_setter(node)
    ]
    assert silent == []


def test_no_function_calls_itself_over_file_data() -> None:
    """Depth comes from the file: readers walk with a list, not with the call stack."""
    recursive = [
        f"{source.path}: {function.name}"
        for folder in ("storage", "oxmsg", "structures", "session")
        for source in sources(f"msginspector/{folder}")
        for function in source.functions()
        if _calls_itself(function)
    ]
    assert [place for place in recursive if place not in BOUNDED] == []


def _calls_itself(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A plain call of its own name, or for a method, of itself through `self` or `cls`."""
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    first = function.args.args[0].arg if function.args.args else ""
    method = first in ("self", "cls")
    own = f"{first}.{function.name}" if method else function.name
    return any(ast.unparse(call) == own for call in calls)
