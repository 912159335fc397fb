'use strict';

const assert = require('node:assert/strict');
const dgram = require('node:dgram');
const http = require('node:http');
const test = require('node:test');
const { cannotRun, eventually } = require('./rooted');
const { call, frontend } = require('./application');

const NAME = 'backend-service.ticket-booking.svc.cluster.local';

/** The cluster's DNS: NAME is on the loopback, everything else does not exist. */
function nameServer(asked) {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (query, from) => {
    const labels = [];
    let at = 12;
    for (; query[at] !== 0; at += query[at] + 1) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
    const type = query.readUInt16BE(at + 1);
    const name = labels.join('.');
    asked.push(name);
    const found = name === NAME && type === 1;
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(name === NAME ? 0x8580 : 0x8583, 2);
    header.writeUInt16BE(found ? 1 : 0, 6);
    header.writeUInt32BE(0, 8);
    const answer = found ? Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 5, 0, 4, 127, 0, 0, 1]) : Buffer.alloc(0);
    socket.send(Buffer.concat([header, query.subarray(12, at + 5), answer]), from.port, from.address);
  });
  return new Promise((resolve) => socket.bind(53, '127.0.0.1', () => resolve(socket)));
}

test('the frontend', { skip: cannotRun ?? false }, async (t) => {
  const asked = [];
  const dns = await nameServer(asked);
  const nginx = frontend('v7', { BACKEND: 'backend-service:3999' },
    'nameserver 127.0.0.1\nsearch ticket-booking.svc.cluster.local svc.cluster.local cluster.local\n');
  let api;
  t.after(async () => {
    await nginx.kill('SIGKILL');
    dns.close();
    api?.close();
  });

  await t.test('starts, and serves its page, while there is no backend', async () => {
    const page = await nginx.until('nginx answers', () => call(80, '/'));
    assert.equal(page.status, 200);
    assert.match(page.text, /page <b>v7<\/b>/);
    assert.equal(page.headers['x-app-version'], 'v7');
    assert.equal(page.headers['content-security-policy'], "default-src 'self'");
    assert.match((await call(80, '/page.js')).headers['content-type'], /javascript/);
    assert.equal((await call(80, '/health')).text, 'ok\n');
    assert.equal((await call(80, '/api/health')).status, 502);
    assert.equal((await call(80, '/nothing')).status, 404);
  });

  await t.test('passes /api on to the Service of its own namespace, unchanged', async () => {
    let finish;
    const slow = new Promise((resolve) => { finish = resolve; });
    api = http.createServer(async (request, response) => {
      if (request.url === '/api/slow') await slow;
      response.setHeader('X-App-Version', 'of the backend');
      response.end(JSON.stringify({ method: request.method, url: request.url, probe: request.headers['x-probe'] ?? null }));
    });
    await new Promise((resolve) => api.listen(3999, '127.0.0.1', resolve));
    const answer = await call(80, '/api/tickets?a=%2F&b=1', { method: 'POST', body: '{}', headers: { 'X-Probe': 'liveness' } });
    assert.deepEqual(answer.json, { method: 'POST', url: '/api/tickets?a=%2F&b=1', probe: null });
    assert.equal(answer.headers['x-app-version'], 'v7');
    assert.ok(asked.includes(NAME), `asked for ${asked}`);

    // The image's stop signal: nothing new is accepted, what has begun is answered.
    const pending = call(80, '/api/slow');
    await eventually('the slow request arrived', () => new Promise((resolve) => { api.getConnections((_, n) => resolve(n > 0)); }));
    const ended = nginx.kill('SIGQUIT');
    await eventually('nginx takes no more', () => call(80, '/health').then(() => false, () => true));
    finish();
    assert.equal((await pending).status, 200);
    assert.equal(await ended, 0);
  });
});
