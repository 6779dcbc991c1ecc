"""Options that name another model in place of the encoder. They talk, and decide nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discourse.errors import UsageError

if TYPE_CHECKING:
    from discourse.tag.settings import Endpoint

NliFolder = Annotated[
    Path | None,
    typer.Option(
        "--nli", help="A folder with a Hugging Face model of entailment, to code zero-shot.", show_default=False
    ),
]
EndpointUrl = Annotated[
    str,
    typer.Option(
        "--endpoint",
        help="Let a language model code, at this OpenAI-compatible address: http://localhost:8080/v1, say.",
        show_default=False,
    ),
]
EndpointModel = Annotated[
    str, typer.Option("--endpoint-model", help="The model's name at the endpoint.", show_default=False)
]
EndpointKey = Annotated[
    Path | None,
    typer.Option("--endpoint-key", help="File with the key for the endpoint, if it wants one.", show_default=False),
]
EndpointRate = Annotated[
    float,
    typer.Option("--endpoint-rate", min=0, help="Questions a minute that a process may ask; 0: as many as it can."),
]
AllowNetwork = Annotated[
    bool, typer.Option("--allow-network", help="Readers' words may leave this machine for the endpoint.")
]


def endpoint_of(url: str, model: str, key: Path | None, rate: float, network: bool) -> Endpoint | None:
    """The endpoint that the options name, if any. Raises `UsageError` where one is named by halves, or far away."""
    if not url:
        if model or key or rate or network:
            raise UsageError("needs an address", where="--endpoint", remedy="like http://localhost:8080/v1")
        return None
    from discourse.tag.endpoint import check
    from discourse.tag.settings import Endpoint

    if not model:
        raise UsageError("needs a model's name", where="--endpoint", remedy="add --endpoint-model NAME")
    answers = str(Path(typer.get_app_dir("discourse")) / "answers")
    found = Endpoint(url, model, str(key.resolve()) if key else None, answers, rate, network)
    check(found)
    return found
