"""Writes the methods of both clients."""

from __future__ import annotations

import re

from document import BODIES, HEAD, OPERATIONS, answer_of, body_of, constant, docstring, nullable, type_of
from resources import PAY, RESOURCES


def method(name: str, operation_id: str, is_async: bool, owner: str) -> str:
    """A method of a resource, or of the client itself."""
    operation = OPERATIONS[operation_id]
    kind, schema = answer_of(operation)
    members, required = body_of(operation)
    needed, optional, body, query = [], [], [], []
    has_id = "{id}" in operation["path"]
    for member, each in members.items():
        type_ = type_of(each, True, "").replace("|  ", "| ")
        for named in sorted(BODIES, key=len, reverse=True):
            type_ = re.sub(rf"(?<![\w.\"]){named}(?![\w\"])", f"params.{named}", type_)
        if member in required:
            needed.append(f"{member}: {type_}")
        elif nullable(each):
            optional.append(f"{member}: {type_} | Omit = OMIT")
        else:
            optional.append(f"{member}: {type_} | None = None")
        body.append(f'"{member}": {member}')
    for parameter in operation.get("parameters", []):
        if parameter.get("in") == "query" and kind != "events":
            optional.append(f"{parameter['name']}: {type_of(parameter['schema'], True, 'params.')} | None = None")
            query.append(f'"{parameter["name"]}": {parameter["name"]}')
    if kind == "events":
        optional += ["types: Sequence[str] | None = None", "last_event_id: str | None = None"]
    elif operation["method"] == "POST":
        optional.append("idempotency_key: str | None = None")
    if kind not in ("events", "lines"):
        optional.append("timeout: float | None = None")
    model = f"models.{schema}"
    page, pieces = ("AsyncList", "AsyncIterator") if is_async else ("Page", "Iterator")
    gives = {
        "list": f"{page}[{model}]",
        "events": f"{pieces}[models.Event]",
        "lines": f"{pieces}[str]",
        "nothing": "None",
        "object": model,
    }[kind]
    waits = is_async and kind in ("object", "nothing")
    client = "self" if owner == "client" else "self._client"
    if kind == "events":
        call = f"{client}._event_stream(types, last_event_id)"
    elif kind == "lines":
        call = f"{client}._text_lines(operations.{constant(operation_id)})"
    else:
        arguments = [f"operations.{constant(operation_id)}"]
        if kind == "list":
            arguments.append(f"{{{', '.join(query)}}}")
        elif query:
            arguments.append(f"query={{{', '.join(query)}}}")
        if has_id:
            arguments.append("id=id")
        if "requestBody" in operation:
            arguments.append(f"body={{{', '.join(body)}}}")
        if operation["method"] == "POST":
            arguments.append("idempotency_key=idempotency_key")
        arguments.append("timeout=timeout")
        inside = ",\n            ".join(arguments)
        call = f"{client}._{'list' if kind == 'list' else 'call'}(\n            {inside},\n        )"
    signature = ["self"] + (["id: str"] if has_id else [])
    if needed or optional:
        signature += ["*", *needed, *optional]
    text = f"{operation['summary']}. {operation.get('description', '')}".strip()
    inside = ",\n        ".join(signature)
    head = f"{'async ' if waits else ''}def {name}({', '.join(signature)}) -> {gives}:"
    if len(head) > 116:
        head = f"{'async ' if waits else ''}def {name}(\n        {inside},\n    ) -> {gives}:"
    return f"    {head}\n{docstring(text, '        ')}        return {'await ' if waits else ''}{call}\n"


def resources(is_async: bool) -> str:
    kind = "async" if is_async else "sync"
    prefix = "Async" if is_async else ""
    page, pieces = ("AsyncList", "AsyncIterator") if is_async else ("Page", "Iterator")
    classes, fields = [], []
    for resource, table in RESOURCES.items():
        name = prefix + "".join(each.capitalize() for each in resource.split("_"))
        # The method `list` would hide the type of the same name from those behind it.
        methods = "\n".join(method(each, operation, is_async, "resource") for each, operation in table.items())
        classes.append(
            f"class {name}:\n"
            f'    """``florin.{resource}``: {", ".join(table)}."""\n\n'
            f"    def __init__(self, client: {prefix}Client) -> None:\n        self._client = client\n\n{methods}"
        )
        fields.append(f"        self.{resource} = {name}(self)\n")
    waits = "async " if is_async else ""
    client = f'''class {prefix}Client:
    """What the client does for its resources."""

    {waits}def _call(
        self,
        operation: Operation[T],
        *,
        id: str | None = None,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> T:
        raise NotImplementedError

    def _list(
        self, operation: Operation[T], query: Mapping[str, Any], *, id: str | None = None, timeout: float | None = None
    ) -> {page}[T]:
        raise NotImplementedError

    def _text_lines(self, operation: Operation[str]) -> {pieces}[str]:
        raise NotImplementedError

    def _event_stream(self, types: Sequence[str] | None, last_event_id: str | None) -> {pieces}[models.Event]:
        raise NotImplementedError
'''
    whole = (
        f'class {kind.capitalize()}Resources({prefix}Client):\n    """Every operation of the API."""\n\n'
        f"    def __init__(self) -> None:\n{''.join(fields)}\n{method('pay', PAY, is_async, 'client')}"
    )
    return (
        HEAD.format(about=f"The methods of the {kind} client.")
        + f"from collections.abc import {pieces}, Mapping, Sequence\nfrom datetime import datetime\n"
        + "from decimal import Decimal\nfrom typing import Any, TypeVar\n\n"
        + "from .._body import OMIT, Omit\nfrom .._operations import Operation\n"
        + f'from .._pages import {page}\nfrom . import models, operations, params\n\nT = TypeVar("T")\n\n\n'
        + "\n\n".join([client, *classes, whole])
    )
