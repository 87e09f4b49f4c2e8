// Sends texts and pictures, looks for numbers, orders one and hands in a fax through npm teli-node 1.0.26, unmodified.
//
//     npm ci --ignore-scripts && node test_teli_node.js http://127.0.0.1:8080
//
// The library has the hosts of Teli, the provider's predecessor, written down; an interceptor of its HTTP client leads
// them here. It sends the key twice, as the user of HTTP Basic and as `token`, and with a GET a body of JSON too. What
// is the predecessor's own is answered in the predecessor's envelope.

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
  const picture = { source: SENDER, destination: READER, file_url: 'https://example.com/a.png' };
  const shown = body(await teli.mms.sendUrl(picture));
  assert.strictEqual(shown.status, 'ok', JSON.stringify(shown));

  const told = (answer) => {
    assert.strictEqual(answer.code, 200, JSON.stringify(answer));
    assert.strictEqual(answer.status, 'success', JSON.stringify(answer));
    return answer.data;
  };
  assert(told(await teli.dids.states()).includes('CO'));
  assert(told(await teli.dids.rateCenters('CO')).includes('DENVER'));
  assert(told(await teli.dids.getNXX('555')).includes('222'));
  const [local] = told(await teli.dids.localNumbers({ npa: 555, nxx: 222, limit: 1 })).dids;
  assert.strictEqual(local.npa, '555', JSON.stringify(local));
  const [free] = told(await teli.dids.tollfreeNumbers()).dids;
  assert.match(free.number, /^8\d{9}$/);
  told(await teli.dids.orderSingleNumber({ number: local.number, call_flow: 444 }));
  const again = await teli.dids.orderSingleNumber({ number: local.number });
  assert.strictEqual(again.code, 400, JSON.stringify(again));

  const pdf = Buffer.from('%PDF-1.4\n').toString('base64');
  const fax = told(await teli.fax.send(local.number, { destination: '3035551212', recipient: 'Jo', files: JSON.stringify([pdf]) }));
  const kept = told(await teli.fax.download(fax));
  assert.strictEqual(kept.data, pdf, JSON.stringify(kept));
  assert.strictEqual(kept.send_status, 'queued');
  told(await teli.fax.delete(fax));
  console.log('teli-node 1.0.26: everything as it should be');
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
