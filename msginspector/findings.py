"""Findings: what is wrong or remarkable inside a message, as data instead of exceptions.

Reading goes on after a finding. Each has a stable code from the table `RULES`, which also gives
its severity and the rule of the specification it is measured against.

Code ranges: MSG01xx container ([MS-CFB]), MSG02xx property streams and objects ([MS-OXMSG]),
MSG03xx named properties, MSG04xx values and text, MSG05xx the file as a whole,
MSG06xx what was made into a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INFO: Final = "info"
WARNING: Final = "warning"
ERROR: Final = "error"

SEVERITIES: Final = (INFO, WARNING, ERROR)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the catalogue: severity and the rule a finding with this code measures."""

    severity: str
    rule: str


# code -> (severity, rule). Codes are never renumbered.
RULES: Final[dict[str, Rule]] = {
    "MSG0101": Rule(WARNING, "[MS-CFB] 2.2: the header's fields have the values given there."),
    "MSG0102": Rule(INFO, "[MS-CFB] 2.1: a compound file is a whole number of sectors."),
    "MSG0103": Rule(ERROR, "[MS-CFB] 2.6: the directory is one chain of sectors."),
    "MSG0104": Rule(WARNING, "[MS-CFB] 2.2: the header counts the FAT sectors."),
    "MSG0105": Rule(ERROR, "[MS-CFB] 2.3: the FAT has an entry for every sector of the file."),
    "MSG0106": Rule(ERROR, "[MS-CFB] 2.4: the mini FAT has an entry for every mini sector."),
    "MSG0107": Rule(ERROR, "[MS-CFB] 2.5: the DIFAT is one chain and lists every FAT sector."),
    "MSG0108": Rule(WARNING, "[MS-CFB] 2.6.2: the first directory entry is the root storage."),
    "MSG0109": Rule(ERROR, "[MS-CFB] 2.6.1: links lead to entries of the directory."),
    "MSG0110": Rule(ERROR, "[MS-CFB] 2.6.4: every entry belongs to one storage, once."),
    "MSG0111": Rule(WARNING, "[MS-CFB] 2.6.4: names in a storage differ."),
    "MSG0112": Rule(WARNING, "[MS-CFB] 2.6.1: an entry is a storage, a stream or the root."),
    "MSG0114": Rule(ERROR, "[MS-CFB] 2.4: the mini stream is one chain of sectors."),
    "MSG0115": Rule(ERROR, "[MS-CFB] 2.3: a chain has the sectors its stream needs."),
    "MSG0116": Rule(ERROR, "[MS-CFB] 2.3: a sector belongs to one stream."),
    "MSG0117": Rule(INFO, "[MS-CFB] 2.6.4: every allocated entry belongs to a storage."),
    "MSG0119": Rule(WARNING, "Checks are bounded by the size of the file."),
    "MSG0201": Rule(ERROR, "[MS-OXMSG] 2.1.3, 2.1.4: a variable value lies in a stream."),
    "MSG0202": Rule(WARNING, "[MS-OXMSG] 2.4: every value has an entry in the property stream."),
    "MSG0203": Rule(WARNING, "[MS-OXMSG] 2.4.2.2: Size is that of the stream."),
    "MSG0204": Rule(WARNING, "[MS-OXMSG] 2.4.1.1: the header counts the recipients."),
    "MSG0205": Rule(WARNING, "[MS-OXMSG] 2.4.1.1: the header counts the attachments."),
    "MSG0206": Rule(INFO, "[MS-OXCMSG] 2.2.1.2: PR_HASATTACH says if there are attachments."),
    "MSG0207": Rule(WARNING, "[MS-OXMSG] 2.4: a header, then entries of 16 bytes."),
    "MSG0208": Rule(WARNING, "[MS-OXMSG] 2.4: a property has one entry."),
    "MSG0209": Rule(WARNING, "[MS-OXCDATA] 2.11.1: the type of a property is one of the table."),
    "MSG0210": Rule(WARNING, "[MS-OXMSG] 2.2: properties belong to an object of the message."),
    "MSG0211": Rule(INFO, "[MS-OXMSG] 2.2: names of a message begin with __; others are foreign."),
    "MSG0212": Rule(WARNING, "Listings are bounded by the size of the file and by limits."),
    "MSG0213": Rule(WARNING, "[MS-OXCMSG] 2.2.2.9: the attach method says where the data lies."),
    "MSG0214": Rule(ERROR, "[MS-OXMSG] 2.4: every object has a property stream."),
    "MSG0216": Rule(INFO, "[MS-OXMSG] 2.4.2: the flag PROPATTR_READABLE is set."),
    "MSG0217": Rule(WARNING, "[MS-OXMSG] 2.4.2.2: Reserved says what an attached object is."),
    "MSG0218": Rule(INFO, "[MS-OXMSG] 2.4.2.2: the Size of a string counts its terminator."),
    "MSG0219": Rule(ERROR, "[MS-CFB] 2.6.1: a stream has the size its directory entry says."),
    "MSG0301": Rule(WARNING, "[MS-OXMSG] 2.2.3: the three streams of the mapping exist."),
    "MSG0302": Rule(WARNING, "[MS-OXMSG] 2.2.3.1.2: an entry names a GUID of the file."),
    "MSG0303": Rule(WARNING, "[MS-OXMSG] 2.2.3.1.3: a name lies in the stream of names."),
    "MSG0304": Rule(WARNING, "[MS-OXMSG] 2.2.3: ids from 0x8000 on are mapped to a name."),
    "MSG0305": Rule(INFO, "[MS-OXMSG] 2.2.3.2: the hash streams agree with the entries."),
    "MSG0307": Rule(WARNING, "[MS-OXMSG] 2.2.3.1.2: entries lie in the order of their ids."),
    "MSG0308": Rule(WARNING, "What is read of the name of a property is bounded."),
    "MSG0401": Rule(WARNING, "[MS-OXCMSG] 2.2.1.4: string8 text is in the message's code page."),
    "MSG0402": Rule(WARNING, "[MS-OXCDATA] 2.11.1: PtypString is UTF-16, two bytes a unit."),
    "MSG0403": Rule(WARNING, "What is read of one value is bounded."),
    "MSG0404": Rule(WARNING, "[MS-OXMSG] 2.1.4.2: the stream of lengths has those of the items."),
    "MSG0405": Rule(INFO, "[MS-OXCDATA] 2.11.1: a PtypBoolean is 0 or 1."),
    "MSG0406": Rule(INFO, "[MS-OXCMSG] 2.2.1.4: the message says its code page."),
    "MSG0407": Rule(WARNING, "[MS-OXCDATA] 2.11.1: a value has the size of its type."),
    "MSG0408": Rule(INFO, "[MS-DTYP] 2.3.3: a time has a date; four digits of a year are written."),
    "MSG0501": Rule(WARNING, "The file stays as it was when it was opened."),
    "MSG0502": Rule(WARNING, "The file can be read while it is open."),
    "MSG0503": Rule(WARNING, "What one operation prints is bounded."),
    "MSG0601": Rule(INFO, "[MS-OXCMAIL], [MS-OXTNEF]: how other mail becomes a message."),
    "MSG0602": Rule(INFO, "[MS-OXCMAIL], [MS-OXTNEF]: what has a place in a message."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `path` is the object's path in the tree ("/", "/attachments/0", …), `stream` the storage path
    of the stream ("" for none), `offset` the byte offset in that stream (None for none), `text`
    one sentence for a person.
    """

    code: str
    path: str
    stream: str
    offset: int | None
    text: str

    @property
    def severity(self) -> str:
        """info, warning or error."""
        return RULES[self.code].severity

    @property
    def rule(self) -> str:
        """The rule with its specification section."""
        return RULES[self.code].rule

    def to_dict(self) -> dict[str, object]:
        """The `finding` object of the JSON documents."""
        return {
            "code": self.code,
            "severity": self.severity,
            "path": self.path,
            "stream": self.stream,
            "offset": self.offset,
            "text": self.text,
            "rule": self.rule,
        }
