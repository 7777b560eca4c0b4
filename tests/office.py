"""LibreOffice as its users have it: it opens a file, calculates, and writes it out again or prints it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.programs import program

XLSX = "xlsx:Calc MS Excel 2007 XML"


def converted(folder: Path, kind: str, *files: Path) -> list[Path]:
    """Each file in another format (`pdf`, `XLSX`), written into a folder of the same test. One start for all."""
    soffice = program("soffice", "libreoffice")
    profile, out = folder / "profile", folder / kind.partition(":")[0]
    command = [soffice, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", kind]
    command += ["--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=170)
    return [out / f"{file.stem}.{kind.partition(':')[0]}" for file in files]
