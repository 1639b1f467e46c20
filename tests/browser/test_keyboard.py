"""Everything can be reached without a mouse, and one always sees where one is."""

from tests.browser.conftest import FileOf, Visit
from tests.browser.visitor import Visitor

FOCUSED = "document.activeElement"


def tab_to(visitor: Visitor, selector: str, most: int = 40) -> None:
    """Press Tab until the element has the focus; each stop on the way shows where it is."""
    for _press in range(most):
        visitor.page.keyboard.press("Tab")
        seen = visitor.page.evaluate(f"""(() => {{
            const found = {FOCUSED}, style = getComputedStyle(found), next = found.nextElementSibling;
            const near = next ? getComputedStyle(next).outlineStyle : 'none';
            return [found.matches({selector!r}), style.outlineStyle !== 'none' || near !== 'none', found.outerHTML];
        }})()""")
        assert seen[1], f"the focus cannot be seen on {seen[2][:200]}"
        if seen[0]:
            return
    raise AssertionError(f"{selector} cannot be reached with Tab on {visitor.page.url}")


def test_sign_in_and_search_need_no_mouse(visit: Visit, file_of: FileOf) -> None:
    file_of(given_names="Irene", family_name_1="Calzada")
    clinician = visit(language="en").go("/sign-in")
    keys = clinician.page.keyboard
    tab_to(clinician, "#user_name")
    keys.type(clinician.account.user_name)
    tab_to(clinician, "#password")
    keys.type(clinician.account.password)
    with clinician.page.expect_navigation():
        keys.press("Enter")
    tab_to(clinician, "#code")
    keys.type(clinician.account.code)
    with clinician.page.expect_navigation():
        keys.press("Enter")
    assert clinician.look().path == "/caseload"
    keys.press("g")
    with clinician.page.expect_navigation():
        keys.press("p")
    assert clinician.look().path == "/patients"
    keys.press("/")
    assert clinician.page.evaluate(f"{FOCUSED}.type") == "search"
    keys.type("Irene Calzada")
    with clinician.page.expect_navigation():
        keys.press("Enter")
    tab_to(clinician.look(), ".row__title a")
    with clinician.page.expect_navigation():
        keys.press("Enter")
    assert "Irene" in clinician.look().text


def test_the_skip_link_leads_past_the_navigation(visit: Visit) -> None:
    clinician = visit(language="fr").sign_in()
    tab_to(clinician, ".govuk-skip-link", most=1)
    clinician.page.keyboard.press("Enter")
    assert clinician.page.evaluate(f"{FOCUSED}.id") == "main-content"


def test_a_question_mark_opens_the_list_of_keys_and_escape_closes_it(visit: Visit) -> None:
    clinician = visit(language="pt").sign_in()
    sheet = clinician.page.locator("#help-sheet")
    clinician.page.keyboard.press("?")
    assert sheet.is_visible()
    clinician.look().page.keyboard.press("Escape")
    assert not sheet.is_visible()


def test_a_diagnosis_is_found_with_the_arrows(visit: Visit, file_of: FileOf) -> None:
    clinician = visit().sign_in().go(f"{file_of()}/diagnoses/new")
    box = clinician.page.locator("#diagnosis")
    box.press_sequentially("cocaine dep", delay=5)
    clinician.page.locator("#diagnosis-list li").first.wait_for()
    clinician.look()  # with the list open
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        box.press(key)
    assert "F14" in clinician.page.locator("input[type=hidden][name=diagnosis]").input_value()
