"""The coding page is there for whoever has its address, on this machine, and for nobody else."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from discourse.coding_server import Coding, Server
from discourse.errors import InputError, OutputError
from discourse.read.codes import read_codes
from tests import invented, studies

Asked = Callable[..., tuple[int, str, http.client.HTTPMessage]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(Coding.of_folder(studies.sampled(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def asked(server: Server) -> Asked:
    """Ask the server below its token: status, text and headers of the answer."""

    def ask(
        name: str = "", body: object = None, *, method: str = "", token: str | None = None, **headers: str
    ) -> tuple[int, str, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        kind = {} if data is None else {"Content-Type": "application/json"}
        path = f"/{server.token if token is None else token}/{name}"
        sent = kind | {key.replace("_", "-"): value for key, value in headers.items()}
        connection.request(method or ("GET" if data is None else "POST"), path, data, sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text, answer.headers

    return ask


def test_the_page_and_its_parts_are_there_and_nothing_else(asked: Asked) -> None:
    for name, kind in {"": "html", "page.js": "javascript", "page.css": "css", "icon.svg": "svg"}.items():
        status, _, headers = asked(name)
        assert (status, kind in headers["Content-Type"]) == (200, True)
    for name in ("page.py", "../page.py", "..%2fpage.py", "assets/page.js", "api", "api/", "\\", "design.json"):
        assert asked(name)[0] == 404, name


def test_without_the_token_there_is_nothing(server: Server, asked: Asked) -> None:
    wrong = ["", "x", server.token[:-1], server.token + "x", server.token.swapcase(), "..", "%00", "token"]
    for token in wrong:
        for name, body in (("", None), ("page.js", None), ("api/study", None), ("api/coder", {"coder": "eve"})):
            status, text, headers = asked(name, body, token=token)
            assert status == 403
            assert "coder" not in text
            assert headers["Connection"] == "close"
    assert not list(server.coding.folder.glob("codes-*"))
    assert len(server.token) >= 32


def test_a_foreign_name_for_this_machine_is_refused(server: Server, asked: Asked) -> None:
    port = server.server_port
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", ""):
        assert asked("api/study", Host=host)[0] == 403
    assert asked("api/study", Host=f"localhost:{port}")[0] == 200


def test_another_site_can_neither_read_nor_write(server: Server, asked: Asked) -> None:
    choice = {"coder": "eve", "item": 1, "values": {"toll": "favor"}}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"},
                    {"Sec_Fetch_Site": "same-site"}):  # fmt: skip
        assert asked("api/code", choice, **headers)[0] == 403
        assert asked("api/study", **headers)[0] == 403
    # A form on another site can post, but not as JSON without asking first; and asking first is not answered.
    assert asked("api/code", choice, Content_Type="text/plain")[0] == 400
    assert asked("api/code", method="OPTIONS")[0] == 501
    assert not list(server.coding.folder.glob("codes-*"))


def test_every_answer_forbids_caching_framing_and_anything_from_elsewhere(asked: Asked) -> None:
    answers = [asked(), asked("api/study"), asked("nothing"), asked(token="wrong"), asked("api/coder", {})]
    answers.append(asked(method="DELETE"))
    for _, _, headers in answers:
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "Python" not in headers["Server"]
        assert headers["Access-Control-Allow-Origin"] is None


def test_choices_are_saved_in_a_file_for_each_coder(server: Server, asked: Asked) -> None:
    first = server.coding.study.items[0]
    assert json.loads(asked("api/coder", {"coder": " Ann "})[1]) == {
        "coder": "ann", "file": "codes-ann.jsonl", "codes": {}
    }  # fmt: skip
    for coder, value in (("Ann", "favor"), ("Bo", "none"), ("ANN", "against")):
        status, text, _ = asked("api/code", {"coder": coder, "item": 1, "values": {"toll": value}})
        assert (status, json.loads(text)) == (200, {"item": 1, "values": {"toll": value}})
    files = sorted(server.coding.folder.glob("codes-*"))
    codes = read_codes(files, invented.codebook(), [(first["page_id"], first["comment_id"])])
    assert codes[["coder", "value"]].to_numpy().tolist() == [["ann", "against"], ["bo", "none"]]
    assert json.loads(asked("api/undo", {"coder": "ann"})[1]) == {"item": 1, "values": {"toll": "favor"}}
    assert json.loads(asked("api/undo", {"coder": "cy"})[1])["item"] is None


WRONG: list[tuple[str, Any]] = [
    ("api/coder", {}),
    ("api/coder", {"coder": ""}),
    ("api/coder", {"coder": "a\u0000b"}),
    ("api/coder", {"coder": 3}),
    ("api/coder", [1]),
    ("api/coder", b"{"),
    ("api/coder", b"[" * 50_000),
    ("api/coder", b'{"coder": "' + b"x" * 70_000 + b'"}'),
    ("api/code", {"coder": "ann", "item": 99, "values": {"toll": "favor"}}),
    ("api/code", {"coder": "ann", "item": "1", "values": {"toll": "favor"}}),
    ("api/code", {"coder": "ann", "item": 1, "values": {}}),
    ("api/code", {"coder": "ann", "item": 1, "values": {"toll": "maybe"}}),
    ("api/code", {"coder": "ann", "item": 1, "values": {"toll": ["favor"]}}),
    ("api/code", {"coder": "ann", "item": 1, "values": {"bridge": "favor"}}),
    ("api/undo", {}),
    ("api/nothing", {"coder": "ann"}),
]


@pytest.mark.parametrize(("name", "body"), WRONG)
def test_what_the_page_would_not_ask_is_refused_and_the_server_goes_on(
    server: Server, asked: Asked, name: str, body: object
) -> None:
    status, text, _ = asked(name, body)
    assert status == 400
    assert json.loads(text)["error"]
    assert not list(server.coding.folder.glob("codes-*"))
    assert asked("api/study")[0] == 200


def test_what_cannot_be_saved_is_said(server: Server, asked: Asked) -> None:
    (server.coding.folder / "codes-ann.jsonl").mkdir()
    status, text, _ = asked("api/code", {"coder": "ann", "item": 1, "values": {"toll": "favor"}})
    assert status in {400, 507}
    assert "codes-ann.jsonl" in json.loads(text)["error"]


def test_many_at_once_lose_nothing(server: Server, asked: Asked) -> None:
    def code(coder: str) -> None:
        for item in range(1, 13):
            assert asked("api/code", {"coder": coder, "item": item, "values": {"toll": "favor"}})[0] == 200

    threads = [threading.Thread(target=code, args=(name,)) for name in ("ann", "bo", "cy", "ann", "bo", "cy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = read_codes(sorted(server.coding.folder.glob("codes-*")), invented.codebook())
    assert codes.groupby("coder").size().tolist() == [12, 12, 12]


def test_codes_of_another_study_are_found_before_anything_is_served(tmp_path: Path) -> None:
    folder = studies.sampled(tmp_path)
    line = {"schema": "discourse.code/1", "page_id": "p0", "comment_id": "c999", "coder": "ann"}
    (folder / "codes-ann.jsonl").write_text(json.dumps(line | {"variable": "toll", "value": "favor"}) + "\n")
    with pytest.raises(InputError, match=r"codes-ann\.jsonl, line 1: no comment 'c999'"):
        Coding.of_folder(folder)


def test_a_port_that_is_taken_is_said(server: Server) -> None:
    with pytest.raises(OutputError, match="cannot be served"):
        Server(server.coding, server.server_port)


def test_bytes_that_are_no_request_are_refused_and_the_server_goes_on(server: Server, asked: Asked) -> None:
    for data in (b"\x16\x03\x01\x02\x00 TLS\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"G" * 70_000 + b"\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as connection:
            connection.sendall(data)
            answer = connection.recv(65536)
        assert b"coder" not in answer
    assert asked()[0] == 200


def test_it_listens_on_this_machine_only(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
