-- Sends GET requests with wrk. BENCH_PATHS: a file with one path in each line, used in turn. BENCH_KEY: the secret key.
local requests, at = {}, 0

function init()
  for path in io.lines(os.getenv("BENCH_PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path, {
      ["Host"] = wrk.headers["Host"],
      ["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY"),
    })
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
