"""RSA encryption: of a text, as the sample shows it, and of a card, as Florin takes it."""

import base64
import json

from Crypto.Cipher import PKCS1_OAEP
from Crypto.Hash import SHA256
from Crypto.PublicKey import RSA
from florin import CardEncryption, Florin
from sandbox import ACCOUNT, PUBLISHABLE_KEY, SECRET_KEY, URL, new_order

# 1. The sample, with what no longer runs put right: the padding is an object of its own, and it takes bytes.

# 生成RSA密钥对
key = RSA.generate(2048)
public_key = key.publickey()
private_key = key

# 加密
cipher_text = PKCS1_OAEP.new(public_key, hashAlgo=SHA256).encrypt(b"Hello, World!")

# 解密
plain_text = PKCS1_OAEP.new(private_key, hashAlgo=SHA256).decrypt(cipher_text)
print("解密:", plain_text.decode())

# RSA alone encrypts no more than its key has room for, which is less than a JSON text with a card and some more.
try:
    PKCS1_OAEP.new(public_key, hashAlgo=SHA256).encrypt(b"x" * 191)
except ValueError:
    print("RSA of 2048 bits takes 190 bytes and no more")

# 2. A card. So RSA encrypts a fresh key of AES, and that the card: a JWE, which nobody changes unnoticed (RFC 7516).
card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2035, "cvc": "123"}
cards = CardEncryption(base_url=URL, account=ACCOUNT)
with Florin(base_url=URL, publishable_key=PUBLISHABLE_KEY) as page:
    jwe = cards.encrypt(page, card)
    header = json.loads(base64.urlsafe_b64decode(jwe.split(".")[0] + "=="))
    print("JWE:", header["alg"], header["enc"])
    token = cards.token(page, card)
print("token:", token.brand, token.last4)

with Florin(base_url=URL, secret_key=SECRET_KEY) as shop:
    payment = shop.pay(order_id=new_order(), amount=100, currency="USD", payment_method=token.token)
print("支付成功" if payment.status == "succeeded" else "支付失败")
