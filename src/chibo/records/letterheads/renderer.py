"""Run alone by `sandbox`: a line of values and the bytes of a template in; the filled Word file, or what is wrong, out.

A template may print the values, walk over lists of them and ask whether one is empty. Attributes, calls, filters and
arithmetic are not parts of its language: the tree of every part is looked at before it runs.
"""

import base64
import io
import json
import sys
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If, nodes.Not)


class WrongError(Exception):
    """What is wrong: its kind and, where there is one, the word that is."""

    def __init__(self, kind: str, word: str = "") -> None:
        super().__init__(kind)
        self.kind, self.word = kind, word


class Narrow(SandboxedEnvironment):
    """A language with values, lists of values and conditions."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.values = values
        self.used: set[str] = set()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self.look_at(tree, frozenset())
        return tree

    def look_at(self, node: nodes.Node, inner: frozenset[str]) -> None:
        """Refuse whatever is not a known value, a walk over a known list or a condition on one."""
        if not isinstance(node, ALLOWED):
            raise WrongError("language")
        if isinstance(node, nodes.Name) and node.ctx == "load":
            self._look_at_name(node.name, inner)
        if isinstance(node, nodes.Output) and (printed := [one for one in node.nodes if self._is_list(one)]):
            raise WrongError("list", getattr(printed[0], "name", ""))
        if isinstance(node, nodes.For):
            if not self._is_list(node.iter) or not isinstance(node.target, nodes.Name) or node.recursive or node.test:
                raise WrongError("loop")
            inner |= {node.target.name}
        for child in node.iter_child_nodes():
            self.look_at(child, inner)

    def _look_at_name(self, name: str, inner: frozenset[str]) -> None:
        if name not in self.values and name not in inner:
            raise WrongError("unknown", name)
        self.used.add(name)

    def _is_list(self, node: Any) -> bool:
        return isinstance(node, nodes.Name) and isinstance(self.values.get(node.name), list)


def filled(content: bytes, values: dict[str, Any]) -> dict[str, str]:
    environment = Narrow(values)
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.render(values, environment, autoescape=True)
    except WrongError as wrong:
        return {"wrong": wrong.kind, "word": wrong.word}
    except TemplateSyntaxError as error:
        return {"wrong": "syntax", "word": str(error.message)}
    if not environment.used:
        return {"wrong": "none", "word": ""}
    template.docx.core_properties.title = str(values["trich_yeu"])
    written = io.BytesIO()
    template.save(written)
    return {"file": base64.b64encode(written.getvalue()).decode()}


def main() -> None:
    """Read standard input, write standard output."""
    values, _, content = sys.stdin.buffer.read().partition(b"\n")
    json.dump(filled(content, json.loads(values)), sys.stdout)


if __name__ == "__main__":
    main()
