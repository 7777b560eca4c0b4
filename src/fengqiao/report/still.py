"""An office file without a clock: fixed days inside, fixed days and order in the zip, so the same bytes each time."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO

STILL = datetime(1980, 1, 1)  # noqa: DTZ001 -- the first day that a zip file can name
CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def still(written: bytes) -> bytes:
    """The same workbook or document, as it would be written on any day."""
    found = BytesIO()
    with zipfile.ZipFile(BytesIO(written)) as source, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = CLOCK.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, STILL.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return found.getvalue()
