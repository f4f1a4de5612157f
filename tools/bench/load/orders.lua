-- Sends the orders of a file, a line each, over and over, and says as JSON what came of it.
-- wrk -s orders.lua URL -- FILE [RATE]: with a rate the requests go out at so many a second, whatever the answers do.

local requests, count, at = {}, 0, 0

function init(args)
  for line in io.lines(args[1]) do
    count = count + 1
    requests[count] = wrk.format("POST", nil, nil, line)
  end
  -- Each run begins somewhere else, so that a long file is used up.
  at = os.time() * 7919 % count
  if args[2] then pace(1000 / tonumber(args[2])) end
end

function request()
  at = at % count + 1
  return requests[at]
end

-- Connections take the places of one timetable in turn, so that a slow answer holds no other request up.
function pace(interval)
  local ffi = require("ffi")
  ffi.cdef("typedef struct { long s; long ns; } otp_time; int clock_gettime(int clock, otp_time *t);")
  local time = ffi.new("otp_time")
  local due
  function delay()
    ffi.C.clock_gettime(1, time)
    local now = tonumber(time.s) * 1000 + tonumber(time.ns) / 1e6
    due = due and due + interval or now
    return math.max(0, math.floor(due - now + 0.5))
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%.6f,"errors":%d,"p50_ms":%.3f,"p95_ms":%.3f,"p99_ms":%.3f}\n',
    summary.requests, summary.duration / 1e6, failed,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
