-- Writes a value in the place of one of the same version.
-- KEYS[1]  string: 28 characters of version, then the content
-- ARGV[1]  version
-- ARGV[2]  content
-- answer   1: written, 0: what is there, if anything, is of another version
if redis.call('GETRANGE', KEYS[1], 0, 27) ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1] .. ARGV[2])
return 1
