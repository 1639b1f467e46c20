"""Each role signs in with both factors and finds the page where its day starts."""

import pytest

from registry.access.roles import Role
from tests.browser.conftest import Visit
from tests.browser.visitor import DESK, PHONE

FIRST_PAGES = (
    (Role.CLINICIAN, "/caseload", "en", PHONE),
    (Role.PROVIDER_MANAGER, "/caseload", "fr", PHONE),
    (Role.LIAISON_OFFICER, "/court-list", "pt", PHONE),
    (Role.BOARD_ANALYST, "/releases", "es", DESK),
    (Role.DATA_PROTECTION_OFFICER, "/patients", "en", DESK),
    (Role.SYSTEM_ADMINISTRATOR, "/organisations", "fr", DESK),
)


@pytest.mark.parametrize(("role", "path", "language", "width"), FIRST_PAGES)
def test_a_role_is_led_to_its_first_page_and_may_open_its_own_account(
    visit: Visit, role: Role, path: str, language: str, width: int
) -> None:
    visitor = visit(role, language, width).sign_in()
    assert visitor.path == path
    assert visitor.page.locator("html").get_attribute("lang") == language
    for link in [item.get_attribute("href") for item in visitor.page.locator(".header__nav a").all()]:
        visitor.go(str(link))
    visitor.go("/account")
    assert visitor.says("My account")
