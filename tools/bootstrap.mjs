/**
 * What `npm start` and `npm test` run first. It begins on any Node from 20 on, before anything is
 * installed, so this file and tools/set-up keep to plain JavaScript without packages.
 */
import { argv, exit, stderr, versions } from 'node:process';

const OLDEST_NODE = 20;

if (Number(versions.node.split('.')[0]) < OLDEST_NODE) {
  stderr.write(
    `Node.js ${OLDEST_NODE} or later is needed to begin, and this is ${versions.node}. Install it from https://nodejs.org/en/download and run the same command again.\n`,
  );
  exit(1);
}

import('./set-up/commands.mjs').then(({ run }) => run(argv.slice(2)));
