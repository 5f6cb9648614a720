"""A script: lines that open, use, release and close, with captions between them."""

from __future__ import annotations

from dataclasses import dataclass

from msginspector.errors import InspectorError

Value = str | int


@dataclass(frozen=True, slots=True)
class Line:
    """One line that does or expects something.

    `form` names what it does, `values` fill its places: names, numbers, files. `caption` is what is
    said before it, `question` what a class is asked, "" for the usual one.
    """

    number: int
    text: str
    form: str
    values: dict[str, Value]
    caption: str = ""
    question: str = ""

    @property
    def expects(self) -> bool:
        """It does nothing; it looks whether something holds."""
        return self.form.startswith("expect")


@dataclass(frozen=True, slots=True)
class Script:
    """`name` is what its file is called, without the ending; `about` says what it shows."""

    name: str
    title: str
    about: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """What cannot be understood in a script: line and column from 1, and what to write instead."""

    line: int
    column: int
    text: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" {self.hint}" if self.hint else ""
        return f"line {self.line}, column {self.column}: {self.text}.{hint}"


class ScriptError(InspectorError):
    """A script cannot be understood; `mistakes` are all of them, as far as they are kept."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        first = str(mistakes[0])
        more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
        super().__init__("MSG0981", "SCRIPT_MISTAKE", f"{first[:1].upper()}{first[1:]}{more}")
        self.mistakes = mistakes
