-- Takes up to as many tokens as are asked for from a bucket that fills at a steady rate.
-- KEYS[1]  the bucket: hash of `tokens` (may be a fraction) and `at` (ms since 1970, by the clock of this node)
-- ARGV[1]  tokens a second that come in
-- ARGV[2]  tokens that the bucket holds at most
-- ARGV[3]  tokens wanted, whole
-- Answer   { tokens taken, whole tokens left, ms until the next whole token }
local rate = tonumber(ARGV[1]) / 1000
local capacity = tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or capacity
local at = tonumber(bucket[2]) or now
-- The clock of a node that took over may be behind.
tokens = math.min(capacity, tokens + math.max(0, now - at) * rate)
local taken = math.min(math.floor(tokens), tonumber(ARGV[3]))
tokens = tokens - taken
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.0f', math.max(now, at)))
redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - tokens) / rate) + 1000)
local left = math.floor(tokens)
return { taken, left, math.ceil((left + 1 - tokens) / rate) }
