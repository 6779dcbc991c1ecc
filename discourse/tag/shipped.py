"""The model that ships with the package. Written by `models/recipes/declare.py`."""

from __future__ import annotations

from discourse.tag.artefact import Artefact

SHIPPED = Artefact(
    name="minilm-encode-once",
    version="0.2.0",
    files=(
        ("encoder.onnx", "6c3823be42ac4d66d3284fbf70c79cdeb9498345f8dea26c936cc5d5c34398c7"),
        ("ask.onnx", "79a5691c519a21606cc5097943c1da554e1c51429a357e13ec7e07fdc0301fe8"),
        ("verdict.onnx", "03cbc7d9c1d95fdd28a55162bb195fc5810455070cc62a422a21cb0fa710fe03"),
        ("tone.onnx", "31a2bf3696539e0db08790ce6ee9510c56d24e1eef9cceb3ef2b34ebbc3561d2"),
        ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        ("numbers.json", "adff909f2c1e605ef9310e875d3f8b6f06a663cd6e118e64889aed45c8bfe34c"),
        ("CARD.md", "39578da7d906d31d245cc08268d76101840cbaccc5295e331ea7d31d9d29f029"),
    ),
)
