"""Hostile inputs, each beside a good page through the real command: its lines, exit code, time and memory.

    python -m benchmarks.hostile [NAME...]

Held against what is demanded: exit code 3 where something is set aside, one line for each hostile input, the good page
done and written, at most 1.5 GB and 60 seconds of processor time. Exit code 0 is demanded of what is odd and can be
read all the same.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import resource
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from pyarrow import parquet

from benchmarks.corpus import ROOT

TINY = ROOT / "tests" / "data" / "tiny"
GOOD = "The ferry\n\nIt was late again, and nobody at the gate could say why.\n\n1 Comment\n\nAnn says:\n\nAt last.\n"
RSS = b"<rss xmlns:wp='http://wordpress.org/export/1.2/'>"
MOST_SECONDS, MOST_MEMORY = 60, 1.5e9
Make = Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """A hostile input: what writes it into a folder, the exit code that is due, and how many lines it may cost."""

    make: Make
    code: int = 3
    lines: int = 1


@dataclass(frozen=True)
class Ran:
    """How a run over it went."""

    code: int
    lines: list[str]
    seconds: float
    memory: int
    good: bool

    def as_due(self, case: Case) -> bool:
        """Whether all is so as demanded."""
        bounded = self.seconds <= MOST_SECONDS and self.memory <= MOST_MEMORY
        return bounded and self.good and self.code == case.code and len(self.lines) == case.lines


def file(name: str, data: bytes | Callable[[], bytes]) -> Make:
    """A file with these bytes."""
    return lambda folder: (folder / name).write_bytes(data if isinstance(data, bytes) else data())


def tar_of(members: dict[str, bytes]) -> bytes:
    """A tar of files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, data in members.items():
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return packed.getvalue()


def zip_of(members: dict[str, bytes]) -> bytes:
    """A zip of files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def zip_on_one_body(members: int) -> bytes:
    """A zip of which every member is the same packed bytes, so that it is far larger unpacked than any ratio."""
    packer = zlib.compressobj(9, wbits=-15)
    body = b"word " * 2_000_000
    packed = packer.compress(body) + packer.flush()
    crc, sizes = zlib.crc32(body), (len(packed), len(body))
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, crc, *sizes, 1, 0) + b"a" + packed
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, *sizes, 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, members, members, len(entry) * members, len(local), 0)
    return local + entry * members + end


def sparse_tar() -> bytes:
    """A tar whose one member claims 8 TB, of which nothing is there."""
    header = tarfile.TarInfo("huge.html")
    header.size = 2**43
    return header.tobuf(tarfile.GNU_FORMAT) + bytes(2048)


def nested(levels: int) -> bytes:
    """A zip in a zip in a zip."""
    data = GOOD.encode()
    for level in range(levels):
        data = zip_of({f"{level}.zip" if level else "page.txt": data})
    return data


def long_zip() -> bytes:
    """A zip of a hundred thousand empty members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}.html", b"")
    return packed.getvalue()


def one_tag() -> bytes:
    """A page of one tag with millions of attributes."""
    return b"<p " + b" ".join(b"a%d=1" % n for n in range(5_500_000)) + b">Late."


def links(folder: Path) -> None:
    """A link to a file elsewhere, to a folder elsewhere, to a device, to nothing, and one to itself."""
    (folder.parent / "secret.txt").write_text("Outside.", encoding="utf-8")
    for name, target in {
        "file.txt": folder.parent / "secret.txt",
        "folder": Path("/etc"),
        "zero.txt": Path("/dev/zero"),
        "nothing.txt": folder.parent / "nothing",
    }.items():
        (folder / name).symlink_to(target)
    (folder / "ring.txt").symlink_to("ring.txt")


def names(folder: Path) -> None:
    """Pages with names that mean something to terminals, tables and file systems."""
    odd = [b"=cmd()|calc.txt", b"two\nlines.txt", b"\x1b[31mred.txt", b"..hidden..txt", b"not\xff8.txt", b"-rf.txt"]
    odd += ["\u202egpj.txt".encode(), b"n" * 250 + b".txt", b"a;b'c\"d.txt", b"*.txt"]
    for number, name in enumerate(odd):
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text(GOOD.replace("Ann", f"Ann{number}"), "utf-8")


CASES: dict[str, Case] = {
    "gzip bomb": Case(file("bomb.txt.gz", lambda: gzip.compress(b"0" * 300_000_000))),
    "gzip without end (8 GB unpacked)": Case(
        file("long.txt.gz", lambda: gzip.compress(os.urandom(500_000).hex().encode()) * 400)
    ),
    "tar bomb": Case(
        file("bombs.tar.gz", lambda: tar_of({f"{n}.html": bytes(50_000_000) for n in range(10)})), lines=2
    ),
    "tar that claims 8 TB": Case(file("huge.tar", sparse_tar)),
    "zip bomb": Case(file("bomb.zip", lambda: zip_of({"a.html": b"x" * 300_000_000}))),
    "zip of 60,000 members on one body": Case(file("one.zip", lambda: zip_on_one_body(60_000)), lines=56),
    "zips in zips": Case(file("nested.zip", lambda: nested(9))),
    "zip of 100,000 empty members": Case(file("many.zip", long_zip), lines=100_000),
    "WARC cut off": Case(
        file("torn.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 900\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>To")
    ),
    "WARC record of 9 exabytes": Case(
        file("huge.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9000000000000000000\r\n\r\n<p>")
    ),
    "page of 200 MB": Case(file("large.html", lambda: b"<p>words</p>" * 17_000_000)),
    "page of 60 MB, text": Case(file("large.txt", lambda: b"The ferry was late. " * 3_000_000), code=0, lines=0),
    "page of 60 MB, nothing but tags": Case(file("tags.html", lambda: b"<a>" * 20_000_000)),
    "page of 60 MB, list items": Case(file("items.html", lambda: b"<li>x" * 12_000_000)),
    "page of 60 MB, paragraphs with attributes": Case(
        file("attributes.html", lambda: b"<p a=1 b=2 c=3 d=4 e=5 f=6 g>" * 2_000_000)
    ),
    "page of 60 MB, one tag": Case(file("tag.html", one_tag)),
    "line of 60 MB": Case(file("line.txt", lambda: b"x" * 60_000_000), code=0, lines=0),
    "table of a million columns": Case(
        file("wide.csv", lambda: b"text," + b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n" + b"1," * 10**6)
    ),
    "JSON lines with a million fields": Case(
        file("wide.jsonl", lambda: b'{"text": "a", ' + b", ".join(b'"c%d": 1' % n for n in range(10**6)) + b"}\n")
    ),
    "CSV with a quote left open, 72 MB": Case(file("open.csv", lambda: b'text,id\n"' + b"word, " * 12_000_000)),
    "names": Case(names, code=0, lines=0),
    "member names that leave": Case(
        file("out.tar.gz", lambda: tar_of({"../../outside.txt": b"Up.", "/etc/outside.txt": b"Up."})), lines=2
    ),
    "links that leave": Case(links, lines=5),
    "a pipe without a writer": Case(lambda folder: os.mkfifo(folder / "pipe.txt")),
    "no UTF-8": Case(file("odd.txt", b"caf\xe9 \xff\xfe \xed\xa0\x80 said nobody at the gate. " * 50), code=0, lines=0),
    "surrogates in JSON": Case(
        file("odd.jsonl", b'{"text": "a \\ud800 b \\udc00", "id": 1, "author": "\\ud83d"}\n' * 2), code=0, lines=0
    ),
    "control and bidirectional marks": Case(
        file("marks.txt", GOOD.replace("At last.", "\u202eAt\x00 \x1b[31mlast\u2066.\x9b5n").encode()), code=0, lines=0
    ),
    "HTML 900,000 deep": Case(
        file("deep.html", lambda: b"<div>" * 900_000 + b"deep" + b"</div>" * 900_000), code=0, lines=0
    ),
    "quotes a hundred thousand deep": Case(
        file("quotes.html", lambda: b"<blockquote>" * 100_000 + b"deep" + b"</blockquote>" * 100_000), code=0, lines=0
    ),
    "JSON a million deep": Case(file("deep.json", lambda: b"[" * 1_000_000 + b"]" * 1_000_000), code=0, lines=0),
    "XML a million deep": Case(file("deep.xml", lambda: RSS + b"<a>" * 1_000_000)),
    "entity bomb": Case(
        file(
            "bomb.xml",
            b"<!DOCTYPE rss [<!ENTITY a0 'ha'>"
            + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 20))
            + b"]>%s<channel><title>&a19;</title>" % RSS,
        )
    ),
    "external entity": Case(
        file("outer.xml", b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + RSS + b"<channel>&a;</channel>")
    ),
    "an empty file": Case(file("void.txt", b"")),
    "random bytes": Case(file("noise.html", lambda: os.urandom(5_000_000))),
}


def analyze(pages: Path, out: Path) -> Ran:
    """Run the command over a folder, and watch it."""
    options = ["-o", str(out), "--model", str(TINY), "--jobs", "1"]
    command = [sys.executable, "-m", "discourse", "analyze", str(pages), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as said:
        run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        status, used = _wait(run)
        said.seek(0)
        told = said.read().decode("utf-8", "replace").splitlines()
        lines = list(takewhile(lambda line: not line.startswith("report:"), told))  # behind it stand only hints
    articles = out / "articles.parquet"
    sources = parquet.read_table(articles, columns=["source"])["source"].to_pylist() if articles.exists() else []
    good = any(str(source).endswith("good.txt") for source in sources)
    return Ran(os.waitstatus_to_exitcode(status), lines, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, good)


def _wait(run: subprocess.Popen[bytes]) -> tuple[int, resource.struct_rusage]:
    """How a run ended and what it used; it is killed where it takes ten times what it may."""
    until = time.monotonic() + 10 * MOST_SECONDS
    while not (ended := os.wait4(run.pid, os.WNOHANG))[0]:
        if time.monotonic() > until:
            run.kill()
        time.sleep(0.05)
    return ended[1], ended[2]


def main() -> None:
    """Run over each case, or those named, and print a row for it."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("names", nargs="*")
    told = ask.parse_args()
    print("| input | exit code | lines | s | MB | what is said, last | |\n|---|---|---|---|---|---|---|")
    failed = 0
    for name, case in CASES.items():
        if told.names and name not in told.names:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            pages = Path(scratch) / "pages"
            pages.mkdir()
            (pages / "good.txt").write_text(GOOD, encoding="utf-8")
            case.make(pages)
            ran = analyze(pages, Path(scratch) / "out")
        said = ran.lines[-1].partition("pages/")[2][:150] if ran.lines else ""
        due = ran.as_due(case)
        failed += not due
        figures = f"{ran.code} | {len(ran.lines)} | {ran.seconds:.1f} | {ran.memory / 1e6:.0f}"
        print(f"| {name} | {figures} | {said} | {'' if due else 'NOT AS DUE'} |", flush=True)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
