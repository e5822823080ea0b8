"""Finding every action that the code writes into the audit log, by reading the code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from running.commands import REPOSITORY

WRITERS = {"record_audit", "note_deed", "tell_of_page"}


@dataclass(slots=True)
class Found:
    """Actions by name, and the calls whose action could not be read (`file:line`)."""

    actions: set[str] = field(default_factory=set)
    unreadable: list[str] = field(default_factory=list)


def audited_actions() -> Found:
    found = Found()
    for path in sorted((REPOSITORY / "src/kliqs").rglob("*.py")):
        text = path.read_text()
        if any(writer in text for writer in WRITERS):
            _read(path, ast.parse(text), found)
    return found


def _read(path: Path, tree: ast.Module, found: Found) -> None:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    writers = dict.fromkeys(WRITERS, 0)
    for _ in functions:  # a function that passes its own parameter on to a writer is one too
        writers |= {function.name: at for function in functions for at in _passed_on(function, writers)}
    for function in functions:
        for call, action in _calls(function, writers):
            names = _names(action, function)
            found.actions |= names
            if not names and not _is_parameter(action, function):
                found.unreadable.append(f"{path.relative_to(REPOSITORY)}:{call.lineno}")


def _passed_on(function: ast.AST, writers: dict[str, int]) -> Iterator[int]:
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    if function.name in WRITERS:
        return
    for _, action in _calls(function, writers):
        if isinstance(action, ast.Name) and _is_parameter(action, function):
            yield [argument.arg for argument in function.args.args].index(action.id)


def _calls(function: ast.AST, writers: dict[str, int]) -> Iterator[tuple[ast.Call, ast.expr]]:
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in writers:
            at = writers[call.func.id]
            if len(call.args) > at:
                yield call, call.args[at]


def _is_parameter(action: ast.expr, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return isinstance(action, ast.Name) and action.id in [argument.arg for argument in function.args.args]


def _names(action: ast.expr, function: ast.AST) -> set[str]:
    """The texts that the expression can be; of a variable, what is assigned to it in the function."""
    if isinstance(action, ast.Name):
        assigned = [
            node.value for node in ast.walk(function) if isinstance(node, ast.Assign) and _assigns(node, action.id)
        ]
        return {name for value in assigned for name in _texts(value)}
    return _texts(action)


def _assigns(node: ast.Assign, name: str) -> bool:
    return any(isinstance(to, ast.Name) and to.id == name for to in node.targets)


def _texts(value: ast.AST) -> set[str]:
    return {
        node.value
        for node in ast.walk(value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value
    }
