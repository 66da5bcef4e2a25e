'use strict';

const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { fresh, settle, start } = require('../sandbox.js');
const { SERVICES, connect, isFault } = require('./greenid.js');

const OUTCOMES = {
  verified: 'VERIFIED',
  'verified-with-changes': 'VERIFIED_WITH_CHANGES',
  'verified-admin': 'VERIFIED_ADMIN',
  'in-progress': 'IN_PROGRESS',
  pending: 'PENDING',
  'locked-out': 'LOCKED_OUT',
};

const list = (value) => (value === undefined ? [] : [value].flat());

for (const service of Object.keys(SERVICES)) {
  describe(`${service} in plain form`, { timeout: 120_000 }, () => {
    let sandbox;
    let greenid;

    before(async () => {
      sandbox = await start();
      greenid = await connect(sandbox.ready, service);
    });
    after(() => sandbox.stop());

    it('serves its WSDL in any case, with its own address', async () => {
      for (const query of ['wsdl', 'WSDL']) {
        const { client } = await connect(sandbox.ready, service, query);
        const [[, description]] = Object.entries(client.wsdl.definitions.services);
        const [port] = Object.values(description.ports);
        assert.equal(port.location, sandbox.ready[service]);
        assert.deepEqual(Object.keys(port.binding.methods).sort(), [
          'getVerificationResult',
          'isUserIdRegistered',
          'registerUser',
        ]);
      }
    });

    for (const [scenario, outcome] of Object.entries(OUTCOMES)) {
      it(`says ${outcome}`, async () => {
        const userId = fresh(scenario);
        const result = await greenid.result(userId);
        assert.equal(result.outcome, outcome);
        assert.equal(result.userId, userId);
        assert.equal(result.ruleId, 'default');
        assert.ok(result.transactionId);
        assert.equal(result.mode, undefined);
      });
    }

    it('says what was checked, and when', async () => {
      const result = await greenid.result('verified');
      assert.ok(result.dateVerified instanceof Date);
      assert.ok(!Number.isNaN(result.dateVerified.getTime()));
      const check = list(result.individualResults).find(({ state }) => state === 'VERIFIED');
      assert.ok(check.name);
      assert.ok(check.dateVerified instanceof Date);
      const fields = Object.fromEntries(list(check.fieldResults).map((field) => [field.name, field]));
      for (const name of ['givenName', 'surname']) {
        assert.ok(fields[name].data);
        assert.ok(fields[name].status);
      }
    });

    it('is in progress, then verified', async () => {
      const userId = fresh('in-progress-then-verified');
      assert.equal((await greenid.result(userId)).outcome, 'IN_PROGRESS');
      await settle();
      assert.equal((await greenid.result(userId)).outcome, 'VERIFIED');
    });

    it('has a watch-list hit', async () => {
      const states = list((await greenid.result('watchlist-hit')).individualResults).map(({ state }) => state);
      assert.ok(states.includes('FOUND_ON_LIST') || states.includes('FAILED'), states.join());
    });

    it('has checks beside a nil one', async () => {
      // This client drops the nil one.
      const checks = list((await greenid.result('nil-items')).individualResults);
      assert.ok(checks.filter((check) => check?.name && check.state).length > 0);
    });

    it('has a Post Office file', async () => {
      const result = await greenid.result('post-office');
      assert.equal(result.mode, 'POSTOFFICE');
      const { postOfficeData: data } = list(result.individualResults).find(({ name }) => name === 'PostOffice');
      // This client cuts the padding off and makes numbers of longs.
      assert.match(data.header.givenName, /^[A-Z]+$/);
      assert.match(data.header.surname, /^[A-Z]+$/);
      assert.equal(Number(data.header.totalNumberOfIdDocuments), list(data.records).length);
      for (const record of list(data.records)) {
        assert.ok(record.documentName);
        assert.equal(record.nameMatchesform, 'Y');
      }
    });

    it('may be about another person', async () => {
      const { userId } = await greenid.result('other-person');
      assert.ok(userId);
      assert.notEqual(userId, 'other-person');
    });

    it('registers a user with everything, once', async () => {
      const userId = fresh('invented-user');
      assert.equal(await greenid.isRegistered(userId), false);
      const registered = await greenid.register(userId);
      assert.equal(registered.userId, userId);
      assert.equal(await greenid.isRegistered(userId), true);
      const asked = await greenid.result(userId);
      assert.equal(asked.userId, userId);
      assert.equal(asked.outcome, registered.outcome);
      await assert.rejects(greenid.register(userId), isFault('UserIdInUseFault'));
    });

    it('makes an id for who has none', async () => {
      const { userId } = await greenid.register(undefined);
      assert.match(userId, /^[0-9A-Za-z]{8,9}$/);
      assert.equal(await greenid.isRegistered(userId), true);
    });

    for (const [userId, code] of Object.entries({
      'not-found': 'UserIdNotFoundFault',
      'nobody-at-all': 'UserIdNotFoundFault',
      'system-fault': 'SystemFault',
      'invalid-customer': 'InvalidCustomerIdFault',
      'invalid-certificate': 'InvalidCertificateException',
    })) {
      it(`answers ${code} for ${userId}`, () => assert.rejects(greenid.result(userId), isFault(code)));
    }

    it('answers the faults of registering', async () => {
      await assert.rejects(greenid.register('field-validation'), isFault('FieldValidationFault'));
      await assert.rejects(greenid.register('user-id-in-use'), isFault('UserIdInUseFault'));
    });

    it('knows its customer', async () => {
      const stranger = { customerId: 'another-customer' };
      for (const operation of ['result', 'register', 'isRegistered']) {
        await assert.rejects(greenid[operation]('verified', stranger), isFault('InvalidCustomerIdFault'));
      }
    });

    it('answers no SOAP where that was ordered', async () => {
      await assert.rejects(greenid.result('html-500'), ({ response }) => response.status === 500);
      await assert.rejects(greenid.result('rate-limited'), ({ response }) => response.status === 429);
    });
  });
}

describe('the password', { timeout: 120_000 }, () => {
  it('is asked for by the password service', async () => {
    const sandbox = await start();
    try {
      const greenid = await connect(sandbox.ready, 'greenid_password_endpoint');
      for (const password of ['another-password', '', undefined]) {
        for (const operation of ['result', 'register', 'isRegistered']) {
          await assert.rejects(greenid[operation]('verified', { password }), isFault('InvalidPasswordFault'));
        }
      }
    } finally {
      await sandbox.stop();
    }
  });
});

describe('over TLS', { timeout: 120_000 }, () => {
  it('is the same', async () => {
    const ready = JSON.parse(process.env.KYC_SANDBOX);
    for (const service of Object.keys(SERVICES)) {
      assert.match(ready[service], /^https:/);
      const greenid = await connect(ready, service);
      assert.equal((await greenid.result('verified')).outcome, 'VERIFIED');
      await assert.rejects(greenid.result('not-found'), isFault('UserIdNotFoundFault'));
      const userId = fresh('invented-user');
      await greenid.register(userId);
      assert.equal(await greenid.isRegistered(userId), true);
    }
  });
});
