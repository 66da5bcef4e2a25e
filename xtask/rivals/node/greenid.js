// A reply with soap: to objects, typed by the WSDL, without the network.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const soap = require('soap');
const { serve } = require('./worker.js');

const body = fs.readFileSync(process.argv[2], 'utf8');

soap.createClientAsync(process.argv[3]).then((client) => {
  const work = () => client.wsdl.xmlToObject(body);
  const { outcome } = work().Body.getVerificationResultResponse.return;
  assert.equal(outcome, 'VERIFIED');
  serve(work);
});
