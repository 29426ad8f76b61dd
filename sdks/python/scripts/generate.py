"""Writes src/florin/_generated from the API's document: the types, the operations, and the methods of both clients.

Without an argument it writes; with a folder, it writes there. It raises where the document has an operation that scripts/resources.py
does not place.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from pathlib import Path
from typing import Any

from document import (
    ANSWERS,
    BODIES,
    HEAD,
    HERE,
    OPERATIONS,
    OTHERWISE,
    SCHEMAS,
    answer_of,
    body_of,
    comment,
    constant,
    docstring,
    long_union,
    nullable,
    ref,
    type_of,
)
from methods import resources
from resources import PAY, RESOURCES


def shape_of(schema: dict[str, Any]) -> str | None:
    """The shape of a member of an answer, or None where it is plain."""
    name = ref(schema)
    if name is not None:
        return json.dumps(name) if "properties" in SCHEMAS[name] or "oneOf" in SCHEMAS[name] else None
    if schema.get("type") == "array":
        items = shape_of(schema["items"])
        return None if items is None else f"ListOf({items})"
    inside = [shape for each in schema.get("anyOf", []) if (shape := shape_of(each)) is not None]
    return inside[0] if inside else None


def models() -> str:
    """What answers are."""
    classes, aliases, shapes = [], [], []
    for name in sorted(ANSWERS):
        schema = SCHEMAS[name]
        if "oneOf" in schema:
            union = type_of(schema, False)
            otherwise = OTHERWISE.get(name)
            aliases.append(long_union(name, union if otherwise is None else f"{union} | {otherwise}", True))
            told = schema["discriminator"]
            mapping = {value: target.rsplit("/", 1)[1] for value, target in told["mapping"].items()}
            inside = "".join(f"            {json.dumps(k)}: {json.dumps(v)},\n" for k, v in mapping.items())
            last = "" if otherwise is None else f"        {otherwise},\n"
            shapes.append(
                f"    {json.dumps(name)}: OneOf(\n        {json.dumps(told['propertyName'])},\n"
                f"        {{\n{inside}        }},\n{last}    ),\n"
            )
        elif "properties" in schema:
            lines, members = [], []
            required = schema.get("required", [])
            for member, each in schema["properties"].items():
                if keyword.iskeyword(member) or member in dir(dict):
                    raise ValueError(f"{name}.{member} cannot be an attribute")
                type_ = type_of(each, False)
                also = "" if member in required else "  # may be missing: read it with get"
                lines.append(comment(each.get("description"), "    ") + f"    {member}: {type_}{also}\n")
                shape = shape_of(each)
                if shape is not None:
                    members.append(f"{json.dumps(member)}: {shape}")
            about = docstring(schema.get("description") or "An object of the API.", "    ")
            classes.append(f"class {name}(Record):\n{about}\n{''.join(lines)}")
            shapes.append(f"    {json.dumps(name)}: Of({name}, {{{', '.join(members)}}}),\n")
        else:
            aliases.append(long_union(name, type_of(schema, False)))
    plain = [each for each in aliases if '"' not in each.split("=")[1] or "Literal" in each or "dict[" in each]
    unions = [each for each in aliases if each not in plain]
    return (
        HEAD.format(about="What answers are.")
        + "from typing import Any, Literal, TypeAlias\n\n"
        + "from .._record import ListOf, OneOf, Of, Record, Shape, UnknownEvent\n\n"
        + "".join(plain)
        + "\n\n"
        + "\n\n".join(classes)
        + "\n\n"
        + "".join(unions)
        + "\n#: How JSON becomes these classes.\nSHAPES: dict[str, Shape] = {\n"
        + "".join(shapes)
        + "}\n"
    )


def params() -> str:
    """What bodies are made of."""
    parts = []
    bodies = {
        ref(each["requestBody"]["content"]["application/json"]["schema"])
        for each in OPERATIONS.values()
        if "requestBody" in each
    }
    done: set[str] = set()

    def add(name: str) -> None:
        if name in done:
            return
        done.add(name)
        schema = SCHEMAS[name]
        for each in re.findall(r'"\$ref": "([^"]+)"', json.dumps(schema)):
            add(each.rsplit("/", 1)[1])
        if name in bodies:
            return
        if "properties" in schema:
            required = schema.get("required", [])
            lines = [
                comment(each.get("description"), "    ")
                + f"    {member}: {type_of(each, True) if member in required else f'NotRequired[{type_of(each, True)}]'}\n"
                for member, each in schema["properties"].items()
            ]
            parts.append(
                f"\n\nclass {name}(TypedDict):\n{docstring(schema.get('description') or 'A part of a body.', '    ')}\n{''.join(lines)}"
            )
        else:
            parts.append("\n" + long_union(name, type_of(schema, True)))

    for name in sorted(BODIES):
        add(name)
    for operation in OPERATIONS.values():
        for parameter in operation.get("parameters", []):
            name = ref(parameter.get("schema", {}))
            if name is not None:
                add(name)
    return (
        HEAD.format(about="What requests are made of.")
        + "from collections.abc import Mapping, Sequence\nfrom decimal import Decimal\n"
        + "from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict\n\n"
        + "if TYPE_CHECKING:\n    from typing_extensions import NotRequired\n"
        + "".join(parts)
    )


def operation_table() -> str:
    parts = []
    for name, operation in OPERATIONS.items():
        kind, schema = answer_of(operation)
        members, _ = body_of(operation)
        arguments = [json.dumps(name), json.dumps(operation["method"]), json.dumps(operation["path"])]
        if schema is not None:
            arguments.append(f"shape={json.dumps(schema)}")
        nulls = sorted(member for member, each in members.items() if nullable(each))
        if nulls:
            arguments.append(f"nullable=frozenset({{{', '.join(json.dumps(each) for each in nulls)}}})")
        if any("publishableKey" in each for each in operation["security"]):
            arguments.append("publishable=True")
        if "requestBody" in operation and not operation["requestBody"].get("required"):
            arguments.append("body_optional=True")
        if kind in ("lines", "events"):
            arguments.append(f'accept="{"text/plain" if kind == "lines" else "text/event-stream"}"')
        type_ = {"lines": "str", "nothing": "None"}.get(kind, f"models.{schema}")
        line = f"{constant(name)}: Operation[{type_}] = Operation({', '.join(arguments)})"
        if len(line) > 120:
            line = f"{constant(name)}: Operation[{type_}] = Operation(\n    {', '.join(arguments)}\n)"
        parts.append(line + "\n")
    return (
        HEAD.format(about="The operations of the API.")
        + "from .._operations import Operation\nfrom . import models\n\n"
        + "".join(parts)
    )


def main() -> None:
    placed = [operation for table in RESOURCES.values() for operation in table.values()] + [PAY]
    if sorted(placed) != sorted(OPERATIONS):
        raise SystemExit(f"scripts/resources.py and the document differ: {sorted(set(placed) ^ set(OPERATIONS))}")
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "src/florin/_generated"
    written = {
        "__init__.py": "",
        "models.py": models(),
        "params.py": params(),
        "operations.py": operation_table(),
        "sync_resources.py": resources(False),
        "async_resources.py": resources(True),
    }
    for name, text in written.items():
        (target / name).write_text(text, encoding="utf-8")


main()
