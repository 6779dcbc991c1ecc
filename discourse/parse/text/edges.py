"""Buttons and labels at both ends of comments' texts: by what they say, and by standing there in most comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from discourse.parse.text.cues import is_button, is_count, is_role
from discourse.parse.text.lines import Lines
from discourse.parse.text.marks import Mark
from discourse.parse.text.regions import Region
from discourse.parse.text.vocabulary import PICTURE

_MOST_ROUNDS = 9
"""Buttons and labels that one end may carry."""


def without_edges(page: Lines, region: Region) -> Region:
    """The region with buttons and labels taken off both ends of every text."""
    texts = region.texts
    framed: set[int] = set()
    shared = _shared_buttons(page, texts)
    for _ in range(_MOST_ROUNDS):
        heads = _common(page, [first for first, stop in texts if first < stop], len(texts))
        heads |= _told_of_persons(page, texts)
        tails = _common(page, [stop - 1 for first, stop in texts if first < stop - 1], len(texts))
        following = [*(m.author for m in region.marks[1:]), None]
        trimmed = tuple(
            text if _is_own_word(page, text, shared) else _trim(page, text, m, heads, tails, after)
            for text, m, after in zip(texts, region.marks, following, strict=True)
        )
        framed.update(i for i, (old, new) in enumerate(zip(texts, trimmed, strict=True)) if new[1] < old[1])
        if trimmed == texts:
            break
        texts = trimmed
    return replace(region, texts=texts, framed=len(framed))


def _shared_buttons(page: Lines, texts: Sequence[tuple[int, int]]) -> set[str]:
    """The shapes of the buttons that two comments or more carry."""
    carried: Counter[str] = Counter()
    for first, stop in texts:
        ends = {*range(first, min(stop, first + _MOST_ROUNDS)), *range(max(first, stop - _MOST_ROUNDS), stop)}
        carried.update({page.shape(index) for index in ends if is_button(page, index)})
    return {shape for shape, count in carried.items() if count > 1}


def _is_own_word(page: Lines, text: tuple[int, int], shared: set[str]) -> bool:
    """Whether all that is left is a button that no other comment carries: then it was said, as "Respect" is."""
    first, stop = text
    return stop - first == 1 and is_button(page, first) and not page.is_clock(first) and page.shape(first) not in shared


def _trim(
    page: Lines, text: tuple[int, int], mark: Mark, heads: set[str], tails: set[str], after: str | None
) -> tuple[int, int]:
    """The text less one button or label at either end. Labels go only where something is left."""
    first, stop = text
    if mark.text_at is None and first < stop:
        labelled = stop - first > 1 and (_repeats(page, first, heads, mark) or is_role(page, first))
        first += is_button(page, first) or labelled
    if first < stop:
        last = stop - 1
        labelled = first < last and (
            page.shape(last) in tails or is_count(page, last) or _is_monogram(page, last, after)
        )
        stop -= is_button(page, last) or labelled
    return first, stop


_PICTURE = re.compile(rf"\W{{0,20}}(?:\w{{1,30}} )?{PICTURE}\b(?: \w{{1,30}}){{0,3}}\W{{0,20}}")


def _is_monogram(page: Lines, index: int, author: str | None) -> bool:
    """Whether the line stands for a picture: the name that follows, or its first letters."""
    text = page[index].text.casefold()
    if author is not None and text.endswith(author.casefold()):
        before = text[: len(text) - len(author)]
        return not before or _PICTURE.fullmatch(before) is not None
    words = author.casefold().lstrip("@").split() if author else []
    return len(text) <= 2 and bool(words) and text in (words[0][:1], words[0][:2], words[0][0] + words[-1][0])


def _repeats(page: Lines, index: int, firsts: set[str], mark: Mark) -> bool:
    """Whether the line at a text's head is a label, or the author's name shown again."""
    return page.shape(index) in firsts or page[index].text == mark.author


def _told_of_persons(page: Lines, texts: Sequence[tuple[int, int]]) -> set[str]:
    """The shapes of first lines that say what commenters do and where, on a page that says so of most of them."""
    heads = [first for first, stop in texts if stop - first > 1]
    told = [i for i in heads if is_role(page, i) or _PERSON.fullmatch(page[i].text)]
    return {page.shape(i) for i in told} if len(told) >= 3 and len(told) * 2 >= len(texts) else set()


_PERSON = re.compile(
    r"[A-ZÀ-Ý][\w.'’ -]{1,30}(?:, | (?:at|bei|chez|en|em|presso|bij|w) )[A-ZÀ-Ý][\w.'’& -]{1,40}(?<=[\w)])"
)
"""Where somebody lives, or what he is and where: "Broken Arrow, Oklahoma", "Baker at Mill Lane"."""


def _common(page: Lines, indexes: Sequence[int], total: int) -> set[str]:
    """The shapes of the lines that stand at this edge of half the comments or more.

    A sentence is a label where only its number differs, or where nearly all comments have it.
    """
    counts: dict[str, int] = {}
    for index in indexes:
        key = page.shape(index)
        if key:
            counts[key] = counts.get(key, 0) + 1
    return {
        key
        for key, count in counts.items()
        if (count >= 3 and count * 2 >= total) and (key[-1] not in ".!?…" or "0" in key or count > max(3, 0.8 * total))
    }
