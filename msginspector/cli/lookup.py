"""`lookup`: what a tag, name, GUID, flag, error code or structure means; both ways.

The best match is printed with all that is known of it, the others a line each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.analysis.lookup import ask
from msginspector.analysis.lookup_details import details, document, number_text
from msginspector.export.documents import envelope
from msginspector.export.json_text import write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from msginspector.analysis.lookup import Answer
    from msginspector.analysis.lookup_details import Section
    from msginspector.cli.run import Run
    from msginspector.mapi.catalogue import Match

_ASKED: Final = (
    "lookup takes a tag, name, number, GUID, flag or error code; "
    "NAME=NUMBER asks what a number means in a property."
)


def look(run: Run) -> None:
    """Print what is known as the text of the command line; nothing found is a no."""
    wanted = " ".join(run.options.text)
    if not any(map(str.isalnum, wanted)):
        run.misuse(f"{_ASKED} “{wanted}” has neither letters nor digits.")
        return
    answer = ask(wanted)
    if run.options.json:
        matches = (document(match, answer.value) for match in answer.matches)
        write_json(envelope("lookup", matches=list(matches)), run.out)
    else:
        _print(run, answer)
    if not answer.matches:
        run.no = True
        run.tell(f"Nothing is known as “{wanted}”.")


def _print(run: Run, answer: Answer) -> None:
    best = answer.matches[:1]
    for line in _detail_lines(part for one in best for part in details(one, answer.value)):
        run.out.line(line)
    others = answer.matches[1:]
    if others:
        run.out.line("")
        run.out.line("Also")
    for line in _match_lines(others):
        run.out.line(line)
    if answer.truncated:
        run.out.line(f"  the first {len(answer.matches)} of {answer.total}")


def _detail_lines(sections: Iterable[Section]) -> Iterator[str]:
    """All that is known of a match: a line a fact, sections under their headings."""
    for section in sections:
        if section.title:
            yield ""
            yield section.title
        wide = max(len(fact.label) for fact in section.facts)
        for fact in section.facts:
            yield f"  {fact.label:<{wide}}  {fact.text}"


def _match_lines(matches: Iterable[Match]) -> Iterator[str]:
    """What was found besides, a line each: kind, number, name, property set, type, other names."""
    for match in matches:
        more = ", ".join(match.names)
        facts = (match.set or match.guid, match.type, f"({more})" if more else "")
        tail = "  ".join(fact for fact in facts if fact)
        yield f"  {match.kind:<9} {number_text(match):<10}  {match.name}  {tail}".rstrip()
