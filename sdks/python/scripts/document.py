"""Reads the API's document, and writes its types as Python has them."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DOCUMENT: dict[str, Any] = json.loads((HERE.parents[1] / "openapi.json").read_text())
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
HEAD = '"""{about} Written by scripts/generate.py from the API\'s document: do not change it here."""\n\nfrom __future__ import annotations\n\n'
#: Unions whose members are told apart by one of them. What is not known becomes this class.
OTHERWISE = {"Event": "UnknownEvent"}


def ref(schema: dict[str, Any]) -> str | None:
    """The name of the schema that is referred to."""
    return schema["$ref"].rsplit("/", 1)[1] if "$ref" in schema else None


def operations() -> dict[str, dict[str, Any]]:
    """Every operation by its id, with its method and path."""
    return {
        operation["operationId"]: {**operation, "method": method.upper(), "path": path}
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    }


OPERATIONS = operations()


def answer_of(operation: dict[str, Any]) -> tuple[str, str | None]:
    """What kind of answer it has, and the name of its schema."""
    for status, response in operation["responses"].items():
        if status.startswith("2") and "content" in response:
            (media, content), *_ = response["content"].items()
            if media == "text/event-stream":
                return "events", "Event"
            if media == "text/plain":
                return "lines", None
            name = ref(content["schema"])
            assert name is not None
            if name.endswith("List"):
                return "list", ref(SCHEMAS[name]["properties"]["data"]["items"])
            return "object", name
    return "nothing", None


def reached(names: set[str]) -> set[str]:
    """These schemas and all that they refer to."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += [each.rsplit("/", 1)[1] for each in re.findall(r'"\$ref": "([^"]+)"', json.dumps(SCHEMAS[name]))]
    return found


ANSWERS = reached({name for each in OPERATIONS.values() if (name := answer_of(each)[1]) is not None})
BODIES = reached(
    {
        name
        for each in OPERATIONS.values()
        if "requestBody" in each
        for name in [ref(each["requestBody"]["content"]["application/json"]["schema"])]
        if name is not None
    }
)


def type_of(schema: dict[str, Any], sent: bool, prefix: str = "") -> str:
    """The type in Python: ``sent`` for what is handed in, where more is taken than what comes."""
    name = ref(schema)
    if name is not None:
        return prefix + name
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(type_of(each, sent, prefix) for each in schema[union]))
    if "const" in schema:
        return f"Literal[{json.dumps(schema['const'])}]"
    if "enum" in schema:
        return f"Literal[{', '.join(json.dumps(each) for each in schema['enum'])}]"
    kind = schema.get("type")
    if kind == "array":
        return f"{'Sequence' if sent else 'list'}[{type_of(schema['items'], sent, prefix)}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        inside = type_of(values, sent, prefix) if isinstance(values, dict) else "Any"
        return f"{'Mapping' if sent else 'dict'}[str, {inside}]"
    if kind == "integer":
        return "int | Decimal" if sent else "int"
    if kind == "string":
        return "str | datetime" if sent and schema.get("format") == "date-time" else "str"
    return {"boolean": "bool", "number": "float", "null": "None"}[str(kind)]


def nullable(schema: dict[str, Any]) -> bool:
    return any(each.get("type") == "null" for each in schema.get("anyOf", []))


def comment(text: str | None, indent: str) -> str:
    """A description as lines of comment."""
    lines = textwrap.wrap(text or "", 120 - len(indent) - 3)
    return "".join(f"{indent}#: {line}\n" for line in lines)


def docstring(text: str, indent: str) -> str:
    lines = textwrap.wrap(text.replace("\\", "\\\\"), 118 - len(indent))
    if len(lines) == 1 and len(lines[0]) < 110 - len(indent):
        return f'{indent}"""{lines[0]}"""\n'
    return f'{indent}"""{lines[0]}\n' + "".join(f"{indent}{line}\n" for line in lines[1:]) + f'{indent}"""\n'


def long_union(name: str, type_: str, quoted: bool = False) -> str:
    """A type alias, on as many lines as it needs. It is quoted where it may name what comes later."""
    text = f'"{type_}"' if quoted else type_
    if len(f"{name}: TypeAlias = {text}") <= 120:
        return f"{name}: TypeAlias = {text}\n"
    if type_.startswith("Literal["):
        members = "".join(f"    {each},\n" for each in type_[8:-1].split(", "))
        return f"{name}: TypeAlias = Literal[\n{members}]\n"
    return f"{name}: TypeAlias = (\n    " + "\n    | ".join(type_.split(" | ")) + "\n)\n"


def constant(operation: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation).upper()


def body_of(operation: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The members of the body, and which are required. Of bodies that differ, all members, and those that each requires."""
    if "requestBody" not in operation:
        return {}, []
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    schema = SCHEMAS[str(ref(schema))]
    kinds = [SCHEMAS[str(ref(each))] for each in schema["anyOf"]] if "anyOf" in schema else [schema]
    members = {name: member for kind in kinds for name, member in kind.get("properties", {}).items()}
    return members, [name for name in members if all(name in kind.get("required", []) for kind in kinds)]
