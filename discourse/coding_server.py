"""The coding page, served on this machine only.

Whoever asks must know the random token in the address, must ask for this machine by name or number (so that no foreign
name can be bound to it), and may not ask from another site's page. Nothing is cached, nothing comes from elsewhere.
"""

from __future__ import annotations

import hmac
import json
import secrets
import sys
import threading
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from discourse.codebook import variables
from discourse.errors import InputError, OutputError, UsageError
from discourse.journal import Journal, Key, journal_path
from discourse.read.codes import coder_name, read_codes
from discourse.read.study import Study, read_study
from discourse.render.coding.page import asset, page_data

_MOST_BYTES = 64 * 1024  # of a request's body; a choice takes two hundred
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Coding:
    """What the server knows: a study, and the journals of its coders."""

    def __init__(self, study: Study, folder: Path) -> None:
        self.study, self.folder = study, folder
        self._keys: dict[int, Key] = {each["item"]: (each["page_id"], each["comment_id"]) for each in study.items}
        self._items = {key: item for item, key in self._keys.items()}
        self._variables = variables(study.design.book)
        self._journals: dict[str, Journal] = {}
        self._lock = threading.Lock()

    @classmethod
    def of_folder(cls, folder: Path) -> Coding:
        """The study in a folder `OUT/coding`, with what its coders have coded so far.

        Raises `InputError` where there is no sample, or a file of codes is damaged or of another study.
        """
        found = cls(read_study(folder), folder)
        for path in sorted(folder.glob("codes-*.jsonl")):
            codes = read_codes([path], found.study.design.book, found._items)
            for name in codes["coder"].unique():
                found._journal(str(name))
        return found

    def data(self) -> dict[str, Any]:
        """What the page shows, and who has coded how many comments."""
        with self._lock:
            coders = {name: self._done(journal) for name, journal in self._journals.items()}
        return page_data(self.study.items, self.study.articles, self.study.design.book, coders)

    def begin(self, coder: str) -> dict[str, Any]:
        """A coder's codes so far, by item. Raises `InputError` for a name that is none."""
        with self._lock:
            journal = self._journal(coder)
            codes = {str(self._items[key]): values for key, values in journal.codes.items() if key in self._items}
        return {"coder": journal.coder, "file": journal.path.name, "codes": codes}

    def choose(self, coder: str, item: int, values: dict[str, str | None]) -> dict[str, Any]:
        """Save a coder's values for an item. Raises `UsageError` for unknown ones, `OutputError` if not saved."""
        key = self._keys.get(item)
        if key is None or not values:
            raise UsageError("no such comment in this sample", remedy="load the page again")
        for variable, value in values.items():
            if value is not None and value not in self._variables.get(variable, ()):
                raise UsageError("no such value in this codebook", remedy="load the page again")
        with self._lock:
            journal = self._journal(coder)
            journal.choose(key, values, _now())
            return {"item": item, "values": journal.codes[key]}

    def undo(self, coder: str) -> dict[str, Any]:
        """Take a coder's last step back: the item it was about and its values now; item None where there is none."""
        with self._lock:
            journal = self._journal(coder)
            key = journal.undo(_now())
            if key is None:
                return {"item": None, "values": {}}
            return {"item": self._items.get(key), "values": journal.codes[key]}

    def _journal(self, coder: str) -> Journal:
        name = coder_name(coder)
        if name not in self._journals:
            journal = Journal(journal_path(self.folder, name), name)
            journal.load()
            self._journals[name] = journal
        return self._journals[name]

    def _done(self, journal: Journal) -> int:
        return sum(len(values) == len(self._variables) for values in journal.codes.values())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Server(ThreadingHTTPServer):
    """Serves one study on 127.0.0.1, at an address with a random token."""

    daemon_threads = True

    def __init__(self, coding: Coding, port: int = 0) -> None:
        """Bind to a port, 0 for any that is free. Raises `OutputError` where it can't be had."""
        self.coding, self.token = coding, secrets.token_urlsafe(24)
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except (OSError, OverflowError) as error:
            what = f"cannot be served: {getattr(error, 'strerror', None) or error}"
            raise OutputError(what, where=f"port {port}", remedy="leave out --port, or name another") from None
        self.hosts = {f"127.0.0.1:{self.server_port}", f"localhost:{self.server_port}"}

    @property
    def address(self) -> str:
        """Where to open the page."""
        return f"http://127.0.0.1:{self.server_port}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of whatever goes wrong, but that a browser goes away in the middle of an answer is no news."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        """The page, its parts, and the study as JSON."""
        name = self._admitted()
        if name is None:
            return
        if name == "api/study":
            self._answer(self.server.coding.data())
        elif (found := asset(name)) is not None:
            self._send(HTTPStatus.OK, *found)
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")

    def do_POST(self) -> None:
        """What a coder does: begin, choose, undo."""
        name = self._admitted()
        if name is None:
            return
        asked = self._body()
        if asked is None:
            self._refuse(HTTPStatus.BAD_REQUEST, "Not a request of this page.")
            return
        coding = self.server.coding
        try:
            match name, asked:
                case "api/coder", {"coder": str(coder)}:
                    self._answer(coding.begin(coder))
                case "api/code", {"coder": str(coder), "item": int(item), "values": dict(values)}:
                    self._answer(coding.choose(coder, item, values))
                case "api/undo", {"coder": str(coder)}:
                    self._answer(coding.undo(coder))
                case _:
                    self._refuse(HTTPStatus.BAD_REQUEST, "Not a request of this page.")
        except OutputError as error:
            self._refuse(HTTPStatus.INSUFFICIENT_STORAGE, str(error))
        except (InputError, UsageError) as error:
            self._refuse(HTTPStatus.BAD_REQUEST, str(error))

    def _admitted(self) -> str | None:
        """What is asked for, below the token; None where it has been refused."""
        token, _, name = self.path.partition("?")[0].removeprefix("/").partition("/")
        asked_here = self.headers.get("Host", "") in self.server.hosts
        known = hmac.compare_digest(token.encode("utf-8", "replace"), self.server.token.encode())
        origin = self.headers.get("Origin")
        foreign = origin is not None and origin.removeprefix("http://") not in self.server.hosts
        foreign |= name.startswith("api/") and self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
        if asked_here and known and not foreign:
            return name
        self._refuse(HTTPStatus.FORBIDDEN, "This address is not valid. Open the one that 'discourse code' shows.")
        return None

    def _body(self) -> dict[str, Any] | None:
        length = self.headers.get("Content-Length", "")
        if self.headers.get_content_type() != "application/json" or not length.isdecimal() or int(length) > _MOST_BYTES:
            return None
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            return None
        return asked if isinstance(asked, dict) else None

    def _answer(self, data: dict[str, Any]) -> None:
        self._send(HTTPStatus.OK, "application/json", json.dumps(data, ensure_ascii=True).encode())

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        # The body may not have been read: the connection is of no more use.
        self.close_connection = True
        if getattr(self, "command", None) == "POST" and status is not HTTPStatus.FORBIDDEN:
            self._send(status, "application/json", json.dumps({"error": why}).encode())
        else:
            self._send(status, "text/plain", why.encode())

    def _send(self, status: HTTPStatus, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What is no request of a browser's is refused like the rest."""
        self._refuse(HTTPStatus(code), message or "Not a request of this page.")

    def version_string(self) -> str:
        """Says nothing of what serves the page."""
        return "discourse"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Keeps no log: addresses hold the token."""
