"""Litestar's request with this API's state: `request.state.exchange` is set before any handler runs."""

from typing import Any

from litestar import Request
from litestar.datastructures import State

AnyRequest = Request[Any, Any, State]
