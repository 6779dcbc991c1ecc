"""Options that name another model in place of the encoder. They talk, and decide nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from discourse.errors import UsageError

if TYPE_CHECKING:
    from discourse.tag.settings import Endpoint

EncoderPath = Annotated[
    Path | None,
    typer.Option(
        "--encoder",
        help="Any sentence encoder in ONNX (a folder or the graph): topics by likeness; stance and tone stay open "
        "until 'discourse train --encoder' has taught them.",
        show_default=False,
    ),
]
ClassifierFolder = Annotated[
    Path | None,
    typer.Option(
        "--hf",
        "--nli",
        help="A folder with a Hugging Face classifier: of entailment (codes all, zero-shot), of stance (favor, "
        "against, neutral) or of tone (negative, neutral, positive).",
        show_default=False,
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
EndpointBudget = Annotated[
    int,
    typer.Option(
        "--endpoint-budget",
        min=0,
        help="Tokens, questions and answers together, after which the endpoint's model is asked no more; counted over "
        "all your runs with it. 0: no limit.",
    ),
]
AllowNetwork = Annotated[
    bool, typer.Option("--allow-network", help="Readers' words may leave this machine for the endpoint.")
]


def endpoint_of(url: str, model: str, key: Path | None, rate: float, network: bool, budget: int = 0) -> Endpoint | None:
    """The endpoint that the options name, if any. Raises `UsageError` where one is named by halves, or far away."""
    if not url:
        if model or key or rate or network or budget:
            raise UsageError("needs an address", where="--endpoint", remedy="like http://localhost:8080/v1")
        return None
    from discourse.tag.endpoint import check
    from discourse.tag.settings import Endpoint

    if not model:
        raise UsageError("needs a model's name", where="--endpoint", remedy="add --endpoint-model NAME")
    answers = str(Path(typer.get_app_dir("discourse")) / "answers")
    found = Endpoint(url, model, str(key.resolve()) if key else None, answers, rate, network, budget)
    check(found)
    return found


@contextmanager
def told_cost(endpoint: Endpoint | None, say: Callable[[str], None]) -> Iterator[None]:
    """Say at the end, whatever the end is, what was asked of the endpoint meanwhile and what that came to."""
    if endpoint is None:
        yield
        return
    from discourse.tag.endpoint import Meter

    meter = Meter(endpoint)
    before = meter.used()
    try:
        yield
    finally:
        after = meter.used()
        questions, tokens = after.questions - before.questions, after.tokens - before.tokens
        if questions:
            say(f"{endpoint.model}: {questions:,} questions asked, {tokens:,} tokens; {after.tokens:,} in all runs")
