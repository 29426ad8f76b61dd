-- Sends POST /pay with wrk. Every request has its own order and idempotency key. The account is chosen by Zipf(1.0).
-- BENCH_KEYS: a file with one secret key in each line; the first is used most. BENCH_RUN: a prefix that no other run uses.
-- wrk runs this in one thread, so one counter is enough.
local heads, cumulative, total, count = {}, {}, 0, 0
local run = os.getenv("BENCH_RUN")
local amount = os.getenv("BENCH_AMOUNT")

local function body(order)
  return '{"order_id":"' .. order .. '","amount":' .. amount .. ',"currency":"USD"}'
end

function init()
  local length = #body(string.format("%s-%09d", run, 0))
  for key in io.lines(os.getenv("BENCH_KEYS")) do
    heads[#heads + 1] = "POST /pay HTTP/1.1\r\nHost: " .. wrk.headers["Host"]
      .. "\r\nAuthorization: Bearer " .. key
      .. "\r\nContent-Type: application/json\r\nContent-Length: " .. length
      .. "\r\nIdempotency-Key: "
    total = total + 1 / #heads
    cumulative[#heads] = total
  end
  math.randomseed(42)
end

-- The first account at which the sum of the shares reaches the random number.
local function account()
  local drawn, low, high = math.random() * total, 1, #cumulative
  while low < high do
    local middle = math.floor((low + high) / 2)
    if cumulative[middle] < drawn then low = middle + 1 else high = middle end
  end
  return low
end

function request()
  count = count + 1
  local order = string.format("%s-%09d", run, count)
  return heads[account()] .. order .. "\r\n\r\n" .. body(order)
end
