"""HTTP message signatures (RFC 9421) and digests (RFC 9530): the base that is signed, and how it is read and verified."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from ._algorithms import ALGORITHMS, Algorithm, is_signed
from ._errors import VerificationError
from ._keys import Public
from ._wire import Answer, Request

Parameters: TypeAlias = Mapping[str, "str | int"]
_NAME = r"[a-z*][a-z0-9_.*-]*"


@dataclass(frozen=True)
class Signed:
    """What a signature says of itself."""

    label: str
    #: Components as they are written, ``"@method";req``.
    components: tuple[str, ...]
    parameters: Parameters
    #: The value of ``@signature-params``, as it came.
    input: str
    signature: bytes


#: Finds the public key with its algorithm, by ``keyid``.
FindKey: TypeAlias = Callable[[str], "tuple[Public | bytes, Algorithm] | None"]


def digest_of(body: bytes) -> str:
    """The value of ``Content-Digest``."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def input_of(components: Sequence[str], parameters: Parameters) -> str:
    """The value of ``@signature-params``. Components are like ``@method`` and ``content-digest;req``."""
    covered = " ".join(component_of(each) for each in components)
    told = "".join(
        f";{name}={value if isinstance(value, int) else _quoted(value)}" for name, value in parameters.items()
    )
    return f"({covered}){told}"


def component_of(name: str) -> str:
    """A component as a signature writes it."""
    plain, mark, parameter = name.partition(";")
    return f'"{plain}"{mark}{parameter}'


def base_of(components: Sequence[str], input: str, request: Request, answer: Answer | None = None) -> bytes | None:
    """The signature base (RFC 9421 section 2.5), or None where a component is not there. Components are as they are written."""
    lines = []
    for component in components:
        value = _value(component, request, answer)
        if value is None:
            return None
        lines.append(f"{component}: {value}")
    return "\n".join([*lines, f'"@signature-params": {input}']).encode()


def _value(component: str, request: Request, answer: Answer | None) -> str | None:
    parts = re.fullmatch(r'"([^"]+)"(;req)?', component)
    if parts is None:
        return None
    name, of_request = parts[1], parts[2] is not None or answer is None
    if parts[2] is not None and answer is None:
        return None
    if not name.startswith("@"):
        headers = request.headers if of_request or answer is None else answer.headers
        value = headers.get(name)
        return None if value is None else " ".join(value.split("\n")).strip()
    if name == "@status":
        return None if of_request or answer is None else str(answer.status)
    if not of_request:
        return None
    url = urlsplit(request.url)
    default = {"https": ":443", "http": ":80"}.get(url.scheme, "")
    authority = url.netloc.rsplit("@", 1)[-1].lower()
    if default and authority.endswith(default):
        authority = authority[: -len(default)]
    derived = {
        "@method": request.method,
        "@target-uri": request.url,
        "@authority": authority,
        "@scheme": url.scheme,
        "@path": url.path or "/",
        "@query": f"?{url.query}",
    }
    return derived.get(name)


def read(headers: Mapping[str, str], label: str) -> Signed:
    """The signature with this label. Raises ``VerificationError`` where it cannot be read."""
    input = members_of(headers.get("signature-input", "")).get(label)
    signature = members_of(headers.get("signature", "")).get(label)
    if input is None or signature is None:
        raise VerificationError(f"There is no signature with the label {label}.", "signature_invalid")
    parts = re.fullmatch(r"\(([^()]*)\)(.*)", input, re.S)
    value = re.fullmatch(r":([A-Za-z0-9+/]*={0,2}):", signature)
    parameters = _parameters_of(parts[2]) if parts is not None else None
    components = tuple(parts[1].split()) if parts is not None else ()
    try:
        signed = base64.b64decode(value[1], validate=True) if value is not None else None
    except binascii.Error:
        signed = None
    if parameters is None or signed is None or len(set(components)) != len(components):
        raise VerificationError("The signature cannot be read.", "signature_invalid")
    return Signed(label, components, parameters, input, signed)


def members_of(field: str) -> dict[str, str]:
    """The members of a dictionary of structured fields (RFC 9651), each as it was written."""
    members = {}
    # A comma between quotes parts nothing.
    for part in re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^",])+', field):
        member = re.fullmatch(rf"\s*({_NAME})=(.*?)\s*", part, re.S)
        if member is not None:
            members[member[1]] = member[2]
    return members


def _parameters_of(text: str) -> dict[str, str | int] | None:
    """The parameters behind the components: texts and whole numbers. None where there is anything else."""
    parameters: dict[str, str | int] = {}
    at = 0
    pattern = re.compile(rf';({_NAME})=(?:"((?:[^"\\]|\\["\\])*)"|(-?[0-9]{{1,15}}))')
    while at < len(text):
        found = pattern.match(text, at)
        if found is None:
            return None
        number = found[3]
        parameters[found[1]] = re.sub(r"\\(.)", r"\1", found[2]) if number is None else int(number)
        at = found.end()
    return parameters


def check(
    signed: Signed,
    request: Request,
    answer: Answer | None,
    *,
    required: Sequence[str],
    find: FindKey,
    now: float,
    tolerance: float,
) -> None:
    """Raises ``VerificationError`` where the signature is not right: what it covers, its time, its digest, and then itself."""
    missing = [component_of(name) for name in required if component_of(name) not in signed.components]
    if missing:
        raise VerificationError(f"The signature does not cover {', '.join(missing)}.", "signature_invalid")
    created, expires = signed.parameters.get("created"), signed.parameters.get("expires")
    if not isinstance(created, int) or not isinstance(expires, (int, type(None))):
        raise VerificationError("The signature does not say when it was made.", "signature_invalid")
    if abs(now - created) > tolerance or (expires is not None and expires <= now):
        raise VerificationError("The signature is too old, or a clock is wrong.", "signature_expired")
    key_id = signed.parameters.get("keyid")
    found = find(key_id) if isinstance(key_id, str) else None
    named = signed.parameters.get("alg")
    if found is None or (named is not None and (named not in ALGORITHMS or named != found[1])):
        raise VerificationError("The signature is by no key of Florin's that is known.", "signature_invalid")
    message = request if answer is None else answer
    if '"content-digest"' in signed.components and not is_digest(
        message.headers.get("content-digest", ""), message.body
    ):
        raise VerificationError("The body is not the one that was signed.", "digest_mismatch")
    base = base_of(signed.components, signed.input, request, answer)
    if base is None or not is_signed(found[0], found[1], base, signed.signature):
        raise VerificationError("The signature is not right.", "signature_invalid")


def is_digest(field: str, body: bytes | None) -> bool:
    """Whether a digest of the field is that of the body, and none is another."""
    known = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
    members = [(known[name], value) for name, value in members_of(field).items() if name in known]
    return bool(members) and all(
        hmac.compare_digest(value.encode(), f":{base64.b64encode(hash(body or b'').digest()).decode()}:".encode())
        for hash, value in members
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
