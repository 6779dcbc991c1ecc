"""The model that ships with the package. Written by `models/recipes/declare.py`."""

from __future__ import annotations

from discourse.tag.artefact import Artefact

SHIPPED = Artefact(
    name="minilm-encode-once",
    version="0.1.0",
    files=(
        ("encoder.onnx", "5711130fd6aaf66fa45050e924910252c5117b63122c54db5068e64a884d636f"),
        ("ask.onnx", "3e26497c059938666bdbcf3bacf75401b483b6b4b2ad00061f2bb30b463d0e38"),
        ("verdict.onnx", "f0852dece4c7b9e7c8b6f29e0491134cfb3d19167944ac756277a95103b7c4d6"),
        ("tone.onnx", "db8ea1c3a635434fecfef0424620005f9bd1e3013c1ea45b4a207cae7babe21b"),
        ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        ("numbers.json", "fe05408e2c1616601ef9e90d9bce1cd1c35ba5107780100a6b4eada3ed9b7d76"),
        ("CARD.md", "48c21d01821248f09069642715851f1985455b63d8ea02dfc5c7f167061dcdb6"),
    ),
)
