"""How quick tagging is beside what else one could use: comments of 50 tokens, three topics, three targets, the tone.

Run from the checkout, with the extra `train` installed, on one core: taskset -c 0 python -m benchmarks.models

All in one process and on one thread, each in processor time, the best of some rounds:

- this program, from texts to probabilities and the words that carried them;
- PyTorch with transformers on an encoder of the same size in float32, in batches: once a comment ("encoded once": the
  heads' work left out), and once a comment and question, as a cross-encoder has to;
- a zero-shot pipeline on a RoBERTa-base (random weights: speed is the same) that reads each comment once a topic, once
  each side of each target, and once each tone;
- this program with ten more targets;
- the int8 matrix products of the encoder alone, as quick as onnxruntime makes them;
- commands: the largest size of the process that tags 1,000 comments, and how long one comment takes from start to end.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from discourse.codebook import default
from discourse.tag import TagSettings, topicality, vader
from discourse.tag.evidence import heeded, weighted
from discourse.tag.judge import judge, reader
from discourse.tag.reading import stances, tones

TOKENS, TEXTS, ROUNDS = 50, 64, 5
WIDTH, INNER, LAYERS = 384, 1536, 6
PASSES = 3 + 3 * 3 + 3
"""Texts that a zero-shot pipeline reads for a comment: a topic each, three sides of three targets, three tones."""
MORE = tuple(f"the {word} of the harbour" for word in ("cost", "sale", "noise", "name", "price", "guard", "view"))
MORE += ("fishing by night", "a second bridge", "the mayor")
ROOT = Path(__file__).parents[1]


def best(work: Callable[[], object], each: int, rounds: int = ROUNDS) -> float:
    """Milliseconds of processor time for each of the things that `work` does, at best."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return 1000 * min(found) / each


def comments(model: str | None) -> list[str]:
    """Texts of just so many tokens, of words of the sample threads."""
    words = sorted(set((ROOT / "threads" / "ledger.txt").read_text(encoding="utf-8").lower().split()))
    draw, network = random.Random(1), reader(model).network
    found: list[str] = []
    while len(found) < TEXTS:
        text = draw.choice(words)
        while len(network.windows([text])[0][0].ids) < TOKENS:
            text += " " + draw.choice(words)
        if len(network.windows([text])[0][0].ids) == TOKENS:
            found.append(text)
    return found


def ours(texts: list[str], model: str | None) -> float:
    """This program as `analyze` calls it."""
    settings = TagSettings(model=model, threads=1)
    judge(texts[:2], [None] * 2, default(), settings)
    return best(lambda: judge(texts, [None] * len(texts), default(), settings), len(texts))


def with_targets(texts: list[str], model: str | None, targets: tuple[str, ...]) -> float:
    """The same with topics and targets told apart."""
    reads, book = reader(model), default()
    own = tuple(topic.target for topic in book.topics)

    def work() -> None:
        found = reads.read(dict.fromkeys(texts, own + targets), 1)
        readings = [found[text] for text in texts]
        _, about = stances(reads, [(each, target, None) for each in readings for target in own + targets])
        shown = about.reshape(len(texts), -1)[:, : len(own)]
        topicality.chances(reads, texts, readings, shown, book)
        tones(reads, readings)
        for text, reading in zip(texts, readings, strict=True):
            weighted(vader.scores(text))
            heeded(text, reading, own[:1])

    work()
    return best(work, len(texts))


def transformer(layers: int, width: int, length: int, batch: int, rounds: int = 3) -> float:
    """Milliseconds for a text of so many tokens through a model of this size in PyTorch."""
    import torch
    from transformers import RobertaConfig, RobertaForSequenceClassification

    torch.set_num_threads(1)
    heads = width // 32 if width == WIDTH else width // 64
    config = RobertaConfig(
        vocab_size=50_265 if width != WIDTH else 30_522,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * width,
        max_position_embeddings=514,
        num_labels=3,
    )
    model = RobertaForSequenceClassification(config).eval()
    ids = torch.randint(5, 30_000, (batch, length))
    with torch.inference_mode():
        model(ids)
        return best(lambda: model(ids), batch, rounds)


def products() -> float:
    """Milliseconds that a comment's int8 matrix products take by themselves."""
    shapes = [(WIDTH, 3 * WIDTH), (WIDTH, WIDTH), (WIDTH, INNER), (INNER, WIDTH)] * LAYERS + [(WIDTH, 5 * WIDTH)]
    draw, total = np.random.default_rng(0), 0.0
    for rows, columns in set(shapes):
        weights = numpy_helper.from_array(draw.integers(-127, 127, (rows, columns)).astype(np.int8), "w")
        middle = numpy_helper.from_array(np.array(128, np.uint8), "z")
        graph = helper.make_graph(
            [helper.make_node("MatMulInteger", ["x", "w", "z"], ["y"])],
            "product",
            [helper.make_tensor_value_info("x", TensorProto.UINT8, ["n", rows])],
            [helper.make_tensor_value_info("y", TensorProto.INT32, ["n", columns])],
            [weights, middle],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(model.SerializeToString(), options)
        feed = {"x": draw.integers(0, 255, (TOKENS, rows)).astype(np.uint8)}
        once = best(lambda s=session, f=feed: [s.run(None, f) for _ in range(200)], 200)  # type: ignore[misc]
        total += once * shapes.count((rows, columns))
    return total


def command(texts: list[str], model: str | None) -> tuple[float, float, float]:
    """Seconds of processor time and by the clock, and megabytes, of `discourse tag` on a page of these comments."""
    rows = [{"id": f"c{n}", "author": None, "posted": None, "posted_at": None} for n in range(len(texts))]
    told = [row | {"text": text, "own_text": text} for row, text in zip(rows, texts, strict=True)]
    page = {"schema": "discourse.page/1", "source": "a", "page_id": "0f", "language": "en", "comments": told}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.jsonl"
        path.write_text(json.dumps(page) + "\n", encoding="utf-8")
        extra = ["--model", model] if model else []
        before, start = getrusage(RUSAGE_CHILDREN), time.perf_counter()
        call = [sys.executable, "-m", "discourse", "tag", str(path), "-o", f"{folder}/out.jsonl", *extra]
        subprocess.run(call, check=True, capture_output=True)
        clock, after = time.perf_counter() - start, getrusage(RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return work, clock, after.ru_maxrss / 1024


def main() -> None:
    """Measure, and print one line each."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--model", help="a model folder; else the shipped one")
    model = ask.parse_args().model
    command(["Once."], model)
    starts = [command(["The toll is a disgrace."], model) for _ in range(3)]
    texts = comments(model)
    _, _, size = command([f"{text} {n}" for n in range(1000 // len(texts) + 1) for text in texts][:1000], model)
    own, peak = ours(texts, model), products()
    once, asked = transformer(LAYERS, WIDTH, TOKENS, 32), 7 * transformer(LAYERS, WIDTH, TOKENS + 8, 32)
    pipeline = PASSES * transformer(12, 768, TOKENS + 12, PASSES)
    few, many = with_targets(texts, model, ()), with_targets(texts, model, MORE)
    print(f"a comment                                   {own:8.2f} ms, {1000 / own:.0f} a second and core")
    print(f"PyTorch, same size, encoded once            {once:8.2f} ms: {once / own:.1f} times")
    print(f"PyTorch, same size, once a question         {asked:8.2f} ms: {asked / own:.1f} times")
    print(f"zero-shot pipeline, RoBERTa-base            {pipeline:8.2f} ms: {pipeline / own:.0f} times")
    print(f"ten more targets                            {many:8.2f} ms: {100 * (many / few - 1):.1f}% more")
    print(f"int8 products alone                         {peak:8.2f} ms: {100 * peak / own:.0f}% of a comment's time")
    print(f"tag 1,000 comments, largest size            {size:8.0f} MB")
    print(f"tag one comment, from start to end          {min(s[0] for s in starts):8.2f} s of processor time, ", end="")
    print(f"{min(s[1] for s in starts):.2f} s by the clock")


if __name__ == "__main__":
    main()
