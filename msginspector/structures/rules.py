"""Rules: when they apply, and what they do.

[MS-OXORULE] 2.2.1.3.1.9 and 2.2.1.3.1.10, extended rules 2.2.4.1.9 and 2.2.4.1.10, actions 2.2.5.
Counts and sizes have 2 bytes in rules and 4 in extended rules; everything is little-endian.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.cursor import Cursor
from msginspector.structures.entry_ids import entry_id_part
from msginspector.structures.property_values import RULE, named_value, property_row
from msginspector.structures.restrictions import IN_EXTENDED_RULE, IN_RULE, restriction
from msginspector.structures.rule_names import named_properties

SHORT: Final = 2
LONG: Final = 4
OP_REPLY: Final = 3
OP_OOF_REPLY: Final = 4
OP_FORWARD: Final = 7
_SHOWN: Final = 160
_ADDRESSES: Final = ("PidTagSmtpAddress", "PidTagEmailAddress", "PidTagDisplayName")


def condition(cursor: Cursor) -> None:
    """PidTagRuleCondition ([MS-OXORULE] 2.2.1.3.1.9): names, then a restriction."""
    named_properties(cursor)
    _condition(cursor, lambda: restriction(cursor, IN_RULE))


def extended_condition(cursor: Cursor) -> None:
    """PidTagExtendedRuleMessageCondition ([MS-OXORULE] 2.2.4.1.10): with wide counts."""
    named_properties(cursor)
    _condition(cursor, lambda: restriction(cursor, IN_EXTENDED_RULE))


def _condition(cursor: Cursor, read: Callable[[], str]) -> None:
    if cursor.remaining:
        with cursor.group("Restriction") as part:
            part.text = read()
        cursor.summary(part.text)


def actions(cursor: Cursor) -> None:
    """PidTagRuleActions ([MS-OXORULE] 2.2.1.3.1.10): a count of 2 bytes, then the actions."""
    _actions(cursor, SHORT)


def extended_actions(cursor: Cursor) -> None:
    """PidTagExtendedRuleMessageActions ([MS-OXORULE] 2.2.4.1.9): names, version, actions."""
    named_properties(cursor)
    cursor.u32("RuleVersion", "set:flagRulesVersion")
    _actions(cursor, LONG)


def _actions(cursor: Cursor, wide: int) -> None:
    count = cursor.possible("ActionBlocks", cursor.number("NoOfActions", wide), wide)
    said = []
    for number in range(count):
        with cursor.group(f"ActionBlocks[{number}]") as part:
            with cursor.window("ActionBlock", cursor.number("ActionLength", wide)) as inside:
                inside.text = _action(cursor, wide)
            part.text = inside.text
        said.append(part.text)
    cursor.summary("; ".join(filter(None, said)))


def _action(cursor: Cursor, wide: int) -> str:
    """ActionBlock ([MS-OXORULE] 2.2.5.1) after its length."""
    kind = cursor.u8("ActionType", "set:flagActionType")
    cursor.u32("ActionFlavor", _FLAVORS.get(kind))
    cursor.u32("ActionFlags")
    verb, read = _ACTIONS.get(kind, ("", _unknown))
    with cursor.group("ActionData") as part:
        part.text = read(cursor, wide)
    words = verb or show.meaning(kind, "set:flagActionType", None) or f"action {kind}"
    return visible(f"{words} {part.text}".strip(), _SHOWN, one_line=True)


def _place(cursor: Cursor, wide: int) -> str:
    """OP_MOVE and OP_COPY ([MS-OXORULE] 2.2.5.1.2.1); extended ones always have an entry id."""
    here = wide == SHORT and bool(cursor.u8("FolderInThisStore"))
    store = cursor.number("StoreEIDSize", wide)
    if here or wide == LONG:
        cursor.binary("StoreEID", store)
    else:
        entry_id_part(cursor, "StoreEID", store)
    size = cursor.number("FolderEIDSize", wide)
    if not here:
        return entry_id_part(cursor, "FolderEID", size)
    with cursor.window("FolderEID", size) as part:
        part.text = _server_id(cursor)
    return part.text


def _server_id(cursor: Cursor) -> str:
    """ServerEid ([MS-OXORULE] 2.2.5.1.2.1.1): a folder, and a message in it, by their numbers."""
    cursor.u8("Ours", text=lambda value: str(bool(value)))
    folder = _number(cursor, "FolderId")
    _number(cursor, "MessageId")
    cursor.u32("Instance")
    return f"folder {folder:016X}"


def _number(cursor: Cursor, label: str) -> int:
    with cursor.group(label) as part:
        low = cursor.u32("LowPart")
        high = cursor.u32("HighPart")
        part.text = f"0x{high:08X}:0x{low:08X}"
    return high << 32 | low


def _template(cursor: Cursor, wide: int) -> str:
    """OP_REPLY and OP_OOF_REPLY ([MS-OXORULE] 2.2.5.1.2.2): the message to answer with."""
    said = ""
    if wide == LONG:
        said = entry_id_part(cursor, "ReplyTemplateMessageEID", cursor.u32("MessageEIDSize"))
    else:
        _number(cursor, "ReplyTemplateFID")
        said = f"message {_number(cursor, 'ReplyTemplateMID'):016X}"
    cursor.guid("ReplyTemplateGUID")
    return said


def _recipients(cursor: Cursor, wide: int) -> str:
    """OP_FORWARD and OP_DELEGATE ([MS-OXORULE] 2.2.5.1.2.4): properties of each recipient."""
    count = cursor.number("RecipientCount", wide)
    said = []
    for number in range(cursor.possible("RecipientBlocks", count, 1 + wide)):
        with cursor.group(f"RecipientBlocks[{number}]") as part:
            cursor.u8("Reserved")
            values = property_row(cursor, cursor.number("NoOfProperties", wide), RULE)
            part.text = _address(values)
        said.append(part.text)
    return ", ".join(filter(None, said))


def _address(values: list[str]) -> str:
    """The first of the properties that name a recipient."""
    known = dict(value.split(" = ", 1) for value in values if " = " in value)
    return next((known[name].strip('"') for name in _ADDRESSES if name in known), "")


def _bounce(cursor: Cursor, wide: int) -> str:
    """OP_BOUNCE ([MS-OXORULE] 2.2.5.1.2.5)."""
    code = cursor.u32("BounceCode", "set:flagBounceCode")
    return show.meaning(code, "set:flagBounceCode", None)


def _tag(cursor: Cursor, wide: int) -> str:
    """OP_TAG ([MS-OXORULE] 2.2.5.1.2.6): a property that is set."""
    with cursor.group("TaggedPropertyValue") as part:
        part.text = named_value(cursor, RULE)
    return part.text


def _unknown(cursor: Cursor, wide: int) -> str:
    """OP_DEFER_ACTION holds what its client likes; deleting and marking as read need nothing."""
    cursor.rest("Data")
    return ""


_FLAVORS: Final = {
    OP_REPLY: "set:flagOPReply",
    OP_OOF_REPLY: "set:flagOPReply",
    OP_FORWARD: "set:flagOpForward",
}
_ACTIONS: Final[dict[int, tuple[str, Callable[[Cursor, int], str]]]] = {
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
