-- Claims a call with an Idempotency-Key for one runner, or tells what has become of it.
-- KEYS[1]  the call: hash of `body` (digest), `runner`, and once it has ended `answer`
-- ARGV[1]  digest of the body
-- ARGV[2]  who wants to run it
-- ARGV[3]  ms until the claim lapses by itself
-- Answer   { 'run' }, { 'other body' }, { 'running' } or { 'answered', answer }; the same to who asks twice
local known = redis.call('HMGET', KEYS[1], 'body', 'answer', 'runner')
if not known[1] then
  redis.call('HSET', KEYS[1], 'body', ARGV[1], 'runner', ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return { 'run' }
end
if known[1] ~= ARGV[1] then return { 'other body' } end
if known[2] then return { 'answered', known[2] } end
if known[3] == ARGV[2] then return { 'run' } end
return { 'running' }
