"""Signs requests with http-message-signatures by each kind of key, and verifies the signed answers."""

import base64
import datetime
import json
import os
import secrets
import sys

import requests
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)

url = os.environ["FLORIN_URL"]
authorization = {"Authorization": f"Bearer {os.environ['FLORIN_KEY']}"}
WISH = (
    'answer=("@status" "content-digest" "content-type" "@method";req "@target-uri";req "content-digest";req);created;nonce="n"'
)
session = requests.Session()


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, private):
        self.private = private
        shown = session.get(f"{url}/.well-known/florin-signatures.json").json()["keys"]
        self.public = {key["kid"]: base64.urlsafe_b64decode(key["x"] + "==") for key in shown}

    def resolve_private_key(self, key_id):
        return self.private

    def resolve_public_key(self, key_id):
        return ed25519.Ed25519PublicKey.from_public_bytes(self.public[key_id])


def verified(keys, answer):
    """The components that the answer's signature covers, or an empty list where it does not verify."""
    verifier = HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=keys)
    try:
        results = verifier.verify(answer, max_age=datetime.timedelta(minutes=5), body=answer.content)
    except InvalidSignature:
        return []
    names = [name for result in results for name in result.covered_components]
    return [name for name in names if "@signature-params" not in name]


told = []
for name, private, algorithm in [
    ("ed25519", ed25519.Ed25519PrivateKey.generate(), algorithms.ED25519),
    ("ecdsa-p256-sha256", ec.generate_private_key(ec.SECP256R1()), algorithms.ECDSA_P256_SHA256),
    ("rsa-pss-sha512", rsa.generate_private_key(65537, 2048), algorithms.RSA_PSS_SHA512),
]:
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    key = session.post(f"{url}/v1/signature_keys", headers=authorization, json={"name": name, "pem": pem}).json()
    keys = Keys(private)
    signer = HTTPMessageSigner(signature_algorithm=algorithm, key_resolver=keys)

    def ask(changed=False):
        body = json.dumps({"order_id": secrets.token_hex(8), "amount": 100, "currency": "USD"}).encode()
        headers = {
            **authorization,
            "Content-Type": "application/json",
            "Accept-Signature": WISH,
        }
        request = requests.Request("POST", f"{url}/v1/payments", data=body, headers=headers).prepare()
        signer.sign(
            request,
            body=body,
            key_id=key["id"],
            nonce=secrets.token_urlsafe(),
            covered_component_ids=("@method", "@authority", "@path", "@query", "authorization", "content-type", "content-digest"),
        )
        if changed:
            request.body = body.replace(b"100", b"900")
        return session.send(request)

    paid, changed = ask(), ask(changed=True)
    covered = verified(keys, paid)
    paid.status_code = 201
    told.append(
        {
            "algorithm": key["algorithm"],
            "amount": paid.json().get("amount"),
            "changed": changed.json()["code"],
            "covered": len(covered),
            "refusal_covered": len(verified(keys, changed)),
            "forged_covered": len(verified(keys, paid)),
        }
    )

json.dump(told, sys.stdout)
