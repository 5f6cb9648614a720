"""Results that are kept by argument."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from msginspector.memo import Memo


@given(st.lists(st.integers(0, 20)), st.integers(1, 10))
def test_a_memo_answers_as_its_function_does_and_keeps_no_more_than_its_limit(
    arguments: list[int], limit: int
) -> None:
    memo = Memo(str, limit)
    for argument in arguments:
        assert memo[argument] == str(argument)
        assert len(memo) <= limit


def test_a_result_is_worked_out_once() -> None:
    asked: list[str] = []
    memo = Memo(lambda text: asked.append(text) or len(text), 4)  # type: ignore[func-returns-value]
    assert [memo["one"], memo["one"], memo["three"]] == [3, 3, 5]
    assert asked == ["one", "three"]
