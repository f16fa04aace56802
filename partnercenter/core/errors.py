"""What may go wrong by rule, said once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class DomainError(Exception):
    """A rule of the programme says no.

    `code` is stable and for programs, `message` is a translated sentence for the person, `field` names
    the form field it belongs to (None: the form as a whole).
    """

    def __init__(self, code: str, message: str | _StrPromise, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field


def why_not(rule: Callable[..., Any], *asked: Any) -> str:
    """The sentence with which the rule refuses, or nothing."""
    try:
        rule(*asked)
    except DomainError as error:
        return str(error.message)
    return ""


class DomainErrors(DomainError):
    """Several at once, so that a person mends all of them in one go."""

    def __init__(self, errors: Sequence[DomainError]) -> None:
        super().__init__(errors[0].code, " ".join(str(error.message) for error in errors), errors[0].field)
        self.errors = list(errors)


class StaleState(DomainError):
    """Somebody or something else changed the object first; the true state is in the database."""


class RateLimited(DomainError):
    """Too many of these; `retry_after` is in seconds."""

    def __init__(
        self, code: str, message: str | _StrPromise, *, retry_after: int, field: str | None = None
    ) -> None:
        super().__init__(code, message, field)
        self.retry_after = retry_after


class RoleRequired(PermissionDenied):
    """The person is a member, but in no role that may do this. Becomes the 403 page that names the roles.

    `roles` are translated role names, `holders` the names of colleagues who have one of them.
    """

    def __init__(
        self, permission: str, roles: Sequence[str | _StrPromise], holders: Iterable[str] = ()
    ) -> None:
        super().__init__(permission)
        self.permission = permission
        self.roles = list(roles)
        self.holders = list(holders)
