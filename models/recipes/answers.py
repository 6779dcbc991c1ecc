"""Short answers that say nothing by themselves: how often their side is read from what they answer.

Invented, and in no training row: who agrees with a comment takes its side, who disagrees the other.
"""

from __future__ import annotations

from logits import logits_of_stance

from discourse.tag.reading import Reader

ANSWERED = (
    ("The new ring road will finally get the lorries out of our village. Build it.", "the ring road", "favor"),
    ("The ring road cuts the wood in half for four minutes' gain. Drop it.", "the ring road", "against"),
    ("Our mayor has kept every promise he made. A decent man.", "the mayor", "favor"),
    ("The mayor sold the waterworks to his golf partner. He should resign.", "the mayor", "against"),
    ("Free bus rides for pupils are the best idea in years.", "free bus rides for pupils", "favor"),
    (
        "Free bus rides are a bribe paid with my taxes, and I won't stand for it.",
        "free bus rides for pupils",
        "against",
    ),
)
AGREEING = ("Exactly.", "This.", "Well said!", "I agree completely.", "Couldn't have put it better myself.")
DISAGREEING = ("Nonsense.", "You are wrong.", "I disagree.", "What utter rubbish.", "No way, the opposite is true.")
OTHER = {"favor": "against", "against": "favor"}


def measure(reader: Reader) -> dict[str, list[int]]:
    """Of agreements and of disagreements: how many were read rightly, and how many there are."""
    told = {}
    for name, answers in (("agreements", AGREEING), ("disagreements", DISAGREEING)):
        rows = [
            {"text": answer, "context": [text], "target": target, "side": side if name == "agreements" else OTHER[side]}
            for text, target, side in ANSWERED
            for answer in answers
        ]
        sides = logits_of_stance(reader, rows)[0][:, :2].argmax(axis=1)
        right = sum(("favor", "against")[side] == row["side"] for side, row in zip(sides, rows, strict=True))
        told[name] = [right, len(rows)]
    return told
