"""Which administrator may change whom: pure rules, asked before every change of an account.

An administrator of some centres touches only people all of whose rights lie in those centres; else who administers
one commune could choose a password for the leader of the province.
"""

from central.people.accounts import AccountRefused
from central.people.roles import ADMIN, ROLES, Grant, Person
from central.store.tables.people import EVERY_SITE


def may_give(admin: Person, given: Grant) -> bool:
    """Whether an administrator may give or take a right: of every site only who administers every site."""
    return any(held.role == ADMIN and (held.site == EVERY_SITE or held.site == given.site) for held in admin.grants)


def may_change(admin: Person, other: Person) -> bool:
    """Whether an administrator may change an account: all its rights must be his to give.

    One without rights may get any tomorrow: only who administers every site holds its key until then.
    """
    return all(may_give(admin, held) for held in other.grants or (Grant(EVERY_SITE, ADMIN),))


def check_grant(given: Grant, configured: frozenset[str]) -> None:
    """Refuse a right that cannot be. Raises AccountRefused."""
    role = ROLES.get(given.role)
    if role is None:
        raise AccountRefused("Không có vai trò này.")
    if given.site != EVERY_SITE and given.site not in configured:
        raise AccountRefused("Không có trung tâm này.")
    if role.detail_title and not given.detail:
        raise AccountRefused(f"Vai trò “{role.title}” phải ghi kèm: {role.detail_title.lower()}.")
    if role.detail_title and given.site == EVERY_SITE:
        raise AccountRefused(f"Vai trò “{role.title}” chỉ giao cho từng trung tâm.")
    if not role.detail_title and given.detail:
        raise AccountRefused(f"Vai trò “{role.title}” không ghi kèm gì.")


def is_last_admin(everyone: list[Person], leaving: Person) -> bool:
    """Whether without this person nobody could administer every site any more."""

    def can(one: Person) -> bool:
        return Grant(EVERY_SITE, ADMIN) in one.grants and one.has_password and not one.is_blocked

    return can(leaving) and not any(can(one) for one in everyone if one.id != leaving.id)
