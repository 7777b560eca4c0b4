"""Lists of JSON records behind a web address, page by page."""

from fengqiao_adapters.http.adapter import HttpAdapter
from fengqiao_adapters.http.options import HttpOptions

__all__ = ["HttpAdapter", "HttpOptions"]
