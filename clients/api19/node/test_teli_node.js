// Sends a text through npm teli-node 1.0.26, unmodified, and is refused one.
//
//     npm ci --ignore-scripts && node test_teli_node.js http://127.0.0.1:8080
//
// The library has the hosts of Teli, the provider's predecessor, written down; an interceptor of its HTTP client leads
// them here. It sends the key twice, as the user of HTTP Basic and as `token`, and with a GET a body of JSON too. Most
// of its other calls are the predecessor's own, under paths that this dialect names as not supported.

'use strict';

const assert = require('assert');
const Teli = require('teli-node');

const SENDER = '8574884828';
const READER = '8577884821';

function client(base, key) {
  const made = new Teli('ACdemo0000000000000000000000000000', key);
  made.httpClient.axiosInstance.interceptors.request.use((config) => {
    config.url = config.url.replace(/^https:\/\/[a-z0-9]+\.teleapi\.net/, base);
    return config;
  });
  return made;
}

// The library hands out the answer as it came, or what is under its `data`.
const body = (answer) => (answer && answer.status && answer.data && answer.data.status ? answer.data : answer);

async function main(base) {
  const teli = client(base, 'api_key');
  const message = { source: SENDER, destination: READER, message: 'hello & more' };
  const sent = body(await teli.sms.send(message));
  assert.strictEqual(sent.status, 'ok', JSON.stringify(sent));
  assert.match(sent.uuid, /^s-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-\d{8}$/);
  const refused = body(await teli.sms.send({ ...message, destination: '2125550100' }));
  assert.deepStrictEqual(refused, { status: 'error', error: 'invalid destination' });
  const stranger = body(await client(base, 'wrong').sms.send(message));
  assert.deepStrictEqual(stranger, { status: 'error', error: 'not logged in' });
  const states = body(await teli.dids.states());
  assert.deepStrictEqual(states, { status: 'error', error: '/dids/states is not supported yet' });
  console.log('teli-node 1.0.26: everything as it should be');
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
