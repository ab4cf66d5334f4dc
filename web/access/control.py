"""Who may ask what: keys, their scopes and origins, and how often anyone may ask.

Keys are optional. One that is sent must be good, and then its rate limit and its fixed filter
hold. With the setting ``require_key``, whatever shows posts needs one.
"""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv6Address, ip_address

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter

from search.query.deadline import Deadline
from search.query.parser import parse_filters
from search.query.query import EVERYTHING, Asker, Filters
from search.searcher import ConfinedSearcher
from web.access import counters  # noqa: F401  (registers common://)
from web.access.crowding import bound_large_requests, searches_in_request
from web.access.keys import TOKEN_START, Key, KeyStore
from web.context import context, once
from web.errors import ApiError
from web.settings import Settings

_KEYS = "sakuin.keys"
_COUNTERS = "sakuin.counters"
_SCOPES = {
    "api": "search",
    "instantsearch": "search",
    "feeds": "search",
    "admin.click": "search",
    "pages": "search",
    "discovery.suggestions": "search",
}
"""What a blueprint, or one endpoint of it, needs; all others are open to all."""
_COUNTED = ("jobs", "admin")
"""Blueprints whose requests count as well, though they check keys themselves: a guess is one."""
_PASSWORDS = ("pages", "feeds", "discovery", "metrics")
"""Where a key may be the password of the browser's or the feed reader's own dialog."""
_BEARER = 'Bearer realm="sakuin"'
_PASSWORD = 'Basic realm="Sakuin: any name, and a key as the password", charset="UTF-8"'


def control_access(app: Flask, settings: Settings) -> None:
    """Checks keys and counts requests."""
    app.extensions[_KEYS] = KeyStore(settings.data)
    app.before_request(_find_key)
    app.after_request(_keep_private)
    limiter = Limiter(
        _asker,
        app=app,
        application_limits=[_limit],
        application_limits_cost=searches_in_request,
        storage_uri="common://",
        storage_options={"store": settings.rate_limit_store.get_secret_value()},
        strategy="fixed-window",
        headers_enabled=True,
        swallow_errors=True,
    )
    app.extensions[_COUNTERS] = limiter.storage
    limiter.request_filter(lambda: not _limit() or not _is_counted())
    app.before_request(_refuse)  # after the limiter, so that guesses of keys are counted too
    bound_large_requests(app, settings.threads)


def current_key() -> Key | None:
    """The key that came with the request."""
    key: Key | None = g.get("key")
    return key


def counts_together() -> bool:
    """Whether rate limits are counted where the settings want them to be."""
    return bool(current_app.extensions[_COUNTERS].check())


def confined_searcher() -> ConfinedSearcher:
    """The searcher of the moment as the asker of this request may use it.

    It stays within the fixed filter of the key, and all its answers together have one deadline.
    """
    until = context().settings.search_timeout
    asker = once("asker", lambda: Asker(_fixed_filter(), Deadline.after(until)))
    return ConfinedSearcher(context().searcher(), asker)


def _fixed_filter() -> Filters:
    """The filter that the key of the request cannot leave."""
    key = current_key()
    if key is None:
        return EVERYTHING
    try:
        limits = (
            parse_filters(key.filter, context().today(), context().fields)
            if key.filter
            else EVERYTHING
        )
    except ValueError as error:  # what cannot be held to opens nothing
        raise ApiError(403, f"The filter of the key {key.name} {error}.") from None
    if not key.sites:
        return limits
    wanted = limits.values.get("site", key.sites)
    common = tuple(name for name in key.sites if name in wanted)
    if not common:
        raise ApiError(403, f"The key {key.name} is for no site that its filter lets in.")
    return replace(limits, values={**limits.values, "site": common})


def require_admin(by_password: bool = False) -> None:
    """Raises ApiError unless the request came with a key of the scope ``admin``.

    Only pages that change nothing take it as a password: a browser sends that again to
    whatever asks for it.
    """
    if by_password:
        _require("admin", _token() or _password(), _PASSWORD)
    else:
        _require("admin", _token(), _BEARER)


def require_owner(by_password: bool = False) -> None:
    """Like :func:`require_admin`, where what is shown is of all sites: a key of some is refused."""
    require_admin(by_password)
    key = current_key()
    if key and key.sites:
        raise ApiError(403, f"The key {key.name} is for some sites only, and this is of all.")


def _find_key() -> None:
    scope = _scope()
    if scope is None or request.method == "OPTIONS":
        return
    # Many feed readers know nothing but an address.
    in_address = request.args.get("key", "") if request.blueprint == "feeds" else ""
    token = _token() or _password() or in_address
    if token or context().settings.require_key:
        dialog = request.method in ("GET", "HEAD") and request.blueprint in _PASSWORDS
        try:
            _require(scope, token, _PASSWORD if dialog else _BEARER)
        except ApiError as error:
            # Browsers send the password of /admin to every page, also where none is needed.
            needless = error.status == 403 and not _token() and not context().settings.require_key
            if not needless:
                g.refusal = error


def _refuse() -> None:
    if "refusal" in g:
        raise g.refusal


def _is_counted() -> bool:
    return request.method != "OPTIONS" and bool(_scope() or request.blueprint in _COUNTED)


def _require(scope: str, token: str, challenge: str) -> None:
    if not token:
        raise _unauthorized("This needs a key: send it as `Authorization: Bearer KEY`.", challenge)
    keys: KeyStore = current_app.extensions[_KEYS]
    key = keys.find(token)
    if key is None:
        raise _unauthorized("The key is unknown, revoked or expired.", challenge)
    if scope not in key.scopes:
        raise ApiError(403, f"The key {key.name} does not have the scope {scope}.")
    origin = request.headers.get("Origin")
    if origin and key.origins and not {origin, "*"} & set(key.origins):
        raise ApiError(403, f"The key {key.name} is not for pages of {origin[:100]}.")
    g.key = key


def _scope() -> str | None:
    return _SCOPES.get(request.endpoint or "") or _SCOPES.get(request.blueprint or "")


def _token() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return token.strip()
    return request.headers.get("X-API-Key", "")


def _password() -> str:
    """A key as the password of any name, or as the name: programs differ in what they ask for.

    Other passwords are those of a web server in front, which passes them on.
    """
    authorization = request.authorization
    if authorization is None or authorization.type != "basic":
        return ""
    given = (authorization.password or "", authorization.username or "")
    return next((one for one in given if one.startswith(TOKEN_START)), "")


def _unauthorized(message: str, challenge: str) -> ApiError:
    return ApiError(401, message, {"WWW-Authenticate": challenge})


def _limit() -> str:
    key = current_key()
    return (key.rate_limit if key else "") or context().settings.rate_limit


def _asker() -> str:
    """The key, else the address; a whole /64 of IPv6, which one machine can have to itself."""
    key = current_key()
    if key:
        return f"key {key.id}"
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:  # as on a socket for both
        return f"{int(address) >> 64:x}::/64"
    return str(address)


def _keep_private(response: Response) -> Response:
    """What a key was needed for must not be given to others by a cache in between."""
    if response.status_code not in (429, 503):
        response.headers.pop("Retry-After", None)  # Flask-Limiter sends it with every answer
    if _scope() and (current_key() or context().settings.require_key):
        response.vary.update(("Authorization", "X-API-Key"))
        response.headers["Cache-Control"] = "private, no-cache"
    return response
