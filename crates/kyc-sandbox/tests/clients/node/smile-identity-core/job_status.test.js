'use strict';

const assert = require('node:assert/strict');
const { describe, it } = require('node:test');
const { Utilities, WebApi } = require('smile-identity-core');
const { ACCOUNT, fresh, settle } = require('../sandbox.js');
const smile = require('./smile.js');

describe('job status', { timeout: 120_000 }, () => {
  for (const [scenario, code, success, final] of [
    ['approved', '0810', true, 'true'],
    ['rejected', '0811', false, 'true'],
    ['provisional', '0812', false, 'false'],
    ['spoof', '0813', false, 'true'],
    ['issuer-unavailable', '0908', false, 'true'],
  ]) {
    it(`says ${code} for ${scenario}`, async () => {
      const answer = await smile.status(scenario);
      smile.assertDone(answer, code, success);
      assert.equal(answer.result.IsFinalResult, final);
      smile.assertSignedNow(answer);
    });
  }

  it('says a code of no table', async () => {
    const answer = await smile.status('unknown-code');
    assert.equal(answer.job_complete, true);
    assert.equal(answer.result.ResultCode, '0899');
  });

  it('is about the job that was asked for', async () => {
    const answer = await smile.status('approved.17', smile.NOTHING, { userId: 'invented-user-17' });
    const { user_id, job_id, job_type } = answer.result.PartnerParams;
    assert.deepEqual([user_id, job_id, String(job_type)], ['invented-user-17', 'approved.17', '1']);
  });

  it('is about another person where that was ordered', async () => {
    const { PartnerParams } = (await smile.status('other-person')).result;
    assert.ok(PartnerParams.user_id);
    assert.notEqual(PartnerParams.user_id, 'invented-user');
  });

  it('stays pending', async () => {
    const job = fresh('pending');
    smile.assertLookedUpOnly(await smile.status(job));
    await settle();
    smile.assertLookedUpOnly(await smile.status(job));
  });

  it('is pending, then settled', async () => {
    const [approved, rejected] = [fresh('pending-then-approved'), fresh('pending-then-rejected')];
    smile.assertLookedUpOnly(await smile.status(approved));
    smile.assertLookedUpOnly(await smile.status(rejected));
    await settle();
    smile.assertDone(await smile.status(approved), '0810', true);
    smile.assertDone(await smile.status(rejected), '0811', false);
  });

  it('knows no zip of a job that nobody has submitted', async () => {
    for (const job of ['no-zip', 'never-heard-of']) {
      const answer = await smile.status(job);
      smile.assertNoZip(answer);
      smile.assertSignedNow(answer);
    }
  });

  it('has history and images for whoever asks for them', async () => {
    // A history is a user's, so nobody else asks for this one.
    const answer = await smile.status('approved', smile.EVERYTHING, { userId: fresh('user') });
    assert.deepEqual(smile.codes(answer.history), ['0810', '1012']);
    for (const entry of answer.history) {
      assert.equal(entry.PartnerParams.job_id, 'approved');
    }
    assert.match(answer.image_links.selfie_image, /^https?:\/\/[^/]+\//);
  });

  it('has neither for anybody else', async () => {
    // Without options the SDK says false, with empty ones it says nothing.
    for (const options of [undefined, {}, smile.NOTHING]) {
      const utilities = new Utilities(ACCOUNT.partnerId, ACCOUNT.apiKey, smile.SERVER);
      const answer = await utilities.get_job_status('invented-user', 'approved', options);
      smile.assertDone(answer, '0810', true);
      assert.equal('history' in answer, false);
      assert.equal('image_links' in answer, false);
    }
  });

  it('is the same through WebApi', async () => {
    const api = new WebApi(ACCOUNT.partnerId, null, ACCOUNT.apiKey, smile.SERVER);
    const answer = await api.get_job_status({ user_id: 'invented-user', job_id: 'rejected' }, smile.EVERYTHING);
    smile.assertDone(answer, '0811', false);
  });

  it('is thrown away when its signature is altered', async () => {
    await assert.rejects(smile.status('bad-signature'), {
      message: 'Unable to confirm validity of the job_status response',
    });
  });

  it('is taken with an old pair', async () => {
    const answer = await smile.status('replayed');
    smile.assertDone(answer, '0810', true);
    assert.ok(Date.now() - new Date(answer.timestamp) > 3_600_000);
  });

  it('is refused to another account', async () => {
    // Without its leading zero it is another partner's id.
    for (const account of [{ key: 'fake-api-key-of-another-account' }, { partner: '999' }, { partner: '85' }]) {
      await assert.rejects(smile.status('approved', smile.NOTHING, account), smile.isUnauthorized);
    }
  });

  it('comes as a fault where that was ordered', async () => {
    await assert.rejects(smile.status('reset'), { message: /ECONNRESET|socket hang up/ });
    await assert.rejects(smile.status('truncated'), { message: /aborted|ECONNRESET|socket hang up/ });
    await assert.rejects(smile.status('html-500'), (error) => error.response.status === 500);
    await assert.rejects(
      smile.status('rate-limited'),
      ({ response }) => response.status === 429 && Number(response.headers['retry-after']) >= 1,
    );
  });
});
