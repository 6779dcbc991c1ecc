"""The model that ships with the package. Written by `models/recipes/declare.py`."""

from __future__ import annotations

from discourse.tag.artefact import Artefact

SHIPPED = Artefact(
    name="minilm-encode-once",
    version="0.0.1",
    files=(
        ("encoder.onnx", "c31c920ffdd19f375420276814ac8026d7de89ce80b3584c203d46140fe686df"),
        ("ask.onnx", "d3d28ffb1eea9e93db5e54f93accae717cc3d84ef79dc32fae17f330e6e7eede"),
        ("verdict.onnx", "451729cd75bd52172548334df79eac46758342b60e63c0a019827ae4aafdebc8"),
        ("tone.onnx", "1a8982e5ffe8e38d650889e3220e4c4511d1103d8e4219f037f00cb3da2de55f"),
        ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        ("numbers.json", "b3529a685a72e8a1759a1a6f21589ee5c9bb9669059aee2579d90c625989e614"),
        ("CARD.md", "35111fa3142ccf63469f7ffc75c50dacd3135c956db1e11ec801f63b0124e466"),
    ),
)
