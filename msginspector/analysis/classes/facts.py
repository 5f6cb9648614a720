"""Makes the sections of a view out of `class_facts.tsv`.

A row names a kind of view ("*" for all), a section, a label, the properties that may say it (the
first that is there does) and a form: one of `forms.FORMS`, or one of the view's own, written with
"=" before its name. A fact that says nothing is left out, and so is an empty section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msginspector import resources
from msginspector.analysis.classes.forms import form_of
from msginspector.analysis.classes.reader import key_of
from msginspector.analysis.classes.views import Fact, Section, Table

if TYPE_CHECKING:
    from msginspector.analysis.classes.reader import Key, Reader
    from msginspector.session import PropertyRow

Maker = Callable[["PropertyRow"], str]
EVERY: Final = "*"
OWN: Final = "="


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table."""

    section: str
    label: str
    keys: tuple[Key, ...]
    form: str


@lru_cache(maxsize=1)
def rows() -> dict[str, tuple[Row, ...]]:
    """The rows of each kind of view, in their order; not to be changed."""
    found: dict[str, list[Row]] = {}
    for row in resources.table("class_facts"):
        keys = tuple(key_of(text) for text in row["properties"].split())
        made = Row(row["section"], row["label"], keys, row["form"])
        found.setdefault(row["kind"], []).append(made)
    return {kind: tuple(made) for kind, made in found.items()}


def sections(
    reader: Reader,
    kind: str,
    makers: Mapping[str, Maker] | None = None,
    tables: Mapping[str, tuple[Table, ...]] | None = None,
) -> tuple[Section, ...]:
    """The sections of a kind; `tables` are by title of the section they belong to."""
    found: dict[str, list[Fact]] = {}
    for row in (*rows()[kind], *rows()[EVERY]):
        facts = found.setdefault(row.section, [])
        facts.extend(_facts(reader, row, makers or {}))
    shown = tables or {}
    made = (Section(title, tuple(facts), shown.get(title, ())) for title, facts in found.items())
    return tuple(one for one in made if one.facts or one.tables)


def _facts(reader: Reader, row: Row, makers: Mapping[str, Maker]) -> Iterator[Fact]:
    """The fact of a row: the first of its properties that says something."""
    for prop in reader.all(*row.keys):
        if row.form.startswith(OWN):
            text = makers[row.form.removeprefix(OWN)](prop)
        else:
            text = form_of(row.form)(reader, prop)
        if text:
            yield Fact(row.label, text, reader.source(prop))
            return
