-- Sends requests that were prepared, with wrk, each once. BENCH_REQUESTS: a file with, for each request, a line that says how many
-- bytes it has, and these bytes.
local requests

function init()
  requests = assert(io.open(os.getenv("BENCH_REQUESTS"), "rb"))
end

function request()
  local length = requests:read("*n", "*l")
  -- A request of no bytes: the connection waits until the run is over, and the measurement says that too few were prepared.
  if length == nil then return "" end
  return requests:read(length)
end
