"""One family of errors. Each says what is wrong, where, and what to do about it, in one line."""

from __future__ import annotations

from typing import ClassVar


class DiscourseError(Exception):
    """What went wrong, where it went wrong and what mends it.

    >>> str(InputError("no such file", where="a.html", remedy="check the path"))
    'a.html: no such file (check the path)'
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(what)

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        if self.remedy:
            line += f" ({self.remedy})"
        return line.replace("\n", " ")

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments are lost by the default pickling, and worker processes pickle what they raise.
        return (_rebuild, (type(self), self.what, self.where, self.remedy))


def _rebuild(kind: type[DiscourseError], what: str, where: str, remedy: str) -> DiscourseError:
    return kind(what, where=where, remedy=remedy)


class UsageError(DiscourseError):
    """The command or call itself is wrong: an unknown format, options that exclude each other."""

    exit_code = 2


class InputError(DiscourseError):
    """An input could not be read. The other inputs are still done."""

    exit_code = 3


class CodebookError(DiscourseError):
    """The codebook breaks a rule; `where` names its file and line."""

    exit_code = 2


class LayoutError(DiscourseError):
    """A layout file breaks a rule; `where` names its file and line."""

    exit_code = 2


class ModelError(DiscourseError):
    """A model file is missing, damaged or not the one that was declared."""


class OutputError(DiscourseError):
    """The output could not be written."""


class ThresholdError(DiscourseError):
    """A threshold that the user asked for is not met."""

    exit_code = 4
