"""The network as it is trained: a BERT-shaped encoder, a stance head that attends from target to comment, a tone head.

A comment and a target never pass the encoder together. Per pair of them the head costs little: the target's tokens ask
the comment's states once, their answers are averaged to one vector, and that vector asks once more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the usual name

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
EPS = 1e-12
STANCES = ("favor", "against", "neutral")
TONES = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Encoded:
    """Token states (n, length, WIDTH), the mask of real tokens (n, length), and their mean (n, WIDTH)."""

    states: Tensor
    mask: Tensor
    mean: Tensor


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Attention over real tokens. Spelt out: for short texts on a CPU the fused one's way back is slower."""
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    return scores.masked_fill(~mask[:, None, None, :], -1e4).softmax(-1).to(v.dtype) @ v


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, EPS)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, EPS)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """States (n, length, WIDTH) to states."""
        n, length, _ = x.shape
        q, k, v = self.qkv(x).view(n, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        heard = attend(q, k, v, mask)
        x = self.norm1(x + self.out(heard.transpose(1, 2).reshape(n, length, WIDTH)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    """MiniLM-L6: word and place embeddings, six layers."""

    def __init__(self, words: int = 30522, places: int = 512) -> None:
        super().__init__()
        self.words = nn.Embedding(words, WIDTH)
        self.places = nn.Embedding(places, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, EPS)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor) -> Encoded:
        """Token ids (n, length), and which are real, to their states."""
        x = self.norm(self.words(ids) + self.places.weight[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, mask)
        x = x.float()
        real = mask.unsqueeze(-1).float()
        return Encoded(x, mask, (x * real).sum(1) / real.sum(1))

    @classmethod
    def pretrained(cls, folder: Path) -> Encoder:
        """The encoder with the weights of a BERT checkpoint in safetensors."""
        old = load_file(folder / "model.safetensors")
        new = cls()
        new.words.weight.data = old["embeddings.word_embeddings.weight"]
        # Every token is of the first kind, so that kind's embedding is part of its place.
        new.places.weight.data = (
            old["embeddings.position_embeddings.weight"] + old["embeddings.token_type_embeddings.weight"][0]
        )
        _copy(new.norm, old, "embeddings.LayerNorm")
        for i, layer in enumerate(new.layers):
            at = f"encoder.layer.{i}"
            for part in ("weight", "bias"):
                parts = [old[f"{at}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                getattr(layer.qkv, part).data = torch.cat(parts)
            _copy(layer.out, old, f"{at}.attention.output.dense")
            _copy(layer.norm1, old, f"{at}.attention.output.LayerNorm")
            _copy(layer.up, old, f"{at}.intermediate.dense")
            _copy(layer.down, old, f"{at}.output.dense")
            _copy(layer.norm2, old, f"{at}.output.LayerNorm")
        return new


def _copy(module: nn.Module, old: dict[str, Tensor], name: str) -> None:
    module.weight.data, module.bias.data = old[f"{name}.weight"], old[f"{name}.bias"]


class Asking(nn.Module):
    """Queries (n, m, WIDTH) attend over texts; their answers are averaged, added to `x` (n, WIDTH), and worked on."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.keys = nn.Linear(WIDTH, 2 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, EPS)
        self.up = nn.Linear(WIDTH, WIDTH)
        self.down = nn.Linear(WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, EPS)

    def forward(self, x: Tensor, asking: Tensor, asked: Tensor, text: Encoded, rows: Tensor) -> Tensor:
        """`x` after one asking; `rows` (n,) says which text each asks."""
        n, m, _ = asking.shape
        q = self.query(asking).view(n, m, HEADS, -1).transpose(1, 2)
        keys = self.keys(text.states)[rows]  # worked out once a text, however many targets ask it
        k, v = keys.view(n, keys.shape[1], 2, HEADS, -1).permute(2, 0, 3, 1, 4)
        heard = attend(q, k, v, text.mask[rows])
        weight = asked.to(heard.dtype)[:, None, :, None]
        pooled = (heard * weight).sum(2) / weight.sum(2)
        x = self.norm1(x + self.out(pooled.reshape(n, WIDTH)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))


class Network(nn.Module):
    """Everything that is trained."""

    def __init__(self, encoder: Encoder, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.first, self.second = Asking(), Asking()
        self.alone = nn.Parameter(torch.zeros(WIDTH))  # stands for what a comment answers, where it answers nothing
        self.hidden = nn.Linear(5 * WIDTH, WIDTH)
        self.verdict = nn.Linear(WIDTH, len(STANCES) + 1)
        self.tone_hidden = nn.Linear(2 * WIDTH, WIDTH)
        self.tone = nn.Linear(WIDTH, len(TONES) + 1)
        self.meaning = nn.Linear(WIDTH, WIDTH)
        nn.init.eye_(self.meaning.weight)
        nn.init.zeros_(self.meaning.bias)
        self.dropout = nn.Dropout(dropout)

    def ask(self, target: Encoded, text: Encoded, rows: Tensor) -> Tensor:
        """What texts say of n targets (n, WIDTH); `rows` (n,): which text is asked for each."""
        x = self.first(target.mean, target.states, target.mask, text, rows)
        return self.second(x, x[:, None], torch.ones_like(x[:, :1]), text, rows)

    def stance(self, target: Encoded, mean: Tensor, said: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of favor, against, neutral (n, 3), and of the text being about the target at all (n,).

        `mean` (n, WIDTH) is the text's; `said` and `before` are what it and what it answers say of the target.
        """
        x = torch.cat([said, target.mean, mean, mean * target.mean, before], dim=-1)
        out = self.verdict(self.dropout(F.gelu(self.hidden(self.dropout(x))))).float()
        return out[:, :3], out[:, 3]

    def forgotten(self, mean: Tensor, teacher: Tensor) -> Tensor:
        """How far the texts' meanings are from those that the encoder gave before it was trained (1 - cosine)."""
        return (1 - F.cosine_similarity(self.meaning(mean).float(), teacher.float(), dim=-1)).mean()

    def sentiment(self, text: Encoded) -> tuple[Tensor, Tensor]:
        """Logits of negative, neutral, positive (n, 3), and the valence in -1...1 (n,)."""
        x = torch.cat([text.states[:, 0], text.mean], dim=-1)
        out = self.tone(self.dropout(F.gelu(self.tone_hidden(self.dropout(x))))).float()
        return out[:, :3], torch.tanh(out[:, 3])


def pick(encoded: Encoded, rows: Tensor) -> Encoded:
    """Some rows of an encoded batch, in this order."""
    return Encoded(encoded.states[rows], encoded.mask[rows], encoded.mean[rows])


def warmup_then_down(done: float, warmup: float = 0.06, *, hold: bool = False) -> float:
    """The learning rate's factor when a share of the work is done: up in a line, then held or down in a line."""
    return min((done + 1e-3) / warmup, 1.0 if hold else max(0.0, (1 - done) / (1 - warmup)))
