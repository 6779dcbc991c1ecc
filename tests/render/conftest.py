"""A browser for the tests that look at pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Tests are skipped without it, and fail without it where DISCOURSE_REQUIRE_BROWSER is set."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        return _without("playwright is not installed")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as play:
        try:
            # Sandboxes need privileges that build machines lack; the pages opened are our own.
            opened = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        except Error as error:
            return _without(f"Chromium does not start: {str(error).splitlines()[0]}")
        yield opened
        opened.close()


def faults_of_access(page: Page) -> list[str]:
    """What axe-core finds serious or worse in an open page; the page's context must bypass its own policy."""
    script = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)
    found = page.evaluate("axe.run()")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in {"serious", "critical"}]


def _without(reason: str) -> None:
    if os.environ.get("DISCOURSE_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)
