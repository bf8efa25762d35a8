"""Sign-in that remembers whom it has loaded: an account keeps what it may do for as long as the object lives."""

from django.contrib.auth.backends import ModelBackend

from chibo.registry.access.models import User

_KNOWN: dict[int, User] = {}


class KnownUsers(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        if user_id not in _KNOWN:
            _KNOWN[user_id] = User.objects.get(pk=user_id)
        return _KNOWN[user_id]
