from decimal import Decimal

import pytest
from vectors import cases, named, vectors

from florin import IdError, MoneyError, from_minor_units, parse_id, to_minor_units
from florin._currencies import DECIMALS, WITHDRAWN


def test_the_currencies_are_those_of_the_vectors():
    assert dict(DECIMALS) == vectors("money")["currencies"]
    assert dict(WITHDRAWN) == vectors("money")["withdrawn"]


@pytest.mark.parametrize("case", cases("money", "parse"), ids=named)
def test_an_amount_is_read(case):
    if "refused" in case:
        with pytest.raises(MoneyError) as refused:
            to_minor_units(case["text"], case["currency"])
        assert refused.value.reason == case["refused"]
    else:
        assert to_minor_units(case["text"], case["currency"]) == int(case["minor"])


@pytest.mark.parametrize("case", cases("money", "format"), ids=named)
def test_an_amount_is_written(case):
    assert from_minor_units(int(case["minor"]), case["currency"]) == case["text"]


def test_a_decimal_is_exact_and_a_float_is_refused():
    assert to_minor_units(Decimal("25.99"), "USD") == 2599
    assert to_minor_units(25, "USD") == 2500
    assert to_minor_units(Decimal("1E+2"), "JPY") == 100
    for wrong in (25.99, Decimal("NaN"), None, True):
        with pytest.raises(MoneyError):
            to_minor_units(wrong, "USD")


@pytest.mark.parametrize("case", cases("ids"), ids=named)
def test_an_id_is_read(case):
    if case["valid"]:
        read = parse_id(case["id"], case["prefix"])
        assert (str(read.uuid), read.time_ms) == (case["uuid"], case["time_ms"])
    else:
        with pytest.raises(IdError) as refused:
            parse_id(case["id"], case["prefix"])
        assert refused.value.reason == case["reason"]


def test_an_id_tells_when_its_object_was_made():
    made = parse_id("pay_01h455vb4pex5vsknk084sn02q", "pay").time
    assert made is not None and made.isoformat() == "2023-06-30T03:34:18.518000+00:00"
