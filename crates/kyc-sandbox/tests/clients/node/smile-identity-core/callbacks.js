// A small server on loopback that takes what is posted to it.
'use strict';

const http = require('node:http');
const { once } = require('node:events');
const { setTimeout: pause } = require('node:timers/promises');

async function listen() {
  const taken = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) {
      body += chunk;
    }
    taken.push(JSON.parse(body));
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/callback`,
    /** Waits for that many, then a moment longer for one too many. */
    async take(count) {
      const deadline = Date.now() + 15_000;
      while (taken.length < count && Date.now() < deadline) {
        await pause(50);
      }
      await pause(500);
      return taken;
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

module.exports = { listen };
