'use strict';

const assert = require('node:assert/strict');
const { existsSync, readdirSync } = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const test = require('node:test');
const { cannotRun } = require('./rooted');
const { TestBackend, TestDatabase, call } = require('./application');

test('the application with its database', { skip: cannotRun ?? false }, async (t) => {
  const database = new TestDatabase();
  const backends = [];
  const backend = (...args) => {
    const made = new TestBackend(...args);
    backends.push(made);
    return made;
  };
  t.after(async () => {
    await Promise.all(backends.map((b) => b.container.kill('SIGKILL')));
    await database.container.kill('SIGKILL');
  });

  await t.test('database: an empty volume without a root password is refused, and nothing is written', async () => {
    const refused = database.start({ MYSQL_ROOT_PASSWORD: '' });
    assert.equal(await refused.ended, 1);
    assert.match(refused.output, /MYSQL_ROOT_PASSWORD is not set/);
    assert.deepEqual(readdirSync(database.data), []);
  });

  await t.test('database: a killed initialisation is begun anew', async () => {
    const killed = database.start();
    await killed.until('the initialisation began', () => existsSync(path.join(database.data, 'mysql')));
    await killed.kill('SIGKILL');
    assert.ok(existsSync(path.join(database.data, '.unfinished-initialisation')));

    const again = database.start();
    await again.until('the server is up', () => /the volume is ready[\s\S]*ready for connections/.test(again.output), 40);
    assert.ok(!existsSync(path.join(database.data, '.unfinished-initialisation')));
  });

  const v1 = backend('v1');
  await t.test('/api/health: version, settings and a database that answers', async () => {
    const { json, headers } = await v1.ready();
    assert.equal(json.status, 'ok');
    assert.equal(json.version, 'v1');
    assert.deepEqual(json.config, { logLevel: 'info', apiTimeoutMs: 30_000 });
    assert.equal(json.database.reachable, true);
    assert.match(json.database.server, /^\d+\.\d+/);
    assert.equal(headers['x-app-version'], 'v1');
  });

  await t.test('/api/tickets: a ticket that is booked is there', async () => {
    const [concert] = (await v1.get('/api/events')).json.filter((event) => event.name === 'Winter Concert');
    assert.equal(concert.free, 400);
    const booked = await v1.post('/api/tickets', { eventId: concert.id, holder: ' Zoë 🎫 ' });
    assert.equal(booked.status, 201);
    assert.equal(booked.json.holder, 'Zoë 🎫');
    const list = (await v1.get('/api/tickets')).json;
    assert.deepEqual(list.map(({ id, event, holder }) => ({ id, event, holder })),
      [{ id: booked.json.id, event: 'Winter Concert', holder: 'Zoë 🎫' }]);
    assert.equal((await v1.get('/api/events')).json.find((e) => e.id === concert.id).free, 399);
  });

  await t.test('/api/tickets: a repeated request books once', async () => {
    const attempt = () => v1.post('/api/tickets', { eventId: 1, holder: 'Ada' }, { 'Idempotency-Key': 'one' });
    const answers = await Promise.all([attempt(), attempt(), attempt()]);
    const later = await attempt();
    assert.equal(later.status, 200);
    assert.equal(answers.filter((answer) => answer.status === 201).length, 1);
    assert.equal(new Set([...answers, later].map((answer) => answer.json.id)).size, 1);
    assert.equal((await v1.get('/api/tickets')).json.filter((ticket) => ticket.holder === 'Ada').length, 1);
  });

  await t.test('/api/tickets: no more tickets than seats, however many ask at once', async () => {
    const small = (await v1.get('/api/events')).json.find((event) => event.capacity === 12);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) =>
      v1.post('/api/tickets', { eventId: small.id, holder: `guest ${i}` })));
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [...Array(12).fill(201), ...Array(8).fill(409)]);
    assert.match(answers.find((answer) => answer.status === 409).json.error, /"Chamber Music" is sold out/);
    assert.equal((await v1.get('/api/events')).json.find((event) => event.id === small.id).free, 0);
  });

  await t.test('/api: what cannot be done is refused with the reason', async () => {
    assert.equal((await v1.post('/api/tickets', { eventId: 999, holder: 'Ada' })).status, 404);
    assert.equal((await v1.post('/api/tickets', { eventId: '1', holder: 'Ada' })).status, 400);
    assert.equal((await v1.post('/api/tickets', { eventId: 1, holder: ' ' })).status, 400);
    assert.equal((await v1.post('/api/tickets', null)).status, 400);
    assert.equal((await call(v1.port, '/api/tickets', { method: 'POST', body: '{' })).status, 400);
    assert.equal((await call(v1.port, '/api/tickets', { method: 'DELETE' })).status, 405);
    assert.equal((await v1.get('/api/nothing')).status, 404);
    assert.equal((await call(v1.port, '/api/tickets', { method: 'POST', body: 'x'.repeat(20_000) })).status, 413);
  });

  await t.test('SIGTERM: not ready, still serving, closes kept connections, ends with 0', async () => {
    const leaving = backend('v2', { DRAIN_SECONDS: '2', LOG_LEVEL: 'debug' });
    assert.equal((await leaving.ready()).json.config.logLevel, 'debug');
    const agent = new http.Agent({ keepAlive: true });
    const before = await call(leaving.port, '/api/events', { agent });
    assert.equal(before.headers.connection, 'keep-alive');
    const ended = leaving.container.kill('SIGTERM');
    const health = await leaving.container.until('it is draining', async () => {
      const answer = await leaving.get('/api/health', { 'X-Probe': 'readiness' });
      return answer.status === 503 && answer;
    });
    assert.equal(health.json.status, 'draining');
    for (const headers of [{}, { 'X-Probe': 'liveness' }]) {
      const answer = await leaving.get('/api/health', headers);
      assert.deepEqual([answer.status, answer.json.status], [200, 'draining']);
    }
    const during = await call(leaving.port, '/api/events', { agent });
    assert.equal(during.status, 200);
    assert.equal(during.headers.connection, 'close');
    assert.equal(await ended, 0);
    assert.match(leaving.container.output, /GET \/api\/events 200[\s\S]*stopped\n$/);
  });

  await t.test('versions that are broken on purpose break in their own way', async () => {
    const crash = backend('crash');
    assert.equal(await crash.container.ended, 1);
    assert.match(crash.container.output, /ERROR cannot start: the seat map .* is missing from the image/);

    const slow = backend('slow', { SLOW_START_MS: '2500' });
    const never = backend('never-ready');
    const unhealthy = backend('unhealthy', { UNHEALTHY_AFTER_MS: '3000' });
    const abrupt = backend('abrupt');
    await unhealthy.ready();
    await Promise.all([slow, never, abrupt].map((b) => b.listens()));

    assert.equal((await slow.get('/api/health')).json.status, 'starting');
    await slow.ready();

    assert.equal((await never.get('/api/health')).status, 503);
    assert.equal((await never.get('/api/health', { 'X-Probe': 'liveness' })).status, 200);

    const sick = await unhealthy.container.until('it turned unhealthy', async () => {
      const answer = await unhealthy.get('/api/health', { 'X-Probe': 'liveness' });
      return answer.status === 503 && answer;
    });
    assert.equal(sick.json.status, 'unhealthy');
    assert.equal((await unhealthy.get('/api/health')).status, 503);

    const began = Date.now();
    assert.equal(await abrupt.container.kill('SIGTERM'), 0);
    assert.ok(Date.now() - began < 2_000, 'it must not drain');
  });

  await t.test('a wrong password is seen as "not ready", with the database\'s own word for it', async () => {
    const wrong = backend('v1', { DB_PASSWORD: 'wrong' });
    await wrong.listens();
    const health = await wrong.get('/api/health');
    assert.equal(health.status, 503);
    assert.deepEqual(health.json.database, { reachable: false, reason: 'ER_ACCESS_DENIED_ERROR' });
  });

  await t.test('a database that goes away makes the backend not ready, but not dead; it recovers, and the tickets are there', async () => {
    const before = (await v1.get('/api/tickets')).json;
    assert.equal(await database.container.kill('SIGTERM'), 0);
    assert.equal((await v1.get('/api/health')).status, 503);
    assert.equal((await v1.get('/api/health', { 'X-Probe': 'readiness' })).status, 503);
    assert.equal((await v1.get('/api/health', { 'X-Probe': 'liveness' })).status, 200);
    assert.equal((await v1.get('/')).status, 200);
    const refused = await v1.get('/api/tickets');
    assert.equal(refused.status, 503);
    assert.deepEqual(Object.keys(refused.json), ['error']);

    database.start();
    await v1.ready();
    assert.deepEqual((await v1.get('/api/tickets')).json, before);
    assert.ok(!/filling the empty volume/.test(database.container.output));
  });
});
