-- Appends changes to the stream; each gets the number that follows the one before, so that a gap shows.
-- KEYS[1]  stream: n (number), c (change, JSON)
-- KEYS[2]  number of the last entry
-- ARGV[1]  about how many entries are kept
-- ARGV[2…] changes
-- answer   number of the last entry
--
-- A lost counter starts at the microseconds of the clock: never at a number that a follower waits for.
if redis.call('EXISTS', KEYS[2]) == 0 then
  local time = redis.call('TIME')
  redis.call('SET', KEYS[2], string.format('%d%06d', time[1], time[2]))
end
local number
for at = 2, #ARGV do
  number = redis.call('INCR', KEYS[2])
  -- A number of this size loses digits as text in Lua; the key holds all of them.
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'n', redis.call('GET', KEYS[2]), 'c', ARGV[at])
end
return number
