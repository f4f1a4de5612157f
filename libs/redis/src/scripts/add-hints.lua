-- Appends all hints, or none when the queue would become longer than it may.
-- KEYS[1]  stream: h (hint, JSON)
-- ARGV[1]  most entries
-- ARGV[2…] hints
-- answer   1: stored, 0: the queue is full
if redis.call('XLEN', KEYS[1]) + #ARGV - 1 > tonumber(ARGV[1]) then
  return 0
end
for at = 2, #ARGV do
  redis.call('XADD', KEYS[1], '*', 'h', ARGV[at])
end
return 1
