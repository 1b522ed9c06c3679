"""Roles give permissions. They never give an office, and no flag replaces them."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from decisions.permissions import Perm
from iegtracker.ledger.models import Event
from iegtracker.people.models import User
from iegtracker.people.roles import (
    Role,
    give_role,
    granted_to,
    sync_roles,
    take_role,
)
from tests import makers

pytestmark = pytest.mark.django_db


def test_roles_are_synchronised_once_and_repeating_changes_nothing():
    Group.objects.all().delete()
    assert set(sync_roles()) == {role.value for role in Role}
    assert sync_roles() == []
    for role in Role:
        held = {
            f"{p.content_type.app_label}.{p.codename}"
            for p in Group.objects.get(name=role.value).permissions.all()
        }
        assert held == granted_to(role)


def test_a_permission_added_by_hand_is_taken_away():
    member = Group.objects.get(name="Member")
    member.permissions.add(Permission.objects.get(codename="clear_statement"))
    call_command("sync_roles", verbosity=0)
    left = member.permissions.values_list("codename", flat=True)
    assert list(left) == ["read_as_member"]


def test_a_superuser_holds_nothing_without_a_role():
    admin = makers.people().administrator
    assert admin.has_perm(Perm.CLEAR)
    assert not any(admin.holds(perm) for perm in Perm)


def test_a_closed_account_holds_nothing():
    clerk = makers.people().clerk
    assert clerk.holds(Perm.CLEAR)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert not User.objects.get(pk=clerk.pk).holds(Perm.CLEAR)


def test_a_role_given_and_taken_is_recorded():
    who = makers.people()
    give_role(who.member, Role.CLERK, by=who.administrator)
    assert who.member.holds(Perm.CLEAR)
    assert Event.objects.last().verb == "account.role_given"
    take_role(who.member, Role.CLERK, by=who.administrator)
    assert not who.member.holds(Perm.CLEAR)
    assert Event.objects.last().told["role"] == "Clerk"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.AUDITOR])
def test_readers_change_nothing(role):
    changing = {p for p in Perm if not p.split(".")[1].startswith("view_")}
    assert not changing & granted_to(role)
    assert "statements.edit_paper" not in granted_to(role)


def test_no_role_may_both_write_and_record_decisions():
    for role in Role:
        assert not {Perm.WRITE_CHANGE, Perm.RECORD_DECISION} <= granted_to(role)
