"""The engine contract passes for the memory engine and fails for engines that are wrong in one way."""

from __future__ import annotations

import attrs
import pytest

from fengqiao.engine.base import Engine, Question
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import NotSupportedError, Text
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Answer
from fengqiao.testing.engine_contract import EngineContract


class TestMemory(EngineContract):
    def engine(self, data: Dataset, calendar: Calendar) -> Engine:
        return MemoryEngine(data, calendar)


class Generous(MemoryEngine):
    def tally(self, question: Question) -> Answer:
        answer = super().tally(question)
        return attrs.evolve(answer, tally=attrs.evolve(answer.tally, yes=answer.tally.yes + answer.tally.unknown))


class Shy(MemoryEngine):
    def tally(self, question: Question) -> Answer:
        raise NotSupportedError(Text("不行", "no"))


@pytest.mark.parametrize(("kind", "said"), [(Generous, "the memory engine says"), (Shy, "not among the gaps")])
def test_a_wrong_engine_fails(kind: type[MemoryEngine], said: str) -> None:
    class Broken(EngineContract):
        examples = 200

        def engine(self, data: Dataset, calendar: Calendar) -> Engine:
            return kind(data, calendar)

    with pytest.raises(AssertionError, match=said):
        Broken().test_answers_every_measure_without_facts_and_reports()
