"""The query language of filters, `find` and `props --filter`; see docs/query.md.

`nodes` is what a query says, `parser` reads it, `printing` writes it; `fields` and `vocabulary` are
what can be asked, `matching` answers it for a row. `pattern` and `automaton` are the regular
expressions: our own, because they must answer in time that grows with the text and no faster.
"""

from __future__ import annotations

from msginspector.analysis.query.matching import Query, compile_query
from msginspector.analysis.query.parser import parse
from msginspector.analysis.query.printing import printed
from msginspector.analysis.query.vocabulary import Field, Kind, Vocabulary

__all__ = ["Field", "Kind", "Query", "Vocabulary", "compile_query", "parse", "printed"]
