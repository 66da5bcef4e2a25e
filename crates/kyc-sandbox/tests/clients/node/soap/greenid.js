// What the tests of this SOAP client share.
'use strict';

const assert = require('node:assert/strict');
const soap = require('soap');
const { ACCOUNT } = require('../sandbox.js');

const SERVICES = {
  greenid_endpoint: { customerId: ACCOUNT.customerId },
  greenid_password_endpoint: { customerId: ACCOUNT.customerId, password: ACCOUNT.password },
};
const ADDRESS = {
  country: 'AU',
  postcode: '2999',
  state: 'NSW',
  streetName: 'Made-up',
  streetNumber: '1',
  streetType: 'Street',
  suburb: 'Nowhere',
};
const EVERYTHING = {
  ruleId: 'default',
  name: { givenName: 'Matilda', honorific: 'Dr', middleNames: 'Nonsuch Nobody', surname: 'Invented' },
  email: 'matilda@example.invalid',
  currentResidentialAddress: ADDRESS,
  previousResidentialAddress: { ...ADDRESS, postcode: '2998' },
  dob: new Date('1985-03-04T00:00:00Z'),
  homePhone: '0255500000',
  workPhone: '0255500001',
  mobile: '0491570006',
  extraData: [
    { name: 'driversLicenceNumber', value: '00000001' },
    { name: 'driversLicenceState', value: 'NSW' },
  ],
};

/** The operations of a service, made from the WSDL that it serves. */
async function connect(ready, service, query = 'wsdl') {
  const client = await soap.createClientAsync(`${ready[service]}?${query}`);
  const call = (operation) => async (userId, more) => {
    const [answer] = await client[`${operation}Async`]({ ...SERVICES[service], userId, ...more });
    return answer.return;
  };
  return {
    client,
    result: call('getVerificationResult'),
    register: (userId, more) => call('registerUser')(userId, { ...EVERYTHING, ...more }),
    isRegistered: call('isUserIdRegistered'),
  };
}

/** A fault as this client reads it: the code in it, and all around it. */
const isFault = (code) => (error) => {
  assert.equal(error.response.status, 500);
  const { Fault } = error.root.Envelope.Body;
  assert.equal(Fault.faultcode, 'env:Server');
  assert.ok(Fault.faultstring);
  assert.deepEqual(Object.keys(Fault.detail), ['faultDetails']);
  assert.equal(Fault.detail.faultDetails.code, code);
  assert.ok(Fault.detail.faultDetails.details);
  return true;
};

module.exports = { SERVICES, connect, isFault };
