// Starts `kyc sandbox` and stops it again.
'use strict';

const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

const ACCOUNT = {
  partnerId: '085',
  apiKey: 'fake-api-key-0123456789',
  customerId: 'invented-customer',
  password: 'invented-password',
};
const SETTLE_AFTER = 1;

/** `ready` is the line of JSON that the server printed, `ca` the file with the CA of its certificate. */
async function start({ tls = false } = {}) {
  const directory = mkdtempSync(path.join(tmpdir(), 'kyc-sandbox-'));
  const ca = path.join(directory, 'ca.pem');
  const args = ['sandbox', '--settle-after', String(SETTLE_AFTER)];
  args.push('--smileid-partner-id', ACCOUNT.partnerId, '--smileid-api-key', ACCOUNT.apiKey);
  args.push('--greenid-customer-id', ACCOUNT.customerId, '--greenid-password', ACCOUNT.password);
  if (tls) {
    args.push('--tls', '--ca-out', ca);
  }
  const server = spawn(process.env.KYC, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await Promise.race([
    once(readline.createInterface({ input: server.stdout }), 'line'),
    once(server, 'exit').then(([code]) => Promise.reject(new Error(`the server left with ${code}`))),
  ]);
  const stop = async () => {
    const left = once(server, 'exit');
    server.kill('SIGTERM');
    const [code, signal] = await left;
    rmSync(directory, { recursive: true });
    if (code !== 0) {
      throw new Error(`the server left with ${code ?? signal}`);
    }
  };
  return { ready: JSON.parse(line), ca, stop };
}

/** Waits until what has begun by now is settled. */
const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLE_AFTER * 1000 + 500));

let serial = 0;
/** An id that names the scenario and that no other test uses. */
const fresh = (scenario) => `${scenario}.${process.pid}-${(serial += 1)}`;

module.exports = { ACCOUNT, fresh, settle, start };
