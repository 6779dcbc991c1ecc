"""The model that ships with the package. Written by `models/recipes/declare.py`."""

from __future__ import annotations

from discourse.tag.artefact import Artefact

SHIPPED = Artefact(
    name="minilm-encode-once",
    version="0.0.2",
    files=(
        ("encoder.onnx", "a1a999badf217573984e7a760a3d392389a34a8855360b863fbb07f012a35f9e"),
        ("ask.onnx", "98a463a54a26fe5ee410da8bc58430b5850fb1ffada8bcc70115e33ba5aee22f"),
        ("verdict.onnx", "142a31e8c226a4f8f47d67b2c853dab7ec4ff33be0630b4fc5dda2152d422d39"),
        ("tone.onnx", "ab3e4fb65dcc58d9cf6ae633cf13cdd945e51d107eef1206c779357e9a0411fa"),
        ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        ("numbers.json", "8790c8f3644611ee00f16be1fa9454657545a87cf460a4ca80abf28b1c18d379"),
        ("CARD.md", "35111fa3142ccf63469f7ffc75c50dacd3135c956db1e11ec801f63b0124e466"),
    ),
)
