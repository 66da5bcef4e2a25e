// Works when it is told to: reads how often, writes how many nanoseconds that took.
'use strict';

const readline = require('node:readline');

function serve(work) {
  readline.createInterface({ input: process.stdin }).on('line', (line) => {
    const times = Number(line);
    const started = process.hrtime.bigint();
    for (let at = 0; at < times; at += 1) {
      work();
    }
    process.stdout.write(`${process.hrtime.bigint() - started}\n`);
  });
}

module.exports = { serve };
