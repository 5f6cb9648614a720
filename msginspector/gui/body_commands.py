"""What can be done with a body, in one table. The keys hold while something of it has the keyboard,
even where the window has the same ones for something else: Ctrl+F finds words in the body there.
"""

from __future__ import annotations

from typing import Final

from msginspector.gui.byte_commands import ByteCommand

BODY_COMMANDS: Final = (
    ByteCommand("find", "Find in the body…", "Find words in the body as it is shown", "Ctrl+F", 0),
    ByteCommand("find-next", "Find next in the body", "The next place, around the end", "F3", 0),
    ByteCommand("find-previous", "Find previous in the body", "The place before", "Shift+F3", 0),
    ByteCommand("larger", "Larger body", "Show the body larger, up to 400 %",
                "Ctrl++; Ctrl+=; Ctrl+Shift++; Ctrl+Shift+=", 1),
    ByteCommand("smaller", "Smaller body", "Show the body smaller", "Ctrl+-; Ctrl+Shift+-", 1),
    ByteCommand("usual", "Usual size of the body", "Show the body as large as it is written",
                "Ctrl+0", 1),
    ByteCommand("copy", "Copy body", "Copy what is selected of the body, or all of it", "", 2),
    ByteCommand("print", "Print…", "Print the body as it is shown", "Ctrl+P", 2),
    ByteCommand("pdf", "Save as PDF…", "Save the body as it is shown to a new PDF file",
                "Ctrl+Alt+P", 2),
    ByteCommand("paper", "Paper in the window’s colours",
                "Show mail without its own colours, on paper as dark as the window", "", 3),
)  # fmt: skip
