// node run.js SUITE: runs the tests of a suite beside a server that speaks TLS.
// The server comes first: a client reads NODE_EXTRA_CA_CERTS when its process starts, and only then.
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { readdirSync } = require('node:fs');
const path = require('node:path');
const { start } = require('./sandbox.js');

const MINUTES = 5;

async function main(suite) {
  const directory = path.join(__dirname, suite);
  const files = readdirSync(directory).filter((name) => name.endsWith('.test.js'));
  if (files.length === 0) {
    throw new Error(`${suite} has no tests`);
  }
  const { ready, ca, stop } = await start({ tls: true });
  try {
    const tests = spawn(process.execPath, ['--test', '--test-reporter=tap', ...files], {
      cwd: directory,
      env: { ...process.env, NODE_EXTRA_CA_CERTS: ca, KYC_SANDBOX: JSON.stringify(ready) },
      stdio: 'inherit',
    });
    // A test that failed may leave something open that keeps its process alive.
    const tooLong = setTimeout(() => tests.kill('SIGKILL'), MINUTES * 60_000);
    const [code] = await once(tests, 'exit');
    clearTimeout(tooLong);
    process.exitCode = code ?? 1;
  } finally {
    await stop();
  }
}

main(process.argv[2]);
