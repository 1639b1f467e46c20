"""What an intake may say, and the form that asks it."""

import pytest
from marshmallow import fields

from registry.answers import Missing
from registry.codes.lists import code_list
from registry.errors import Invalid
from registry.intake.record import INTAKE
from registry.intake.schemas import IntakeSchema
from registry.schemas.base import parse
from registry.schemas.fields import CodeAnswer, RecordId
from registry.web.forms.bound import schema_field
from registry.web.forms.flow import asked_only, shown_steps, step_after
from registry.web.forms.raw import payload_of, raw_of
from registry.web.messages import known_codes

GOOD = {"assessed_on": "2026-01-05", "substances": [{"substance": "OPI_HEROIN"}]}


def named(*codes, **first):
    return {"substances": [{"substance": code, **(first if index == 0 else {})} for index, code in enumerate(codes)]}


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"substances": []}, {"substances": ["required"]}),
        ({"substances": [{"route": "SMOKE"}]}, {"substances.0.substance": ["required"]}),
        (named("NONE"), {"substances.0.substance": ["none_not_first"]}),
        (named("ALC", "COC_HCL", "ALC"), {"substances.2.substance": ["substance_twice"]}),
        (named("ALC", "COC_HCL", "TOB", "CAN_HERBAL", "INH_VOLATILE"), {"substances": ["required"]}),
        (named("COC_HCL", days_used=31), {"substances.0.days_used": ["days_beyond_window"]}),
        (named("COC_HCL", days_used=29, window_days=28), {"substances.0.days_used": ["days_beyond_window"]}),
        (named("COC_HCL", window_days=0), {"substances.0.window_days": ["out_of_range:1:366"]}),
        (named("OTH"), {"substances.0.name": ["required"]}),
        (named("COC_HCL", route="FLY"), {"substances.0.route": ["unknown_code"]}),
        ({"social_exclusion": ["NONE", "SEX_WORK"]}, {"social_exclusion": ["none_with_others"]}),
        ({"ost_first_year": 2027}, {"ost_first_year": ["date_in_future"]}),
        ({"assessed_on": "2999-01-01"}, {"assessed_on": ["date_in_future"]}),
        ({"injecting": "7"}, {"injecting": ["unknown_code"]}),
        ({"arrests": "many"}, {"arrests": ["not_a_number"]}),
        ({"surprise": 1}, {"surprise": ["unknown_field"]}),
    ],
)
def test_bad_input_names_field_and_reason(change, errors):
    with pytest.raises(Invalid) as refused:
        parse(IntakeSchema(), {**GOOD, **change})
    assert refused.value.errors == errors
    assert {code.partition(":")[0] for codes in errors.values() for code in codes} <= known_codes()


@pytest.mark.parametrize("code", ["ALC", "TOB", "NONSUB_GAMBLING"])
def test_alcohol_tobacco_and_gambling_may_be_the_main_problem(code):
    assert parse(IntakeSchema(), {**GOOD, **named(code)}).substances[0].substance == code


def test_main_substance_may_be_missing_with_its_reason():
    assert parse(IntakeSchema(), {**GOOD, **named("DECLINED")}).substances[0].substance is Missing.DECLINED


def test_days_are_counted_in_thirty_unless_said_otherwise():
    assert parse(IntakeSchema(), GOOD).substances[0].window_days == 30


@pytest.mark.parametrize("reason", [Missing.NOT_ASKED, Missing.NOT_KNOWN, Missing.DECLINED, Missing.NOT_APPLICABLE])
def test_every_coded_question_keeps_the_four_missing_answers_apart(reason):
    names = [name for name, item in IntakeSchema().fields.items() if isinstance(item, CodeAnswer)]
    assert len(names) > 20
    command = parse(IntakeSchema(), {**GOOD, **dict.fromkeys(names, reason.value)})
    assert {getattr(command, name) for name in names} == {reason}


def test_code_of_a_list_that_means_no_answer_becomes_the_reason():
    command = parse(IntakeSchema(), {**GOOD, "injecting": "3", "labour_status": "UNKNOWN"})
    assert (command.injecting, command.labour_status) == (Missing.DECLINED, Missing.NOT_KNOWN)


def test_every_step_asks_at_most_seven_questions_and_no_question_is_asked_twice():
    paths = [path for step in INTAKE.steps for path in step.fields]
    assert all(1 <= len(step.fields) <= 7 for step in INTAKE.steps)
    assert len(paths) == len(set(paths))


def test_every_question_has_a_step_and_words_of_its_own():
    schema = IntakeSchema()
    asked = {path.partition(".")[0] for step in INTAKE.steps for path in step.fields}
    assert asked == {name for name, item in schema.fields.items() if not isinstance(item, RecordId)}
    for step in INTAKE.steps:
        for path in step.fields:
            assert schema_field(schema, path).metadata["label"], path


def test_every_coded_question_names_a_list_that_is_shipped():
    def lists(schema):
        for item in schema.fields.values():
            if isinstance(item, fields.List):
                yield from lists(item.inner.schema)
            elif hasattr(item, "list_name"):
                yield item.list_name

    assert all(len(code_list(name)) for name in lists(IntakeSchema()))


def steps_shown(raw) -> list[str]:
    return [step.slug for step in shown_steps(INTAKE, raw) if step.slug.endswith("substance")]


def test_next_substance_is_asked_only_when_the_one_before_was_named():
    assert steps_shown({}) == ["main-substance"]
    one = {"substances-0-substance": ["ALC"]}
    assert steps_shown(one) == ["main-substance", "second-substance"]
    assert step_after(INTAKE, "second-substance", one) == "injecting"
    none = {**one, "substances-1-substance": ["NONE"]}
    assert steps_shown(none) == ["main-substance", "second-substance"]


def test_substance_whose_question_is_no_longer_asked_is_not_sent():
    raw = {
        "substances-0-substance": ["ALC"],
        "substances-1-substance": ["NONE"],
        "substances-2-substance": ["COC_HCL"],
        "substances-2-route__missing": ["DECLINED"],
    }
    assert payload_of(IntakeSchema(), asked_only(INTAKE, raw))["substances"] == [
        {"substance": "ALC"},
        {"substance": "NONE"},
    ]


def test_form_gives_back_what_it_was_filled_with():
    given = {
        **GOOD,
        "substances": [
            {"substance": "OPI_HEROIN", "route": "INJECT", "days_used": 12, "window_days": 28, "age_first_use": 19},
            {"substance": "NOT_KNOWN", "route": "DECLINED", "window_days": 30},
        ],
        "hiv_testing": "NOT_ASKED",
        "arrests": 0,
        "social_exclusion": ["SEX_WORK", "DISPLACED"],
        "reason_for_seeking_help": "Line one\nline two",
    }
    schema = IntakeSchema()
    assert parse(schema, payload_of(schema, raw_of(schema, given))) == parse(schema, given)
