"""The model that ships with the package. Written by `models/recipes/declare.py`."""

from __future__ import annotations

from discourse.tag.artefact import Artefact

SHIPPED = Artefact(
    name="minilm-encode-once",
    version="0.3.1",
    files=(
        ("encoder.onnx", "66bbf3a891fa1407916d3df73d62e0eadf20ecc0ca779aec91f47c5d2176baab"),
        ("ask.onnx", "36a71062b773c4eb52480ce30db9b49222a8e8157c11038e2b4891071c5737d1"),
        ("verdict.onnx", "4fd65990ec729edb01e9d9ee20f2b248f958afe28b393d29051c0990b1b780a2"),
        ("tone.onnx", "d06f9e60eba0f095ed2f206d7836b0a532df81c016fe21bc8ab1d0fdfe6997b5"),
        ("tokenizer.json", "db0973fc320e42880dc9e99b796fcbacba843dca3bc300d796fad35bdf692bb9"),
        ("numbers.json", "f809da076904f87d4b3c8fc103b550d5763bb6e7b6362643cc43ebdd6b1d16a3"),
        ("CARD.md", "b9dd82a4ffb496103387f7982c556d247c0f673e830aba44a854ecbc10eece84"),
    ),
)
