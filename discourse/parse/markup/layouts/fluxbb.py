"""PunBB and FluxBB."""

from discourse.parse.markup.layouts import Layout

LAYOUT = Layout(
    name="fluxbb",
    shown=(
        "blockpost",
        "postmsg",
        "postleft",
        "postright",
        "postfootleft",
    ),
    least=3,
    blocks=("div.blockpost",),
    text=("postmsg",),
)
