"""Write the declaration of a model's files into the package: `python declare.py --model FOLDER --version V`."""

from __future__ import annotations

import argparse
from pathlib import Path

from discourse.tag.artefact import declare, write_manifest

SHIPPED = Path(__file__).parents[2] / "discourse" / "tag" / "shipped.py"


def write(folder: Path, name: str, version: str) -> None:
    """Declare the files in the folder as the shipped model."""
    artefact = declare(folder, name, version)
    write_manifest(folder, artefact)
    lines = [f'        ("{part}", "{digest}"),\n' for part, digest in artefact.files]
    SHIPPED.write_text(
        '"""The model that ships with the package. Written by `models/recipes/declare.py`."""\n\n'
        "from __future__ import annotations\n\nfrom discourse.tag.artefact import Artefact\n\n"
        f'SHIPPED = Artefact(\n    name="{name}",\n    version="{version}",\n    files=(\n{"".join(lines)}    ),\n)\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--model", type=Path, required=True)
    ask.add_argument("--name", default="minilm-encode-once")
    ask.add_argument("--version", required=True)
    args = ask.parse_args()
    write(args.model, args.name, args.version)
