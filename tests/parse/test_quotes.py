"""Quotes are found, traced to the comment they repeat, and taken out of a comment's own words; replies follow."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from discourse.parse.draft import Draft
from discourse.parse.quotes import weave

ANN = Draft(
    "Ann Lee", "The bridge will never open on time. They said so in May, and they said so in June.", posted="3 May 2010"
)


def second(
    text: str, *, author: str | None = "Bob", **more: object
) -> tuple[str, list[tuple[str, str | None]], str | None]:
    """Own words, quoted words with their source, and the basis of the reply, of a comment that follows Ann's."""
    comment = weave([ANN, Draft(author, text, **more)])[1]  # type: ignore[arg-type]
    quotes = [(comment.text[quote.start : quote.end], quote.of) for quote in comment.quotes]
    return comment.own_text, quotes, comment.reply_basis


def test_ids_follow_the_order_of_the_page() -> None:
    assert [comment.id for comment in weave([ANN] * 3)] == ["c1", "c2", "c3"]


def test_lines_with_a_mail_mark_are_quotes() -> None:
    own, quotes, basis = second("> will never open on time\nIt will.")
    assert (own, basis) == ("It will.", "quote")
    assert quotes == [("> will never open on time", "c1")]


def test_a_whole_line_repeated_is_a_quote_without_any_mark() -> None:
    own, quotes, _ = second("The bridge will never open on time.\nWant to bet?")
    assert own == "Want to bet?"
    assert quotes == [("The bridge will never open on time.", "c1")]


def test_curly_quotes_and_slips_of_typing_do_not_hide_a_quote() -> None:
    own, quotes, _ = second("“They said so in May, and thay said so in June.”\n\nAnd in July.")
    assert own == "And in July."
    assert [of for _, of in quotes] == ["c1"]


def test_words_within_marks_are_a_quote_where_they_stand_as_a_sentence() -> None:
    own, quotes, _ = second('You say: "They said so in June." But who heard them?')
    assert [of for _, of in quotes] == ["c1"]
    assert own == "You say: But who heard them?"


def test_a_few_words_cited_within_a_sentence_are_the_writers_own() -> None:
    for text in ('You say "they said so in June" but who heard them?', '"They said so in May" because they had to.'):
        own, quotes, _ = second(text)
        assert (own, quotes) == (text, [])


def test_the_title_of_an_answer_is_no_quote() -> None:
    first, answer = weave(
        [Draft("Ann", "A bridge too late\nIt is shut."), Draft("Bob", "Re: A bridge too late\nGood.")]
    )
    assert answer.quotes == ()
    assert answer.own_text == answer.text
    assert first.quotes == ()


def test_a_credited_quote_takes_its_header_along() -> None:
    own, quotes, _ = second("Ann Lee wrote:\nThe bridge will never open on time.\nSays who?")
    assert own == "Says who?"
    assert quotes == [("Ann Lee wrote:\nThe bridge will never open on time.", "c1")]
    assert (
        weave([ANN, Draft("Bob", "Ann Lee wrote:\nThe bridge will never open on time.\nSays who?")])[1].quotes[0].author
        == "Ann Lee"
    )


def test_a_repeated_byline_is_a_quote() -> None:
    own, quotes, basis = second("Ann Lee on 3 May 2010\n\nHear, hear!")
    assert (own, basis) == ("Hear, hear!", "quote")
    assert quotes == [("Ann Lee on 3 May 2010", "c1")]


def test_a_comment_posted_twice_quotes_nobody() -> None:
    assert weave([ANN, ANN])[1].quotes == ()
    assert weave([ANN, Draft("Bob", ANN.text)])[1].quotes == ()


def test_ones_own_signature_is_no_quote() -> None:
    signed = [Draft("Cy", f"Thought number {i} of mine.\nKeep the bridge open for all the boats!") for i in range(3)]
    assert all(comment.quotes == () for comment in weave(signed))


def test_a_common_turn_of_phrase_is_no_quote() -> None:
    assert second("They said so in the paper, and I believe the paper.")[1] == []


def test_words_of_the_article_are_quoted_from_nobody() -> None:
    article = "The mayor called the opening of the bridge a matter of weeks."
    (comment,) = weave([Draft("Bob", f"{article}\nHa!")], article=article)
    assert comment.own_text == "Ha!"
    assert [quote.of for quote in comment.quotes] == [None]


def test_marked_quotes_find_their_source() -> None:
    own, quotes, _ = second("will never open on time\nNonsense.", quotes=((0, 23, None),))
    assert own == "Nonsense."
    assert [of for _, of in quotes] == ["c1"]


def test_names_answer_in_flat_threads() -> None:
    for text in ("@Ann Lee no.", "@ann you are right.", "Ann Lee: no.", "Hi Ann Lee, no."):
        assert second(text)[2] == "mention", text


def test_a_name_in_running_text_answers_nobody() -> None:
    assert second("I know Ann Lee well.")[2] is None


def test_numbers_answer_where_the_page_numbers_its_comments() -> None:
    drafts = [Draft("Ann", "One.", native_id="11"), Draft("Bob", "Two.", native_id="12"), Draft("Cy", "To #11: no.")]
    assert weave(drafts)[2].reply_to == "c1"
    assert weave(drafts)[2].reply_basis == "mark"


def test_a_number_in_running_text_answers_nobody() -> None:
    assert second("We are back on problem #1 again.")[2] is None


def test_nesting_says_all_where_there_is_nesting() -> None:
    drafts = [ANN, Draft("Bob", "No.", parent=0, basis="nesting"), Draft("Cy", "@Ann Lee what a thing to say.")]
    assert [comment.reply_to for comment in weave(drafts)] == [None, "c1", None]


def test_quotes_stand_within_the_text_and_apart() -> None:
    words = st.sampled_from(
        ["> the bridge will never open", "@Ann", "Ann wrote:", "in June", '"never open on time"', "\n", " ", "so"]
    )
    texts = st.lists(st.lists(words, max_size=12).map(" ".join), max_size=8)

    @given(texts)
    def check(texts: list[str]) -> None:
        for comment in weave([ANN, *(Draft("Bob", text) for text in texts)]):
            at = 0
            for quote in comment.quotes:
                assert at <= quote.start < quote.end <= len(comment.text)
                at = quote.end
            assert comment.reply_to is None or int(comment.reply_to[1:]) < int(comment.id[1:])

    check()


def test_time_grows_with_the_thread_not_with_its_square() -> None:
    rng = random.Random(7)
    words = [f"w{int(rng.paretovariate(0.7))}" for _ in range(5_000)]

    def seconds(count: int) -> float:
        drafts = [Draft(f"u{rng.randrange(500)}", " ".join(rng.choices(words, k=30))) for _ in range(count)]
        start = time.process_time()
        weave(drafts)
        return time.process_time() - start

    small, large = seconds(500), seconds(5_000)
    assert large < 0.2 + 25 * small


def test_a_thread_of_one_phrase_is_read_in_bounded_time() -> None:
    start = time.process_time()
    weave([Draft(None, "so it goes " * 40)] * 2_000)
    assert time.process_time() - start < 30
