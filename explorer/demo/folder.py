"""The directory the demonstration is written into: all of it or nothing, and never over somebody else's files."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from explorer.errors import OutputError

MARKER = ".explorer-demo"


def written_files(folder: Path) -> set[str]:
    """The names, relative to `folder`, of all files in it (the marker aside)."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return files - {MARKER}


def check_ours(target: Path) -> None:
    """Law: returns only if `target` does not exist, is empty, or holds nothing that the demonstration did not write.

    Raises `OutputError` otherwise, and where its parent directory is missing or cannot be written.
    """
    parent = target.absolute().parent
    if not parent.is_dir():
        raise OutputError(f"cannot write {target}: there is no directory {parent}", hint=f"mkdir -p {parent}")
    if not os.access(parent, os.W_OK):
        raise OutputError(f"cannot write {target}: permission denied in {parent}")
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise OutputError(f"will not overwrite {target}: it is not a directory", hint="name another one with --out")
    if target.absolute() == Path.cwd():
        raise OutputError(f"will not replace {target}: it is the current directory", hint="name another one with --out")
    if not target.exists() or not any(target.iterdir()):
        return
    marker = target / MARKER
    if not marker.is_file():
        raise OutputError(
            f"will not overwrite {target}: explorer did not write this directory", hint="name another one with --out"
        )
    foreign = sorted(written_files(target) - set(marker.read_text(encoding="utf-8").splitlines()))
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise OutputError(
            f"will not overwrite {target}: explorer did not write {foreign[0]}{more} in it",
            hint="move your files, or name another directory with --out",
        )


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Law: the body writes into a hidden sibling; it becomes `target` if the body ends well, and is removed if not.

    Interrupted (Ctrl-C, SIGTERM, an error), `target` holds what it held before. Raises `OutputError`.
    """
    check_ours(target)
    target = target.absolute()
    with _terminated_politely():
        try:
            work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        except OSError as error:
            raise OutputError(f"cannot write {target}: {error.strerror}") from error
        try:
            yield work
            (work / MARKER).write_text("\n".join(sorted(written_files(work))) + "\n", encoding="utf-8")
            work.chmod(0o777 & ~_umask())
            _replace(work, target)
        except BaseException as error:
            with _undisturbed():
                shutil.rmtree(work, ignore_errors=True)
            if isinstance(error, OSError):
                raise OutputError(f"cannot write {target}: {error.strerror}") from error
            raise


def _replace(work: Path, target: Path) -> None:
    """`work` becomes `target`; an older one of ours is moved aside first, put back if that fails, then removed."""
    with _undisturbed():
        if not target.exists():
            work.rename(target)
            return
        check_ours(target)
        old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        target.rename(old)
        try:
            work.rename(target)
        except BaseException:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _terminated_politely() -> Iterator[None]:
    """SIGTERM and SIGHUP unwind the stack inside the body, as Ctrl-C does, so that cleaning up happens."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals wait while directories change their names."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
