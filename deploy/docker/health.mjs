/**
 * Health check of an image, which has no other program: exit code 0 when the address answers.
 * http: with a status below 400; tcp: accepts a connection.
 */
import { get } from 'node:http';
import { connect } from 'node:net';
import { argv, exit } from 'node:process';

const address = new URL(argv[2]);
const timeout = 2_500;

const asking =
  address.protocol === 'http:'
    ? get(address, { timeout }, ({ statusCode }) => exit(statusCode < 400 ? 0 : 1))
    : connect({ host: address.hostname, port: Number(address.port), timeout }, () => exit(0));
asking.once('timeout', () => exit(1));
asking.once('error', () => exit(1));
