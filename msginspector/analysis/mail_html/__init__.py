"""The HTML of a mail: made safe to lay out, with what was left out, where its links lead, and why."""
