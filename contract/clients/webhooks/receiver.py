"""Verifies a delivery with http-message-signatures and opens it as the guide shows. Reads what came, as JSON, from standard input."""

import base64
import datetime
import json
import sys

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from guide import open_delivery
from http_message_signatures import (
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)

told = json.load(sys.stdin)


class Keys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id):
        (key,) = [each for each in told["jwks"]["keys"] if each["kid"] == key_id]
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(key["x"] + "=="))

    def resolve_private_key(self, key_id):
        raise NotImplementedError


def covered(body):
    """The components that the signature covers, or an empty list where it is not over this body."""
    request = requests.Request("POST", told["url"], data=body).prepare()
    request.headers.update(told["headers"])
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=Keys())
    try:
        results = verifier.verify(request, max_age=datetime.timedelta(minutes=5), body=body)
    except InvalidSignature:
        return []
    names = [name.strip('"') for result in results for name in result.covered_components]
    return [name for name in names if not name.startswith("@signature-params")]


body = told["body"].encode()
json.dump(
    {
        "covered": covered(body),
        "forged": covered(body + b"0"),
        "event": json.loads(open_delivery(told["body"])),
    },
    sys.stdout,
)
