"""The JSON is the one that other programs were promised."""

from __future__ import annotations

import json
from decimal import ROUND_CEILING, ROUND_FLOOR
from fractions import Fraction
from pathlib import Path

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.boundary import wire
from fengqiao.errors import UsageError
from fengqiao.model.outcome import Tally
from fengqiao.model.predicate import Limits
from tests.sample_assessment import ASSESSMENT, OUTCOMES

DOCUMENT = json.loads(wire.to_json(ASSESSMENT))


def test_the_document_has_the_fixed_keys() -> None:
    fixed = {"schema_version", "pack", "as_of", "readings", "synthetic", "fingerprint", "intake"}
    assert fixed | {"outcomes", "scorecards", "problems"} <= set(DOCUMENT)
    assert DOCUMENT["schema_version"] == "1"
    assert DOCUMENT["pack"] == {"id": "jinhua-2018-2020", "version": "1.0.0"}
    assert DOCUMENT["as_of"] == "2019-12-31"
    assert DOCUMENT["intake"] == {"rows": 120, "facts": 119, "refused": 1}
    assert DOCUMENT["synthetic"] is True


def test_an_outcome_is_as_promised() -> None:
    assert DOCUMENT["outcomes"][0] == {
        "target": "county-studios",
        "unit": {"code": "330702000000", "name": "婺城区", "level": "county"},
        "status": "not_met",
        "tally": {"yes": 9, "no": 0, "unknown": 0, "may_yes": 0, "may_no": 0, "open": False},
        "tallies": None,
        "value": {"low": 9, "high": 9},
        "threshold": {"at_least": 10, "since": "2019-12-31"},
        "margin": -1,
        "next": None,
        "outlook": None,
        "settle": None,
        "other_readings": {"opened-in-year": "not_met"},
        "waiver": None,
        "sentence": {"zh": "婺城区“县级个人品牌调解工作室”：not_met。", "en": "婺城区: not_met."},
    }


def test_an_end_that_does_not_exist_is_null_and_what_settles_is_named() -> None:
    outcome = DOCUMENT["outcomes"][1]
    assert outcome["value"] == {"low": 9, "high": None}
    assert outcome["settle"] == {
        "for_met": 1,
        "for_not_met": None,
        "asks": [
            {
                "why": "not_reported",
                "register": "studios",
                "unit": {"code": "330782000000", "name": "义乌市"},
                "since": "2019-01-01",
                "until": "2019-12-31",
                "field": None,
                "where": None,
                "members": 1,
            }
        ],
        "more": 0,
    }


def test_a_share_is_a_fraction_rounded_outwards() -> None:
    outcome = DOCUMENT["outcomes"][3]
    assert outcome["value"] == {"low": 0.333333333333, "high": 0.666666666667}
    assert outcome["next"] == {"at_least": 0.3, "due": "2020-12-31"}
    assert outcome["outlook"] == {"status": "behind", "line": 0.285714285714, "cagr": 5.00455, "progress": "on_track"}


def test_a_change_has_two_tallies_and_no_single_one() -> None:
    change = attrs.evolve(OUTCOMES[0], over=Tally(yes=12))
    (outcome,) = json.loads(wire.to_json(attrs.evolve(ASSESSMENT, outcomes=(change,))))["outcomes"]
    assert outcome["tally"] is None
    assert (outcome["tallies"]["tally"]["yes"], outcome["tallies"]["over"]["yes"]) == (9, 12)


def test_a_rolled_up_target_says_that_units_are_counted() -> None:
    assert DOCUMENT["outcomes"][-1]["threshold"] == {"at_least": 1, "since": "2019-12-31", "of": "units"}


def test_a_rolled_up_target_that_is_not_due_asks_for_all_units() -> None:
    rolled = attrs.evolve(OUTCOMES[3], of_units=True)
    (outcome,) = json.loads(wire.to_json(attrs.evolve(ASSESSMENT, outcomes=(rolled,))))["outcomes"]
    assert outcome["next"] == {"at_least": 1, "due": "2020-12-31", "of": "units"}


def test_a_duty_whose_first_slot_is_ahead_is_due_under_the_limits_in_force() -> None:
    duty = attrs.evolve(OUTCOMES[3], next=None, limits=Limits(at_least=Fraction(1)))
    (outcome,) = json.loads(wire.to_json(attrs.evolve(ASSESSMENT, outcomes=(duty,))))["outcomes"]
    assert outcome["next"] == {"at_least": 1, "due": "2020-12-31"}


def test_scorecards_are_intervals_in_the_language_of_the_run() -> None:
    _, card, _ = DOCUMENT["scorecards"]
    assert card["marks"] == {"low": 66.6666666666, "high": 90}
    assert card["grade"] == {"low": "优秀", "high": "优秀"}
    assert card["rank"] == {"best": 2, "worst": 2}
    assert card["items"][0]["words"] == "差1个"
    english = json.loads(wire.to_json(ASSESSMENT, "en"))["scorecards"][1]
    assert english["grade"]["low"] == "excellent"
    assert english["items"][0]["name"] == "studios"


def test_problems_say_what_where_and_how_to_mend_in_the_language_of_the_run() -> None:
    assert DOCUMENT["problems"][0] == {
        "code": "date-unreadable",
        "severity": "error",
        "where": {"file": "submissions/婺城区.xlsx", "sheet": "调解员", "cell": "C7", "unit": "330702000000"},
        "what": "“2019年13月5日”不是日期",
        "mend": "请写成 2019-12-05",
    }
    assert json.loads(wire.to_json(ASSESSMENT, "en"))["problems"][0]["mend"] == "Write 2019-12-05"


def test_each_file_is_named_once() -> None:
    assert [source["file"] for source in DOCUMENT["sources"]] == ["submissions/义乌市.csv", "submissions/婺城区.xlsx"]


def test_same_inputs_give_the_same_bytes_whatever_the_order_of_a_mapping() -> None:
    turned = attrs.evolve(ASSESSMENT, readings=dict(reversed(list(ASSESSMENT.readings.items()))))
    assert wire.to_json(turned) == wire.to_json(ASSESSMENT)


def test_the_types_read_back_what_was_written() -> None:
    again = wire.from_json(wire.to_json(ASSESSMENT))
    assert again == wire.to_wire(ASSESSMENT)
    assert again.outcomes[0].unit.name == "婺城区"
    assert again.outcomes[1].value is not None
    assert again.outcomes[1].value.high is None


def test_a_reader_passes_over_keys_of_a_later_version() -> None:
    newer = DOCUMENT | {"new": 1, "outcomes": [DOCUMENT["outcomes"][0] | {"new": 1}]}
    assert wire.from_json(json.dumps(newer)).outcomes[0].status == "not_met"


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{", "not an assessment of version 1: Invalid JSON"),
        (json.dumps(DOCUMENT | {"schema_version": "2"}), "version 1: schema_version: Input should be '1'"),
        (json.dumps(DOCUMENT | {"outcomes": [{}]}), "version 1: outcomes.0.target: Field required"),
    ],
)
def test_what_is_no_assessment_is_refused_with_its_place(document: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        wire.from_json(document)
    assert refused.value.text.zh.startswith("不是第 1 版判定结果")


def test_the_shipped_schema_is_what_the_types_say() -> None:
    file = Path(wire.__file__).with_name("assessment.schema.json")
    assert file.read_text("utf-8") == wire.schema_text(), "write it anew: python -m tests.boundary.test_wire"


def test_the_document_holds_to_the_shipped_schema() -> None:
    jsonschema.validate(DOCUMENT, wire.schema())
    with pytest.raises(jsonschema.ValidationError, match="'maybe' is not one of"):
        jsonschema.validate(DOCUMENT | {"outcomes": [DOCUMENT["outcomes"][0] | {"status": "maybe"}]}, wire.schema())


@given(st.fractions())
def test_numbers_are_rounded_outwards_in_twelve_digits(value: Fraction) -> None:
    low, high = wire.number(value, ROUND_FLOOR), wire.number(value, ROUND_CEILING)
    assert Fraction(str(low)) <= value <= Fraction(str(high))
    if value.denominator == 1:
        assert low == high == value
    else:
        assert Fraction(str(high)) - Fraction(str(low)) <= abs(value) / 10**11


if __name__ == "__main__":
    Path(wire.__file__).with_name("assessment.schema.json").write_text(wire.schema_text(), "utf-8")
