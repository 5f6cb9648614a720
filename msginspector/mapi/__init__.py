"""The field's facts: property types, tags, named properties, sets, flags, error codes.

Nothing here reads a message. The facts are tables under `resources/tables/`, loaded on first use.
"""

from __future__ import annotations
