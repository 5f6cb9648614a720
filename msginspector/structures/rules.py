"""Rules: when they apply, and what they do.

[MS-OXORULE] 2.2.1.3.1.9 and 2.2.1.3.1.10, extended rules 2.2.4.1.9 and 2.2.4.1.10, actions 2.2.5.
Counts and sizes have 2 bytes in rules and 4 in extended rules; everything is little-endian. The
sizes of binary values in rules have 2 bytes as rules travel in remote operations, but 4 in what
tools save: what understands more of the bytes is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.cursor import Cursor
from msginspector.structures.entry_ids import entry_id_part
from msginspector.structures.property_values import (
    NARROW_RULE,
    RULE,
    Layout,
    named_value,
    property_row,
    recipient,
)
from msginspector.structures.restrictions import (
    IN_EXTENDED_RULE,
    IN_NARROW_RULE,
    IN_RULE,
    restriction,
)
from msginspector.structures.restrictions import Form as RestrictionForm
from msginspector.structures.rule_names import named_properties

SHORT: Final = 2
LONG: Final = 4
OP_REPLY: Final = 3
OP_OOF_REPLY: Final = 4
OP_FORWARD: Final = 7
ENTRY_ID_LEAST: Final = 20
"""Flags and the UID of a provider."""
TRIED: Final = 1 << 16
"""Bytes that are tried in several ways; more are no rule, and are read the first way."""
_SHOWN: Final = 160
Decoder = Callable[[Cursor], None]


@dataclass(frozen=True, slots=True)
class Form:
    """How actions are stored."""

    wide: int
    """Bytes of counts and sizes."""
    values: Layout


def condition(cursor: Cursor) -> None:
    """PidTagRuleCondition ([MS-OXORULE] 2.2.1.3.1.9): a restriction, for tools behind names."""
    ways: list[Decoder] = [
        partial(_standard, form=form, named=named)
        for named in (True, False)
        for form in (IN_NARROW_RULE, IN_RULE)
    ]
    _likeliest(cursor, ways)(cursor)


def _standard(cursor: Cursor, form: RestrictionForm, named: bool) -> None:
    if named:
        named_properties(cursor)
    _condition(cursor, lambda: restriction(cursor, form))


def extended_condition(cursor: Cursor) -> None:
    """PidTagExtendedRuleMessageCondition ([MS-OXORULE] 2.2.4.1.10): with wide counts."""
    if cursor.remaining:
        named_properties(cursor)
        _condition(cursor, lambda: restriction(cursor, IN_EXTENDED_RULE))


def _condition(cursor: Cursor, read: Callable[[], str]) -> None:
    if cursor.remaining:
        with cursor.group("Restriction") as part:
            part.text = read()
        cursor.summary(part.text)


def actions(cursor: Cursor) -> None:
    """PidTagRuleActions ([MS-OXORULE] 2.2.1.3.1.10): a count of 2 bytes, then the actions."""
    ways: list[Decoder] = [
        partial(_actions, form=Form(SHORT, values)) for values in (NARROW_RULE, RULE)
    ]
    _likeliest(cursor, ways)(cursor)


def _likeliest(cursor: Cursor, ways: Sequence[Decoder]) -> Decoder:
    """The way that leaves the fewest bytes over, the first of equals; nothing is read yet."""
    if not cursor.remaining:
        return _nothing
    if cursor.remaining > TRIED:
        return ways[0]
    data = cursor.peek(cursor.remaining)
    best, least = ways[0], len(data) + 1
    for way in ways:
        node = Cursor(data, cursor.context).decode("Attempt", way)
        lost = sum(max(leaf.size, 1) for leaf in node.leaves() if leaf.kind)
        if lost < least:
            best, least = way, lost
        if not lost:
            break
    return best


def _nothing(cursor: Cursor) -> None:
    """No bytes are no rule."""


def extended_actions(cursor: Cursor) -> None:
    """PidTagExtendedRuleMessageActions ([MS-OXORULE] 2.2.4.1.9): names, version, actions."""
    if cursor.remaining:
        named_properties(cursor)
        cursor.u32("RuleVersion", "set:flagRulesVersion")
        _actions(cursor, Form(LONG, RULE))


def _actions(cursor: Cursor, form: Form) -> None:
    count = cursor.possible("ActionBlocks", cursor.number("NoOfActions", form.wide), form.wide)
    said = []
    for number in range(count):
        with cursor.group(f"ActionBlocks[{number}]") as part:
            with cursor.window("ActionBlock", cursor.number("ActionLength", form.wide)) as inside:
                inside.text = _action(cursor, form)
            part.text = inside.text
        said.append(part.text)
    cursor.summary("; ".join(filter(None, said)))


def _action(cursor: Cursor, form: Form) -> str:
    """ActionBlock ([MS-OXORULE] 2.2.5.1) after its length."""
    kind = cursor.u8("ActionType", "set:flagActionType")
    flavor = cursor.u32("ActionFlavor", _FLAVORS.get(kind))
    cursor.u32("ActionFlags")
    verb, read = _ACTIONS.get(kind, ("", _unknown))
    with cursor.group("ActionData") as part:
        part.text = read(cursor, form)
    words = verb or show.meaning(kind, "set:flagActionType", None) or f"action {kind}"
    how = _HOW.get((kind, flavor), "")
    return visible(f"{words} {part.text}".strip() + how, _SHOWN, one_line=True)


def _place(cursor: Cursor, form: Form) -> str:
    """OP_MOVE and OP_COPY ([MS-OXORULE] 2.2.5.1.2.1); extended ones always have an entry id.

    In the mailbox of the rule the store is to be ignored; outside, the folder is what the client
    likes, which mostly is an entry id.
    """
    here = form.wide == LONG or bool(cursor.u8("FolderInThisStore"))
    store = cursor.number("StoreEIDSize", form.wide)
    if here:
        cursor.binary("StoreEID", store)
    else:
        entry_id_part(cursor, "StoreEID", store)
    size = cursor.number("FolderEIDSize", form.wide)
    if here and form.wide == SHORT:
        with cursor.window("FolderEID", size) as part:
            part.text = _server_id(cursor)
        return part.text
    if not here and (size < ENTRY_ID_LEAST or any(cursor.peek(4))):
        cursor.binary("FolderEID", size)
        return "a folder only its client knows"
    return entry_id_part(cursor, "FolderEID", size)


def _server_id(cursor: Cursor) -> str:
    """ServerEid ([MS-OXORULE] 2.2.5.1.2.1.1): a folder, and a message in it, by their numbers."""
    cursor.u8("Ours", text=lambda value: str(bool(value)))
    folder = _object_id(cursor, "FolderId")
    _object_id(cursor, "MessageId")
    cursor.u32("Instance")
    return f"folder {folder}"


def _object_id(cursor: Cursor, label: str) -> str:
    """FID or MID ([MS-OXCDATA] 2.2.1.1, 2.2.1.2): replica and counter; as one number, too."""
    with cursor.group(label) as part:
        whole = int.from_bytes(cursor.peek(8), "little")
        replica = cursor.u16("ReplicaId")
        counter = cursor.number("GlobalCounter", 6, big_endian=True)
        part.text = f"{replica}-{counter:X} (0x{whole >> 32:08X}:0x{whole & 0xFFFFFFFF:08X})"
    return f"{replica}-{counter:X}"


def _template(cursor: Cursor, form: Form) -> str:
    """OP_REPLY and OP_OOF_REPLY ([MS-OXORULE] 2.2.5.1.2.2): the message to answer with."""
    if form.wide == LONG:
        said = entry_id_part(cursor, "ReplyTemplateMessageEID", cursor.u32("MessageEIDSize"))
    else:
        folder = _object_id(cursor, "ReplyTemplateFID")
        said = f"message {_object_id(cursor, 'ReplyTemplateMID')} in folder {folder}"
    cursor.guid("ReplyTemplateGUID")
    return said


def _recipients(cursor: Cursor, form: Form) -> str:
    """OP_FORWARD and OP_DELEGATE ([MS-OXORULE] 2.2.5.1.2.4): properties of each recipient."""
    count = cursor.number("RecipientCount", form.wide)
    said = []
    for number in range(cursor.possible("RecipientBlocks", count, 1 + form.wide)):
        with cursor.group(f"RecipientBlocks[{number}]") as part:
            cursor.u8("Reserved")
            size = cursor.number("NoOfProperties", form.wide)
            part.text = recipient(property_row(cursor, size, form.values))
        said.append(part.text)
    return ", ".join(filter(None, said))


def _bounce(cursor: Cursor, form: Form) -> str:
    """OP_BOUNCE ([MS-OXORULE] 2.2.5.1.2.5)."""
    code = cursor.u32("BounceCode", "set:flagBounceCode")
    return show.meaning(code, "set:flagBounceCode", None)


def _tag(cursor: Cursor, form: Form) -> str:
    """OP_TAG ([MS-OXORULE] 2.2.5.1.2.6): a property that is set."""
    with cursor.group("TaggedPropertyValue") as part:
        part.text = named_value(cursor, form.values)
    return part.text


def _unknown(cursor: Cursor, form: Form) -> str:
    """OP_DEFER_ACTION holds what its client likes; deleting and marking as read need nothing."""
    cursor.rest("Data")
    return ""


_FLAVORS: Final = {
    OP_REPLY: "set:flagOPReply",
    OP_OOF_REPLY: "set:flagOPReply",
    OP_FORWARD: "set:flagOpForward",
}
_HOW: Final = {
    (OP_FORWARD, 2): " unchanged",
    (OP_FORWARD, 3): " unchanged",
    (OP_FORWARD, 4): " as an attachment",
    (OP_FORWARD, 8): " as a text message",
    (OP_REPLY, 1): ", not to the sender",
    (OP_REPLY, 2): ", with the text of the server",
    (OP_OOF_REPLY, 1): ", not to the sender",
    (OP_OOF_REPLY, 2): ", with the text of the server",
}
"""What flavors ([MS-OXORULE] 2.2.5.1.1) add to an action."""
_ACTIONS: Final[dict[int, tuple[str, Callable[[Cursor, Form], str]]]] = {
    1: ("move to", _place),
    2: ("copy to", _place),
    OP_REPLY: ("reply with", _template),
    OP_OOF_REPLY: ("reply out of office with", _template),
    5: ("leave to the client", _unknown),
    6: ("send back:", _bounce),
    OP_FORWARD: ("forward to", _recipients),
    8: ("delegate to", _recipients),
    9: ("set", _tag),
    10: ("delete", _unknown),
    11: ("mark as read", _unknown),
}

DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "RULECONDITION": condition,
    "EXTENDEDRULECONDITION": extended_condition,
    "RULEACTION": actions,
    "EXTENDEDRULEACTION": extended_actions,
}
