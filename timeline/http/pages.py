"""What people look at in a browser: the start page, the API documentation, and what each problem means."""

from pathlib import Path

import jinja2
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from events.edtf import iso
from timeline import clock
from timeline.errors import NotFound
from timeline.http import explanations, parameters, problems
from timeline.http.answers import at_head
from timeline.http.context import context
from timeline.http.media import HTML, answer_type
from timeline.question import LIMIT_MAX, Question

ACTIVE = "active-exercises"
ASSETS = {
    "style.css": "text/css; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
    "vendor/swagger-ui.css": "text/css; charset=utf-8",
    "vendor/swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}
"""The files that are served; templates are not among them."""
_POLICY = (
    "default-src 'none'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SECURITY = {"content-security-policy": f"{_POLICY}; style-src 'self'"}
DOCS_SECURITY = {"content-security-policy": f"{_POLICY}; style-src 'self' 'unsafe-inline'"}
"""Swagger UI writes styles into the page."""
_HERE = Path(__file__).parent / "page"
_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
)


async def start(request: Request) -> Response:
    """The views, and the exercises of a day, today where none is asked for."""
    given = parameters.read(request.query_params, (parameters.ON,))
    answer_type(request.headers.getlist("accept"), (HTML,))
    service = context(request).service
    views = service.views()
    on = given.get("on", clock.day_of(service.clock()))
    rows = (await service.view(Question(ACTIVE, on=on, limit=LIMIT_MAX))).rows if any(view.name == ACTIVE for view in views) else ()
    position = (await service.head()).position
    html = _TEMPLATES.get_template("start.html").render(views=views, rows=rows, position=position, on=iso(on))
    return HTMLResponse(html, headers={**SECURITY, **at_head(position)})


async def docs(request: Request) -> Response:
    parameters.read(request.query_params, ())
    answer_type(request.headers.getlist("accept"), (HTML,))
    return HTMLResponse(_TEMPLATES.get_template("docs.html").render(), headers=DOCS_SECURITY)


async def problem(request: Request) -> Response:
    """The page that the `type` of a problem document leads to."""
    slug, titles = request.path_params["slug"], explanations.titles()
    if slug not in explanations.WORDS:
        raise NotFound(f"there is no problem called {slug[:80]!r}")
    answer_type(request.headers.getlist("accept"), (HTML,))
    status = problems.status_of_slug(slug)
    html = _TEMPLATES.get_template("problem.html").render(title=titles[slug], status=status, words=explanations.WORDS[slug])
    return HTMLResponse(html, headers=SECURITY)


async def asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in ASSETS or not (_HERE / name).is_file():
        raise NotFound(f"there is no file {name[:80]!r}")
    return FileResponse(_HERE / name, media_type=ASSETS[name], headers={"cache-control": "max-age=3600"})
