"""The macros every page is made of: strict, escaped, and within the content security policy."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

import registry.web as web
from registry.web.charts import Bar, bar_chart

FOLDER = Path(web.__file__).parent
HOSTILE = "\"><script>alert('1')</script>"
MISSING = [("unknown", "Not known"), ("declined", "Declined")]
MASKED: dict[str, Any] = {"key": "Number", "value": "", "masked": True, "reveal_action": "/reveal"}
CHART = bar_chart([Bar("Opioids", 62)], title="Completed", headings=("What", "%", "Note"), locale="en")
ROWS: list[dict[str, Any]] = [
    {"key": "Number", "value": "", "masked": True, "reveal_action": "/reveal"},
    {"key": "Name", "value": HOSTILE},
]
LINKS = [{"text": "Caseload", "href": "/", "active": True, "key": "c"}]
WIDGETS = [
    "text",
    "textarea",
    "number",
    "date",
    "radios",
    "select",
    "checkboxes",
    "code_search",
    "number_answer",
    "coded_answer",
    "hidden",
]


@pytest.fixture(scope="module")
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(csrf_token=lambda: "token", static_url=lambda path: f"/static/{path}")
    return made


@pytest.fixture
def draw(environment: Environment) -> Callable[..., str]:
    def write(source: str, **context: Any) -> str:
        return environment.from_string('{% import "ui.html" as ui %}' + source).render(context)

    return write


def field(widget: str, **changes: Any) -> SimpleNamespace:
    values: dict[str, Any] = {"date": {}, "number_answer": {}, "coded_answer": {}, "checkboxes": []}
    plain: dict[str, Any] = {
        "name": "answer",
        "label": HOSTILE,
        "hint": HOSTILE,
        "value": values.get(widget, HOSTILE),
        "error": HOSTILE,
        "widget": widget,
        "options": [("1", HOSTILE), ("2", "Two")],
        "missing_options": MISSING,
        "unit": "days",
        "required": True,
        "autocomplete": "",
        "inputmode": "",
        "max_length": 20,
    }
    return SimpleNamespace(**{**plain, **changes})


def page(environment: Environment, layout: str, **changes: Any) -> str:
    account = SimpleNamespace(display_name="Ana R.", organisation_name="Centro", role_label="Clinician")
    context = {
        "nav": LINKS,
        "account": account,
        "language": "en",
        "languages": [("en", "English"), ("pt", "Português")],
        "csp_nonce": "n0nce",
        "notices": [{"text": HOSTILE, "kind": "success"}],
    }
    return environment.get_template(layout).render({**context, **changes})


@pytest.mark.parametrize("widget", WIDGETS)
def test_every_widget_escapes_what_people_wrote(draw: Callable[..., str], widget: str) -> None:
    html = draw("{{ ui.field(f) }}", f=field(widget))
    assert "<script" not in html
    assert 'name="answer' in html
    assert not re.search(r"\s(style|on\w+)=", html)


@pytest.mark.parametrize("widget", [name for name in WIDGETS if name != "hidden"])
def test_an_error_summary_link_leads_to_the_first_control(draw: Callable[..., str], widget: str) -> None:
    html = draw("{{ ui.error_summary([('answer', 'Choose')]) }}{{ ui.field(f) }}", f=field(widget))
    assert 'href="#answer"' in html
    assert re.search(r'<(input|select|textarea)[^>]* id="answer"', html)


@pytest.mark.parametrize("widget", [name for name in WIDGETS if name != "hidden"])
def test_hint_and_error_are_read_with_the_question(draw: Callable[..., str], widget: str) -> None:
    described = re.search(r'aria-describedby="([^"]*)"', draw("{{ ui.field(f) }}", f=field(widget)))
    assert described is not None
    assert described[1].split()[:2] == ["answer-hint", "answer-error"]


def test_an_unknown_widget_is_an_error_and_not_a_blank(draw: Callable[..., str]) -> None:
    with pytest.raises(UndefinedError):
        draw("{{ ui.field(f) }}", f=field("slider"))


@pytest.mark.parametrize("widget", ["number_answer", "coded_answer"])
def test_a_missing_answer_is_posted_under_its_own_name(draw: Callable[..., str], widget: str) -> None:
    given = field(widget, value={"value": None, "missing": "declined"})
    html = draw("{{ ui.field(f) }}", f=given)
    assert '<input type="radio" name="answer__missing" value="declined" checked>' in html
    assert 'name="answer__missing" value="" checked' not in html


def test_nought_is_shown_as_an_answer(draw: Callable[..., str]) -> None:
    html = draw("{{ ui.field(f) }}", f=field("number_answer", value={"value": 0, "missing": None}))
    assert 'value="0"' in html


def test_a_date_keeps_what_was_typed_even_if_it_is_no_date(draw: Callable[..., str]) -> None:
    html = draw("{{ ui.field(f) }}", f=field("date", value={"day": "31", "month": "2", "year": "1990"}))
    assert [f'name="answer__{part}"' in html for part in ("day", "month", "year")] == [True] * 3
    assert 'value="31"' in html


def test_a_masked_value_is_not_in_the_page_and_is_asked_for_by_post(draw: Callable[..., str]) -> None:
    rows = [{**MASKED, "value": "X1234567"}]
    html = draw("{{ ui.summary_list(rows) }}", rows=rows)
    assert "X1234567" not in html
    assert 'method="post" action="/reveal"' in html
    assert 'name="csrf_token"' in html


def test_a_chart_stands_beside_its_table(draw: Callable[..., str]) -> None:
    html = draw("{{ ui.figure(chart) }}", chart=CHART)
    assert "<svg" in html
    assert "<table" in html
    assert 'data-label="%"' in html


@pytest.mark.parametrize(
    "source",
    [
        "{{ ui.summary_list(rows) }}",
        "{{ ui.badge(text, 'attention', 'clock') }}",
        "{{ ui.tile(text, text, text, href='/') }}",
        "{{ ui.notice(text, 'danger', text) }}",
        "{{ ui.progress(2, 5, text) }}",
        "{{ ui.empty_state(text, text) }}",
        "{{ ui.section_nav(links, text) }}",
        "{{ ui.table(text, [{'text': text}, {'text': text, 'numeric': true}], [[text, text]]) }}",
        "{{ ui.button(text, name='go', value=text) }}{{ ui.button_link(text, '/', about=text) }}",
        "{{ ui.post_button(text, '/go', fields={'v': text}) }}{{ ui.back_link('/', text) }}",
        "{{ ui.page_header(text, text, text) }}{{ ui.search_input('q', text, text) }}",
        "{% call ui.card(text, 'attention', text, '/') %}{{ text }}{% endcall %}",
        "{% call ui.disclosure(text) %}{{ text }}{% endcall %}{{ ui.draft_status(text) }}",
        "{{ ui.timestamp(when, text) }}{{ ui.password_input('p', text, text, text) }}",
    ],
)
def test_pieces_escape_and_carry_no_inline_style(draw: Callable[..., str], source: str) -> None:
    html = draw(source, text=HOSTILE, rows=ROWS, links=LINKS, when=datetime(2026, 11, 24, tzinfo=UTC))
    assert "<script" not in html
    assert not re.search(r"\s(style|on\w+)=", html)


@pytest.mark.parametrize("layout", ["layout.html", "layout_bare.html"])
def test_every_script_carries_the_nonce(environment: Environment, layout: str) -> None:
    scripts = re.findall(r"<script[^>]*>", page(environment, layout))
    assert len(scripts) == 3
    assert all('nonce="n0nce" src="/static/' in script for script in scripts)


def test_a_layout_needs_no_more_than_its_contract(environment: Environment) -> None:
    html = page(environment, "layout.html")
    assert '<html lang="en"' in html
    assert 'aria-current="page" data-shortcut="c">Caseload' in html
    assert re.search(r'name="language" value="pt" lang="pt">Português', html)
    assert "Ana R." in html


def test_a_visitor_sees_no_menu_but_may_choose_a_language(environment: Environment) -> None:
    html = page(environment, "layout.html", account=None, nav=[])
    assert "Sign out" not in html
    assert "Português" in html


def test_no_static_file_asks_another_host_for_anything() -> None:
    styles = [path.read_text() for path in (FOLDER / "static").rglob("*.css")]
    assert len(styles) >= 4
    assert not any(re.search(r"@import|@font-face|url\((?![\"']?data:)|attr\(href\)", text) for text in styles)
