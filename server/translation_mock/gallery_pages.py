"""The pages of the gallery. What it takes to draw the pictures is loaded with the first visitor."""

from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from translation_mock.edge import House, Page
from translation_mock.templates import page_response

if TYPE_CHECKING:
    from translation_mock.gallery import Ask, Gallery

_PATH = "/gallery"


class GalleryPages:
    """The page and its pictures, as the API behind *ask* answers them."""

    def __init__(self, ask: "Ask", house: House) -> None:
        self._ask = ask
        self._house = house

    @cached_property
    def gallery(self) -> "Gallery":
        """The exhibits, with the settings of this mock."""
        from translation_mock.gallery import Gallery

        return Gallery(self._ask, self._house.work, self._house.lists)

    def pages(self) -> tuple[Page, ...]:
        """The page, to which the start page leads, and its files."""
        return (
            Page(_PATH, self._page, "gallery of pictures before and after"),
            Page(f"{_PATH}/{{case}}/{{file}}", self._file),
        )

    async def _page(self, _request: Request) -> Response:
        return page_response("gallery/page.html", prefix=f"{_PATH}/", **await self.gallery.page())

    async def _file(self, request: Request) -> Response:
        from translation_mock.gallery import media_type_of

        file = request.path_params["file"]
        content = await self.gallery.file(request.path_params["case"], file)
        if content is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=media_type_of(file), headers=headers)
