// A signed document with smile-identity-core: parsed, and its signature checked.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { Signature } = require('smile-identity-core');
const { serve } = require('./worker.js');

const body = fs.readFileSync(process.argv[2]);
const signature = new Signature('085', 'fake-api-key-0123456789');

function work() {
  const document = JSON.parse(body);
  return signature.confirm_signature(document.timestamp, document.signature);
}

assert.ok(work(), 'the signature does not fit');
serve(work);
