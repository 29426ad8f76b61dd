"""The vectors that every SDK has to pass."""

import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(os.environ.get("FLORIN_SDKS", Path(__file__).resolve().parents[2]))


def vectors(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "vectors" / f"{name}.json").read_text())


def cases(name: str, key: str = "cases") -> list[Any]:
    return vectors(name)[key]


def named(case: dict[str, Any]) -> str:
    return case["name"]
