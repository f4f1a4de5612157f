/**
 * Health check of an image, which has no other program: exit code 0 when the address answers.
 * http: with a status below 400; tcp: accepts a connection.
 */
import { connect } from 'node:net';
import { argv, exit } from 'node:process';

const address = new URL(argv[2]);
const PATIENCE_MS = 2_500;

if (address.protocol === 'http:') {
  fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    ({ ok }) => exit(ok ? 0 : 1),
    () => exit(1),
  );
} else {
  const socket = connect({ host: address.hostname, port: Number(address.port), timeout: PATIENCE_MS });
  socket.once('connect', () => exit(0));
  socket.once('timeout', () => exit(1));
  socket.once('error', () => exit(1));
}
