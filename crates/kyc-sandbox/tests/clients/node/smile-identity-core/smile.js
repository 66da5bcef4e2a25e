// What the tests of this SDK share.
'use strict';

const assert = require('node:assert/strict');
const { Signature, Utilities } = require('smile-identity-core');
const { ACCOUNT } = require('../sandbox.js');

const { smileid_server: SERVER } = JSON.parse(process.env.KYC_SANDBOX);
const { partnerId, apiKey } = ACCOUNT;
const NOTHING = { return_history: false, return_images: false };
const EVERYTHING = { return_history: true, return_images: true };
// 1 by 1 pixel.
const IMAGE_BASE64 =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const status = (jobId, options = NOTHING, { userId = 'invented-user', partner = partnerId, key = apiKey } = {}) =>
  new Utilities(partner, key, SERVER).get_job_status(userId, jobId, options);

const codes = (entries) => entries.map((entry) => entry.ResultCode);

function assertDone(answer, code, success) {
  assert.equal(answer.job_complete, true);
  assert.equal(answer.job_success, success);
  assert.equal(answer.code, '2302');
  assert.equal(answer.result.ResultCode, code);
}

function assertLookedUpOnly(answer) {
  assert.equal(answer.job_complete, false);
  assert.equal(answer.job_success, false);
  assert.equal(answer.code, '2302');
  assert.equal(answer.result.ResultCode, '1012');
}

function assertNoZip(answer) {
  assert.equal(answer.job_complete, false);
  assert.equal(answer.job_success, false);
  assert.equal(answer.code, '2314');
  assert.equal(answer.result, 'No zip uploaded yet');
}

function assertSignedNow({ timestamp, signature }) {
  assert.ok(new Signature(partnerId, apiKey).confirm_signature(timestamp, signature));
  assert.equal(new Date(timestamp).toISOString(), timestamp);
  assert.ok(Math.abs(Date.now() - new Date(timestamp)) < 60_000);
}

const isRefused = (code) => (error) => {
  assert.equal(error.name, 'AxiosError');
  assert.equal(error.response.status, 400);
  assert.equal(error.response.data.code, code);
  return true;
};

/** The server says that the account is not its own. */
const isUnauthorized = isRefused('2205');

/** The same of a look-up, which numbers its errors from 2400. */
const isUnauthorizedLookUp = isRefused('2405');

module.exports = {
  EVERYTHING,
  IMAGE_BASE64,
  NOTHING,
  SERVER,
  assertDone,
  assertLookedUpOnly,
  assertNoZip,
  assertSignedNow,
  codes,
  isUnauthorized,
  isUnauthorizedLookUp,
  status,
};
