"""`explorer verify-certificate`: the small checker alone, with no SymPy and no search."""

from __future__ import annotations

import json
from pathlib import Path

import click

from explorer.cli.console import echo, paint
from explorer.errors import InputError


@click.command("verify-certificate", short_help="Re-check a proof's certificate with the small checker alone.")
@click.argument("file", type=click.Path(path_type=Path))
def verify_certificate(file: Path) -> int:
    """Re-check the certificate in FILE, line by line. Exit status: 0 valid, 1 not valid, 2 unreadable."""
    from explorer.proof.checker import Invalid, check

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {file}: {getattr(error, 'strerror', None) or error}") from error
    try:
        certificate = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not a certificate: {error}") from error
    try:
        count = check(certificate)
    except Invalid as problem:
        echo(f"{paint('refuted', 'not valid')}: {problem}")
        return 1
    tensors = ", ".join(certificate["tensors"]) or "no tensor"
    echo(f"{paint('proved', 'valid')}: {count} line{'s' * (count != 1)} about {tensors}, each one checked")
    return 0
