"""Outlook message files ([MS-OXMSG]) on top of compound files.

A `MessageFile` lists the objects of a message and their properties; values, texts and findings
are worked out when somebody asks. Nothing reads attachment data to open or to list.

The other way round, `writer.py` lays out a new message (`pack.py`: its values); it is the one door
to extract-msg, whose compound file writer makes every new .msg, and is imported by its name.
"""

from __future__ import annotations

from msginspector.mapi.scalars import Filetime
from msginspector.mapi.text import visible
from msginspector.oxmsg.codepages import CodePage
from msginspector.oxmsg.message_file import MessageFile
from msginspector.oxmsg.nameid import NamedProperty, NamedPropertyMap
from msginspector.oxmsg.objects import OxObject
from msginspector.oxmsg.properties import EntryPlace, Property, SourcePlace

__all__ = [
    "CodePage",
    "EntryPlace",
    "Filetime",
    "MessageFile",
    "NamedProperty",
    "NamedPropertyMap",
    "OxObject",
    "Property",
    "SourcePlace",
    "visible",
]
