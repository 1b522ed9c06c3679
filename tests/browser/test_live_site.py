"""The site that browser tests visit is the whole site, as in production."""

import pytest
from django.contrib.auth import get_user_model

pytestmark = pytest.mark.browser


def test_the_live_site_answers_and_sees_what_the_test_commits(live_site, page):
    answer = page.goto(f"{live_site}/sign-in/")
    assert answer.status == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    styles = page.locator("link[rel=stylesheet]").all()
    assert styles
    for style in styles:
        sheet = page.request.get(live_site + style.get_attribute("href"))
        assert sheet.status == 200
        assert "immutable" in sheet.headers["cache-control"]

    get_user_model().objects.create_user(
        username="visitor",
        name="Visitor",
        email="visitor@example.invalid",
        password="a long enough word",
    )
    page.get_by_label("Username", exact=False).first.fill("visitor")
    page.get_by_label("Password").first.fill("a long enough word")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{live_site}/")
