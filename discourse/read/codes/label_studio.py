"""Hand codes from the exports of Label Studio, JSON and JSON-MIN."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from discourse.errors import InputError
from discourse.read.codes.row import Row


def of_label_studio(text: str, path: Path) -> Iterator[Row]:
    """The annotations of an export, one row each; those that were skipped are left out.

    Raises `InputError`, naming the task, where it is none or one variable has several values.

    >>> task = {"page_id": "0f", "comment_id": "c1", "annotator": 3, "iran": "against"}
    >>> [row.coder for row in of_label_studio(json.dumps([task]), Path("export.json"))]
    ['annotator 3']
    """
    try:
        tasks = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", where=str(path), remedy="export it from Label Studio again") from None
    for number, task in enumerate(tasks, start=1):
        where = f"{path}, task {number}"
        if not isinstance(task, dict):
            raise InputError("not a task of Label Studio", where=where, remedy="export as JSON or JSON-MIN")
        yield from _of_task(task, where) if "annotations" in task else [_of_min_task(task, where)]


def _of_task(task: dict[str, Any], where: str) -> Iterator[Row]:
    """A task of Label Studio's JSON export, a row an annotation: https://labelstud.io/guide/task_format"""
    data, annotations = task.get("data"), task["annotations"]
    if not isinstance(data, dict) or not isinstance(annotations, list):
        raise InputError("a task without data or annotations", where=where, remedy="export as JSON or JSON-MIN")
    for number, each in enumerate(annotations, start=1):
        if not isinstance(each, dict) or each.get("was_cancelled"):
            continue
        here = f"{where}, annotation {number}"
        result = each.get("result")
        chosen = [item for item in result if isinstance(item, dict)] if isinstance(result, list) else []
        values = {str(item.get("from_name")): _choice(item.get("value"), here) for item in chosen}
        coder = _annotator(each.get("completed_by"))
        at = each.get("updated_at") or each.get("created_at")
        yield Row(here, data.get("page_id"), data.get("comment_id"), coder, values, at if isinstance(at, str) else None)


def _of_min_task(task: dict[str, Any], where: str) -> Row:
    """A task of the JSON-MIN export: one flat object an annotation."""
    values = {name: _choice(value, where) for name, value in task.items()}
    at = task.get("updated_at")
    coder = _annotator(task.get("annotator"))
    return Row(where, task.get("page_id"), task.get("comment_id"), coder, values, at if isinstance(at, str) else None)


def _choice(value: object, where: str) -> object:
    """What was chosen: `{"choices": ["favor"]}`, or the bare value."""
    if not isinstance(value, dict):
        return value
    choices = value.get("choices")
    if isinstance(choices, list) and len(choices) > 1:
        raise InputError("several values for one variable", where=where, remedy="one value a variable")
    return choices[0] if isinstance(choices, list) and choices else None


def _annotator(who: object) -> object:
    """Label Studio names an annotator by number, or by an object with number and e-mail address."""
    if isinstance(who, dict):
        return who.get("email") or who.get("id")
    return f"annotator {who}" if isinstance(who, int) else who
