"""Layouts of users' own: an outlet's comments told in a small YAML file, with no edit to the package.

`records` holds what such a file says, `files` reads and checks it, `selectors` and `patterns` are the two languages in
it, bounded so that no page and no file can make them run away. `check` shows what a layout finds on a page.
"""
