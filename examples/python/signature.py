"""RSA signatures: of a text, as the sample shows it, and of a request and its answer, as Florin takes and gives them."""

from Crypto.Hash import SHA256, SHA512
from Crypto.PublicKey import RSA
from Crypto.Signature import pkcs1_15, pss
from florin import ApiError, Florin, FlorinKeys, RequestSigning
from sandbox import SECRET_KEY, URL, new_order

# 1. The sample, with what no longer runs put right: what is signed is a hash, by a padding that both sides agree on.

# 生成RSA密钥对
key = RSA.generate(2048)
public_key = key.publickey()
private_key = key

# 生成数据
data = b"Hello, World!"

# 签名
signature = pkcs1_15.new(private_key).sign(SHA256.new(data))


# 验证
def verify(received: bytes) -> None:
    try:
        pkcs1_15.new(public_key).verify(SHA256.new(received), signature)
        print("验证成功")
    except ValueError:
        print("验证失败")


verify(data)
verify(b"Hello, World?")

# PSS has a proof, and is salted: two signatures of the same differ, and both are right. It is what Florin prefers for RSA.
first, second = (pss.new(private_key).sign(SHA512.new(data)) for _ in range(2))
pss.new(public_key).verify(SHA512.new(data), first)
print("PSS: different each time" if first != second else "PSS: the same")

# 2. A request. A signature over the body alone could be sent again, or with another amount's headers. RFC 9421 covers method,
# address, time and a nonce as well, and Florin takes each signature once.
pem = public_key.export_key().decode()
with Florin(base_url=URL, secret_key=SECRET_KEY) as florin:
    registered = florin.signature_keys.create(name="Python sample", pem=pem)
    print("algorithm:", registered.algorithm)
    try:
        # `answers`: Florin signs its answer too, over this very request, and the SDK verifies that.
        signing = RequestSigning(
            key_id=registered.id, private_key=private_key.export_key().decode(), answers=FlorinKeys(URL)
        )
        with Florin(base_url=URL, secret_key=SECRET_KEY, signing=signing) as shop:
            payment = shop.pay(order_id=new_order(), amount=100, currency="USD")
            print("signed:", "支付成功" if payment.status == "succeeded" else "支付失败")

        # Whoever has the API key, but another private key, is refused.
        other = RSA.generate(2048).export_key().decode()
        forged = RequestSigning(key_id=registered.id, private_key=other)
        with Florin(base_url=URL, secret_key=SECRET_KEY, signing=forged) as thief:
            try:
                thief.pay(order_id=new_order(), amount=100, currency="USD")
            except ApiError as error:
                print("forged:", error.status, error.code)
    finally:
        florin.signature_keys.revoke(registered.id)
