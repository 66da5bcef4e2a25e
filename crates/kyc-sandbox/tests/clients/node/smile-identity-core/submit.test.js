'use strict';

const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { describe, it } = require('node:test');
const { IDApi, WebApi } = require('smile-identity-core');
const { ACCOUNT, fresh } = require('../sandbox.js');
const { listen } = require('./callbacks.js');
const smile = require('./smile.js');

const { partnerId, apiKey } = ACCOUNT;
const ID_INFO = { country: 'NG', id_type: 'NIN_SLIP', id_number: '00000000000', entered: true };
const BASE64 = [{ image_type_id: 2, image: smile.IMAGE_BASE64 }];

// Each job has a user of its own, because a history is a user's.
const params = (more) => ({ user_id: fresh('user'), job_id: fresh('submitted'), job_type: 1, ...more });
const submit = (partnerParams, images, options, { callback = null, key = apiKey } = {}) =>
  new WebApi(partnerId, callback, key, smile.SERVER).submit_job(partnerParams, images, ID_INFO, options);

describe('a submitted job', { timeout: 120_000 }, () => {
  const polled = { return_job_status: true, ...smile.EVERYTHING };

  function assertEnrolled(answer, { user_id, job_id }) {
    smile.assertDone(answer, '0810', true);
    smile.assertSignedNow(answer);
    assert.deepEqual(smile.codes(answer.history), ['0810', '1012']);
    assert.ok(answer.image_links.selfie_image);
    const returned = answer.result.PartnerParams;
    assert.equal(returned.user_id, user_id);
    assert.equal(returned.job_id, job_id);
    assert.equal(returned.branch, 'invented branch');
  }

  it('is polled to its end, with files', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'images-'));
    const images = ['selfie.png', 'card.png'].map((name, type) => {
      const image = path.join(directory, name);
      writeFileSync(image, Buffer.from(smile.IMAGE_BASE64, 'base64'));
      return { image_type_id: type, image };
    });
    const partnerParams = params({ branch: 'invented branch' });
    assertEnrolled(await submit(partnerParams, images, polled), partnerParams);
    rmSync(directory, { recursive: true });
  });

  it('is polled to its end, with base64', async () => {
    const partnerParams = params({ branch: 'invented branch' });
    assertEnrolled(await submit(partnerParams, BASE64, polled), partnerParams);
  });

  it('is called back about, more than once', async () => {
    const callbacks = await listen();
    const partnerParams = params();
    const { success, smile_job_id } = await submit(partnerParams, BASE64, {}, { callback: callbacks.url });
    assert.equal(success, true);
    const taken = await callbacks.take(2);
    callbacks.stop();
    assert.deepEqual(smile.codes(taken).sort(), ['0810', '1012']);
    for (const callback of taken) {
      smile.assertSignedNow(callback);
      assert.equal(callback.SmileJobID, smile_job_id);
      assert.equal(callback.PartnerParams.job_id, partnerParams.job_id);
    }
  });

  it('ends as ordered', async () => {
    const answer = await submit(params({ sandbox_result: '1' }), BASE64, polled);
    smile.assertDone(answer, '0811', false);
  });

  it('is refused to another account', async () => {
    const stranger = { key: 'fake-api-key-of-another-account' };
    await assert.rejects(submit(params(), BASE64, polled, stranger), smile.isUnauthorized);
  });
});

describe('a look-up', { timeout: 120_000 }, () => {
  const api = (key = apiKey) => new IDApi(partnerId, key, smile.SERVER);
  const number = (digit) => ({ ...ID_INFO, id_number: `0000000000${digit}` });

  it('is answered by the last digit', async () => {
    for (const [digit, code] of Object.entries({ 0: '1012', 1: '1013', 2: '1014', 3: '1015' })) {
      const partnerParams = params({ job_type: 5 });
      const answer = await api().submit_job(partnerParams, number(digit));
      assert.equal(answer.ResultCode, code);
      assert.equal(answer.PartnerParams.job_id, partnerParams.job_id);
      smile.assertSignedNow(answer);
    }
  });

  it('is polled when it was asynchronous', async () => {
    const callbacks = await listen();
    const partnerParams = params({ job_type: 5 });
    assert.deepEqual(await api().submitAsyncjob(partnerParams, number(1), callbacks.url), { success: true });
    const taken = await callbacks.take(1);
    callbacks.stop();
    assert.deepEqual(smile.codes(taken), ['1013']);
    smile.assertSignedNow(taken[0]);
    const answer = await api().pollJobStatus(partnerParams, 10, 300);
    smile.assertDone(answer, '1013', false);
    assert.equal(String(answer.result.PartnerParams.job_type), '5');
  });

  it('is refused to another account', async () => {
    const stranger = api('fake-api-key-of-another-account');
    await assert.rejects(stranger.submit_job(params({ job_type: 5 }), number(0)), smile.isUnauthorizedLookUp);
    await assert.rejects(stranger.submitAsyncjob(params({ job_type: 5 }), number(0)), smile.isUnauthorizedLookUp);
  });
});
