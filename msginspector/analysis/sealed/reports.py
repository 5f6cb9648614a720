"""Reports: what became of a message, for whom and why.

Classes REPORT.<class>.<kind> ([MS-OXOMSG] 2.2.2, [MS-OXCMAIL] 2.2.3.7): DR delivered, NDR not
delivered, IPNRN read, IPNNRN not read, with Delayed, Relayed or Expanded before DR. Messages of
other classes are reports when a server's report is attached.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes.reader import Reader
from msginspector.analysis.classes.views import Fact, Section
from msginspector.analysis.sealed import delivery, sources, verdicts
from msginspector.analysis.sealed.delivery import Delivery
from msginspector.analysis.sealed.verdicts import Seal, Verdict

if TYPE_CHECKING:
    from msginspector.analysis.classes.views import Clock
    from msginspector.session import ObjectRow

MAX_SECTIONS: Final = 40
"""Recipients that have a section of their own."""

# the end of the class -> state, words, sentence; the longer ones first
_KINDS: Final = (
    (".delayed.dr", verdicts.PLAIN, "Delayed", "The message could not be delivered yet."),
    (".relayed.dr", verdicts.PLAIN, "Handed on",
     "The message was handed to a system that does not report whether it delivers."),
    (".expanded.dr", verdicts.GOOD, "Delivered to a list",
     "The message was delivered to a list, and sent to its members."),
    (".ndr", verdicts.BAD, "Not delivered", "The message was not delivered."),
    (".dr", verdicts.GOOD, "Delivered", "The message was delivered."),
    (".ipnnrn", verdicts.BAD, "Not read", "The message was deleted without having been read."),
    (".ipnrn", verdicts.GOOD, "Read", "The message was opened; that does not say it was read."),
)  # fmt: skip
_ACTIONS: Final = {
    "failed": (verdicts.BAD, "Not delivered", "A server reports that it was not delivered."),
    "delayed": (verdicts.PLAIN, "Delayed", "A server reports that it tries again."),
    "delivered": (verdicts.GOOD, "Delivered", "A server reports that it was delivered."),
    "relayed": (verdicts.PLAIN, "Handed on",
                "It was handed to a system that does not report whether it delivers."),
    "expanded": (verdicts.GOOD, "Delivered to a list", "It was sent on to the members of a list."),
    "displayed": (verdicts.GOOD, "Displayed",
                  "The recipient's program showed it; that does not say it was read."),
    "deleted": (verdicts.BAD, "Deleted", "It was deleted, perhaps without having been read."),
}  # fmt: skip
_WORST: Final = ("failed", "deleted", "delayed", "relayed", "expanded", "delivered", "displayed")
_OTHER: Final = Verdict(verdicts.PLAIN, "Report", "A report on another message.")

_ABOUT: Final = (
    ("Subject", 0x0049), ("Message id", 0x1046), ("Class", 0x004B), ("Sender", 0x005A),
    ("Sender's address", 0x0067), ("On behalf of", 0x005D), ("Address", 0x0069),
    ("Author", 0x004D), ("Sent", 0x004E), ("Delivered", 0x0055), ("To", 0x0074), ("Cc", 0x0073),
    ("Bcc", 0x0072), ("Sensitivity", 0x002E),
)  # fmt: skip
_REPORT: Final = (
    ("Class", 0x001A),
    ("Made", 0x0032), ("Text", 0x1001), ("Reporting server", 0x6820), ("Name", 0x003A),
    ("Read or received", 0x002A), ("Delivered", 0x0010), ("Disposition", 0x0080),
    ("How", 0x0081), ("Options", 0x0085), ("Reason", 0x003E), ("Comment", 0x0004),
)  # fmt: skip


def read_report(row: ObjectRow, clock: Clock | None) -> Seal:
    """What a report says."""
    reader = Reader(row, clock)
    attached = [delivery.of_attachment(one) for one in sources.status_attachments(row)]
    stated = [one for report in attached for one in report.deliveries]
    told = {address for one in stated for address in one.addresses}
    # Mail that is made into a message has a row for each failure its report tells of.
    rows = [one for one in delivery.of_recipients(row) if one.address.lower() not in told]
    found = [*rows, *stated]
    verdict = _verdict(row.message_class or "", found)
    about = _ABOUT if (row.message_class or "").lower().startswith(sources.REPORT) else ()
    more = len(row.recipients) > delivery.MAX_RECIPIENTS or any(one.more for one in attached)
    count = 0 if more else len(found)
    made = [
        Section("Report", (*_facts(reader, _REPORT), *_left_out(len(found), more))),
        *(_of_delivery(number, one, count) for number, one in enumerate(found[:MAX_SECTIONS])),
        Section("The message it is about", tuple(_facts(reader, about))),
        *(Section("Report of the server", tuple(_attached(one))) for one in attached),
    ]
    sections = tuple(one for one in made if one.facts)
    return Seal(verdicts.REPORT, "Report", verdict, sections, deliveries=tuple(found))


def _verdict(message_class: str, found: list[Delivery]) -> Verdict:
    lowered = message_class.lower()
    for end, state, word, sentence in _KINDS:
        if lowered.startswith(sources.REPORT) and lowered.endswith(end):
            return Verdict(state, word, sentence)
    said = {one.action for one in found}
    worst = next((one for one in _WORST if one in said), "")
    return Verdict(*_ACTIONS[worst]) if worst else _OTHER


def _facts(reader: Reader, wanted: tuple[tuple[str, int], ...]) -> Iterator[Fact]:
    for label, tag in wanted:
        prop = reader.find(tag)
        if prop is not None:
            text = reader.clock.text(prop.value, prop) or prop.text
            if text:
                yield Fact(label, text[:4_000], reader.source(prop))


def _left_out(count: int, more: bool) -> Iterator[Fact]:
    """What is not shown of the recipients; `more` are not even read."""
    if more:
        yield Fact("Left out", f"Only the first {delivery.MAX_RECIPIENTS} recipients are read.")
    if count > MAX_SECTIONS:
        yield Fact("Recipients", f"{count}; the first {MAX_SECTIONS} have a section.")


def _of_delivery(number: int, one: Delivery, count: int) -> Section:
    """A section for a recipient; `count` is how many there are, 0 where nobody knows."""
    title = f"Recipient {number + 1} of {count}" if count else f"Recipient {number + 1}"
    title = "Recipient" if count == 1 else title
    facts = [Fact("For", _person(one), one.source)]
    if one.action:
        facts.append(Fact("Action", one.action, one.source))
    for status in one.statuses:
        said = f"{status.text}." if status.meaning else status.code
        origin = f" [{status.source}]" if status.source else ""
        facts.append(Fact("Status", f"{said}{origin}", one.source))
    stated = () if one.action else one.details
    facts += [Fact(d.label, d.text, d.source) for d in stated if d.label != "Status"]
    facts += [
        Fact("The server said", d.text, d.source)
        for d in one.details
        if one.action and d.label.lower() == "diagnostic-code"
    ]
    return Section(title, tuple(facts))


def _person(one: Delivery) -> str:
    if one.address and one.address != one.recipient:
        return f"{one.recipient} <{one.address}>" if one.recipient else one.address
    return one.recipient or "(no name)"


def _attached(found: delivery.Attached) -> Iterator[Fact]:
    for one in found.general:
        yield Fact(one.label, one.text, one.source)
    for recipient in found.deliveries:
        for one in recipient.details:
            yield Fact(one.label, one.text, one.source)
