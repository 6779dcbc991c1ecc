"""The model that ships with the package. Written by `models/recipes/declare.py`."""

from __future__ import annotations

from discourse.tag.artefact import Artefact

SHIPPED = Artefact(
    name="minilm-encode-once",
    version="0.3.0",
    files=(
        ("encoder.onnx", "66bbf3a891fa1407916d3df73d62e0eadf20ecc0ca779aec91f47c5d2176baab"),
        ("ask.onnx", "36a71062b773c4eb52480ce30db9b49222a8e8157c11038e2b4891071c5737d1"),
        ("verdict.onnx", "4fd65990ec729edb01e9d9ee20f2b248f958afe28b393d29051c0990b1b780a2"),
        ("tone.onnx", "d06f9e60eba0f095ed2f206d7836b0a532df81c016fe21bc8ab1d0fdfe6997b5"),
        ("tokenizer.json", "db0973fc320e42880dc9e99b796fcbacba843dca3bc300d796fad35bdf692bb9"),
        ("numbers.json", "928b1b2d640409cf08a92f2ab334e1df52c55ddded2bd2399e5379120875e47e"),
        ("CARD.md", "acff95d2082c4bdce642b325295dc955a19c39c0aae7cc3bd63e7ba1a07bfe91"),
    ),
)
