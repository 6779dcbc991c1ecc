"""Readers' privacy: stable pseudonyms for their names, keyed, so that only the key's holder can trace them back."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from discourse.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from discourse.records import Comment, Page

_SHORTEST = 3  # a name of one or two letters stands inside too many other words to be masked in running text
_KEY_BYTES = 32
_NOBODY = frozenset(
    [
        "anonymous",
        "anonym",
        "anonyme",
        "anônimo",
        "anónimo",
        "anonimo",
        "anoniem",
        "guest",
        "gast",
        "invité",
        "invitado",
        "ospite",
        "gość",
        "visitor",
        "unknown",
        "user",
        "noname",
        "nobody",
    ]
)


def pseudonym(name: str, key: bytes) -> str:
    """The pseudonym of a name: the same for the same name and key, whatever its case and spacing.

    It is a keyed hash (HMAC-SHA-256), because a plain hash of a short name is found by trying names.

    >>> pseudonym("Ann  Lee", b"k") == pseudonym("ann lee", b"k") != pseudonym("ann lee", b"other")
    True
    """
    folded = " ".join(name.split()).casefold()
    return "reader_" + hmac.digest(key, folded.encode("utf-8", "surrogatepass"), "sha256").hex()[:10]


def fingerprint(key: bytes) -> str:
    """What tells one key from another and gives nothing of it away: runs record it.

    >>> fingerprint(b"k") == fingerprint(b"k") != fingerprint(b"other")
    True
    """
    # With capitals no folded name is like it: it is no reader's pseudonym.
    return hmac.digest(key, b"KEY OF THE PSEUDONYMS", "sha256").hex()


def nobody(name: str) -> bool:
    """Whether a shown name is no name, but what a page shows for readers who gave none.

    >>> nobody("Anonymous"), nobody("Guest 4711"), nobody("Annie")
    (True, True, False)
    """
    return name.casefold().strip(" .-_#0123456789()[]") in _NOBODY


def load_key(path: Path) -> bytes:
    """The key in a file; a new one is made and kept there, readable by its owner only, where there is none.

    Raises `InputError` where the file holds no key, `OutputError` where a new one can't be kept.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     load_key(Path(folder) / "key") == load_key(Path(folder) / "key")
    True
    """
    try:
        key = path.read_bytes().strip()
    except FileNotFoundError:
        return _new_key(path)
    except OSError as error:
        raise InputError(error.strerror or str(error), where=str(path), remedy="name another --key") from None
    if len(key) < _KEY_BYTES:
        raise InputError("holds no key for pseudonyms", where=str(path), remedy="remove it, and a new one is made")
    return key


def _new_key(path: Path) -> bytes:
    key = secrets.token_hex(_KEY_BYTES).encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(key + b"\n")
    except FileExistsError:  # another process was quicker: two keys would make two readers of one
        return load_key(path)
    except OSError as error:
        what = f"can't keep a key for pseudonyms: {error.strerror}"
        raise OutputError(what, where=str(path), remedy="name a file with --key") from None
    return key


def hide_names(page: Page, key: bytes) -> Page:
    """The page with its readers' names replaced by pseudonyms, in author fields and where comments name one another.

    In a comment's text a name is replaced where it is credited for a quote, where it is the name of the reader who is
    answered, and after an "@". A name that stands in running text for any other reason is left as it is.

    >>> from discourse.records import Comment, Page
    >>> page = Page("a", "0", comments=(Comment("c1", "Ann", None, None, "Hi", "Hi"),
    ...                                 Comment("c2", None, None, None, "@Ann no", "@Ann no")))
    >>> hide_names(page, b"k").comments[1].text == f"@{pseudonym('Ann', b'k')} no"
    True
    """
    by_id = {comment.id: comment.author for comment in page.comments}
    everyone = {name.lstrip("@").casefold(): name for name in by_id.values() if name and not nobody(name)}
    # Nobody minds capitals in a call; anywhere else it takes them to tell "Will" from "will".
    calls = _any_of(filter(None, everyone), before="@", flags=re.IGNORECASE)

    def called(match: re.Match[str]) -> str:
        name = match.group()[1:]
        return "@" + pseudonym(everyone.get(name.casefold(), name), key)

    def uncalled(text: str) -> str:
        return calls.sub(called, text) if calls and "@" in text else text

    return replace(page, comments=tuple(_hide(comment, by_id, uncalled, key) for comment in page.comments))


def _hide(comment: Comment, by_id: dict[str, str | None], uncalled: Callable[[str], str], key: bytes) -> Comment:
    near = [quote.author for quote in comment.quotes] + [by_id.get(quote.of or "") for quote in comment.quotes]
    near.append(by_id.get(comment.reply_to or ""))
    named = _any_of(name for name in near if name and len(name) >= _SHORTEST)

    def masked(text: str) -> str:
        text = uncalled(text)
        return named.sub(lambda match: pseudonym(match.group(), key), text) if named else text

    # Spans of quotes would no longer fit the masked text, and the tables carry none.
    return replace(
        comment,
        author=pseudonym(comment.author, key) if comment.author and not nobody(comment.author) else None,
        text=masked(comment.text),
        own_text=masked(comment.own_text),
        quotes=(),
    )


def _any_of(names: Iterable[str], before: str = r"(?<!\w)", flags: int = 0) -> re.Pattern[str] | None:
    longest_first = sorted(set(names), key=lambda name: (-len(name), name))
    if not longest_first:
        return None
    return re.compile(before + "(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", flags)
