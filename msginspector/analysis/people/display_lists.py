"""PR_DISPLAY_TO, PR_DISPLAY_CC and PR_DISPLAY_BCC against the recipient table.

[MS-OXCMSG] 2.2.1.7 to 2.2.1.9: the names of the recipients of one kind, with "; " between. A name
may hold a semicolon itself, so the list is compared as text before it is split. Servers cut long
lists. Time is linear in the list.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from msginspector.analysis.people import roles
from msginspector.analysis.people.header_people import folded
from msginspector.analysis.people.model import ListCheck, Person
from msginspector.analysis.people.words import source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from msginspector.session import ObjectRow

SHOWN: Final = 3
"""Names a sentence gives."""
_CUT_LEAST: Final = 120
"""Characters below which a list that ends early is not called cut."""


def check_lists(row: ObjectRow, persons: Iterable[Person]) -> Iterator[ListCheck]:
    """A sentence for every display list that says something else than the table."""
    by_role: dict[str, list[Person]] = {}
    for person in persons:
        if person.is_recipient:
            role = roles.BCC if person.role == roles.RESOURCE else person.role
            by_role.setdefault(role, []).append(person)
    for role, prop_id in roles.DISPLAY_LISTS.items():
        prop = row.first(prop_id)
        value = None if prop is None else prop.value
        if prop is None or not isinstance(value, str):
            continue
        said = compare(value.rstrip("\0"), [_names(one) for one in by_role.get(role, ())])
        if said:
            yield ListCheck(role, source_of(prop), f"{prop.name} {said}")


def compare(text: str, table: Sequence[tuple[str, ...]]) -> str:
    """What a list says that a table of names (each in its spellings) does not; "" for nothing."""
    spelled = [{folded(name) for name in names} for names in table]
    if folded(text) == folded("; ".join(names[0] for names in table if names)):
        return ""
    listed = [name for part in text.split(";") if (name := part.strip())]
    if not table:
        return _missing_from_table(listed) if listed else ""
    if not listed:
        return f"is empty; the table has {_count(len(table))} of this kind."
    return _compare(text, listed, spelled, table)


def _compare(
    text: str, listed: list[str], spelled: list[set[str]], table: Sequence[tuple[str, ...]]
) -> str:
    rest = Counter(map(folded, listed))
    unnamed = [names for names in table if not _taken(rest, names[:1])]
    missing = [names[0] if names else "" for names in unnamed if not _taken(rest, names[1:])]
    extra = []
    for name in reversed(listed):
        if rest[folded(name)] > 0:
            rest[folded(name)] -= 1
            extra.append(name)
    extra.reverse()
    if not missing and not extra:
        in_order = all(folded(name) in names for name, names in zip(listed, spelled, strict=False))
        return "" if in_order else "has the names in another order than the table."
    if not extra and _is_cut(text, listed, spelled):
        return f"is cut: the table has {len(missing)} more of this kind."
    if _is_cut(text, listed[:-1], spelled) and extra == [listed[-1]]:
        return f"is cut within a name: the table has {len(missing)} more of this kind."
    said = []
    if missing:
        said.append(f"lacks {_some(missing)}")
    if extra:
        said.append(f"names {_some(extra)}, whom the table lacks")
    return " and ".join(said) + "."


def _taken(rest: Counter[str], names: tuple[str, ...]) -> bool:
    """Take the first of these names that the list still has out of it; whether there was one."""
    found = next((name for name in map(folded, names) if rest[name] > 0), None)
    if found is not None:
        rest[found] -= 1
    return found is not None


def _is_cut(text: str, listed: list[str], spelled: list[set[str]]) -> bool:
    """The list is the begin of the table, and long enough for a server to have cut it."""
    in_order = all(folded(name) in names for name, names in zip(listed, spelled, strict=False))
    return in_order and len(text) >= _CUT_LEAST and len(listed) < len(spelled)


def _missing_from_table(listed: list[str]) -> str:
    return f"names {_some(listed)}, but the table has no recipient of this kind."


def _names(person: Person) -> tuple[str, ...]:
    """The ways a person may stand in a list."""
    addresses = (one.address for one in person.candidates)
    both = f"{person.name} ({person.address})", f"{person.name} <{person.address}>"
    return tuple(name for name in (person.name, *addresses, *both) if name)


def _some(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:SHOWN])
    more = len(names) - SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _count(number: int) -> str:
    return f"{number} recipient{'' if number == 1 else 's'}"
