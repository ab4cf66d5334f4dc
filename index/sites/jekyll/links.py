"""Jekyll's links: permalink styles and templates, slugs, and how values are escaped.

After ``lib/jekyll/url.rb``, ``drops/url_drop.rb`` and ``utils.rb`` of Jekyll 4.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from urllib.parse import quote

from index.markdown.slugs import kept, lower
from index.sites.rules import SAFE, date_parts

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""The built-in values of ``permalink`` in a configuration; in a post they are no styles."""
_PLACEHOLDER = re.compile(r":([a-z_]+)")
_DATE_FORMS = {
    "short_year": "%y", "y_day": "%j", "short_month": "%b", "long_month": "%B", "short_day": "%a",
    "long_day": "%A", "week": "%V", "w_year": "%G", "w_day": "%u",
}  # fmt: skip


def ending_like(style: str, template: str) -> str:
    """A template that ends as the links of posts do."""
    if style == "pretty" or style.endswith("/"):
        return f"{template}/"
    has_extension = style in ("date", "ordinal", "none") or style.endswith(":output_ext")
    return f"{template}:output_ext" if has_extension else template


Values = Mapping[str, Callable[[], str]]
"""What placeholders stand for, worked out where a template has them."""


def expand(template: str, values: Values) -> str:
    """A template with its placeholders filled in: ``/:year/:title/`` → ``/2025/空港/``.

    Values are percent-encoded, the template is not. ``:month_:day`` is read as Jekyll does, which
    takes ``month_`` for a name first. An unknown placeholder stays; Jekyll would build no site.
    """

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in values and name.endswith("_"):
            name = name[:-1]
            return f"{_escaped(values[name]())}_" if name in values else match[0]
        return _escaped(values[name]()) if name in values else match[0]

    url = f"/{_PLACEHOLDER.sub(value, template)}".replace("..", "/").replace("./", "")
    return re.sub(r"/{2,}", "/", url)


_escaped = partial(quote, safe=SAFE)


def date_values(date: datetime) -> Values:
    """Placeholders that are parts of the date."""
    forms = {name: partial(date.strftime, form) for name, form in _DATE_FORMS.items()}
    return forms | {name: partial(str, part) for name, part in date_parts(date).items()}


def path_of(labels: Iterable[str]) -> str:
    """Categories as a path, in lower case, each once."""
    return "/".join(dict.fromkeys(map(lower, labels)))


def slugify(text: str) -> str:
    """Jekyll's default slug: letters, marks and digits of any script, hyphens, lower case."""
    return lower(pretty(text, others=""))


def pretty(text: str, others: str = "._~!$&'()+,;=@") -> str:
    """Jekyll's ``pretty`` slug, which keeps case and some marks: that of ``:title``."""
    shown = kept(text, "L M Nd", others, instead="\n")
    return re.sub(r"^-|-$", "", re.sub(r"\n+", "-", shown))
