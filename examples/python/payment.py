"""A payment: by plain HTTP, as the sample shows it, and by the SDK, which pays once whatever becomes of the connection."""

import requests
from florin import ConnectionError, Florin, PaymentDeclinedError
from sandbox import SECRET_KEY, URL, new_order

# 1. The sample. Address, key and order are those of this Florin; the rest is as it was.

# 设置API地址
api_url = f"{URL}/pay"

# 设置请求头
headers = {"Content-Type": "application/json", "Authorization": f"Bearer {SECRET_KEY}"}

# 设置请求参数
data = {"order_id": new_order(), "amount": 100, "currency": "USD"}


def pay() -> None:
    # 发起请求
    response = requests.post(api_url, json=data, headers=headers, timeout=30)

    # 处理响应
    if response.status_code == 200:
        print("支付成功")
    else:
        print("支付失败:", response.json()["code"])


pay()
# The same order again. It is paid already, so nothing is taken a second time.
pay()

# 2. The SDK. Each try has the same idempotency key, so that a connection that breaks after the payment is no second payment.
with Florin(base_url=URL, secret_key=SECRET_KEY) as florin:
    for method in ["tok_visa", "tok_declined"]:
        try:
            payment = florin.pay(order_id=new_order(), amount=2599, currency="USD", payment_method=method)
            print("支付成功:", payment.status)
        except PaymentDeclinedError as error:
            print("支付失败:", error.decline_code)
        except ConnectionError as error:
            print("nobody knows yet; ask again later with the idempotency key", error.idempotency_key)
