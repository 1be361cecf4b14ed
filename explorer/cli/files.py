"""Files written by the command line: a whole file or none."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from explorer.errors import OutputError


def check_writable(path: Path) -> None:
    """Says before any work is done that a file cannot be written; raises `OutputError`."""
    if path.is_dir():
        raise OutputError(f"cannot write {path}: it is a directory")
    folder = path.parent
    if not folder.is_dir():
        raise OutputError(f"cannot write {path}: there is no directory {folder}", hint=f"mkdir -p {folder}")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise OutputError(f"cannot write {path}: permission denied")


def write_file(path: Path, content: str | bytes) -> None:
    """Law: afterwards `path` holds `content`, or what it held before. Raises `OutputError`."""
    check_writable(path)
    data = content.encode() if isinstance(content, str) else content
    if path.exists() and not path.is_file():  # a terminal, a pipe, /dev/stdout: nothing to be replaced there
        try:
            path.write_bytes(data)
        except OSError as error:
            raise OutputError(f"cannot write {path}: {error.strerror}") from error
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OutputError(f"cannot write {path}: {error.strerror}") from error
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
