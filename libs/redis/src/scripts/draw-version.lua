-- Draws the version of a reading that is about to begin.
-- KEYS[1]  hash of history, epoch and counter
-- ARGV[1]  a version that the new one must be later than; empty: any
-- answer   the version: epoch (13 digits) and counter (15 digits)
--
-- A new epoch begins when the counter may have been lost: nothing is stored, another master goes on with
-- what it got from the one before (its replication id differs), or a later version is known elsewhere.
local history = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
local stored = redis.call('HMGET', KEYS[1], 'history', 'epoch', 'counter')
local epoch = tonumber(stored[2] or '0')
local counter = tonumber(stored[3] or '0') + 1

local function version()
  return string.format('%013.0f%015.0f', epoch, counter)
end

if stored[1] ~= history or version() <= ARGV[1] then
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local least = tonumber(string.sub(ARGV[1], 1, 13)) or 0
  epoch = math.max(now, epoch + 1, least + 1)
  counter = 1
end
redis.call('HSET', KEYS[1], 'history', history, 'epoch', string.format('%.0f', epoch), 'counter', counter)
return version()
