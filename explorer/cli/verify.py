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
    from explorer.proof.checker import Invalid
    from explorer.proof.composition import verify
    from explorer.proof.steps import assumptions

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {file}: {getattr(error, 'strerror', None) or error}") from error
    try:
        certificate = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file} is not a certificate: {error}") from error
    try:
        if isinstance(certificate, dict) and "lemmas" in certificate:  # many equations, each an instance of a lemma
            equations, count = verify(certificate)
            about = f"{equations} equation{'s' * (equations != 1)}"
        else:
            count = verify(certificate)[1]
            about = ", ".join(certificate["tensors"]) or "no tensor"
            told = ", ".join(assumptions(certificate))
            about += f" where {told}" if told else ""
    except Invalid as problem:
        echo(f"{paint('refuted', 'not valid')}: {problem}")
        return 1
    echo(f"{paint('proved', 'valid')}: {count} line{'s' * (count != 1)} about {about}, each one checked")
    return 0
