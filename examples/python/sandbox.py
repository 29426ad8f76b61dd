"""Where Florin is, and the keys of its demo merchant: what `npm start` writes into `.florin/sandbox.json`."""

import json
import os
import sys
import uuid
from pathlib import Path

FILE = Path(os.environ.get("FLORIN_DATA") or Path(__file__).parents[2] / ".florin") / "sandbox.json"

if not FILE.exists():
    sys.exit(f"{FILE} is not there: run `npm start` first, in another terminal, and leave it running.")

SANDBOX = json.loads(FILE.read_text(encoding="utf-8"))
URL: str = SANDBOX["base_url"]
SECRET_KEY: str = SANDBOX["secret_key"]
PUBLISHABLE_KEY: str = SANDBOX["publishable_key"]
ACCOUNT: str = SANDBOX["account_id"]


def new_order() -> str:
    """An order's number. An order is paid once, so each run has its own."""
    return f"py-{uuid.uuid4().hex[:12]}"
