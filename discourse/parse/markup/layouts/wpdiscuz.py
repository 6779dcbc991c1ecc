"""wpDiscuz, a plug-in for WordPress."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="wpdiscuz",
    shown=(
        "wpdiscuz_unauth",
        "wpd-comment",
        "wc-comment",
        "wc-thread-wrapper",
        "wpd-thread-wrapper",
        "wc-comment-text",
        "wpd-comment-text",
    ),
    least=2,
    blocks=(
        "div.wpd-comment",
        "div.wc-comment",
    ),
    author=(
        "wpd-comment-author",
        "wc-comment-author",
    ),
    time=(
        "wpd-comment-date",
        "wc-comment-date",
    ),
    text=(
        "wpd-comment-text",
        "wc-comment-text",
    ),
)
