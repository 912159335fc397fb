'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { createLog } = require('../backend/log');
const { readSettings } = require('../backend/settings');

const GOOD = { DB_HOST: 'mysql-service', DB_USER: 'ticketuser', DB_PASSWORD: 'x' };

test('settings: what the seed does not say has its default', () => {
  const settings = readSettings(GOOD);
  assert.equal(settings.port, 3000);
  assert.equal(settings.apiTimeoutMs, 30_000);
  assert.equal(settings.drainMs, 5_000);
  assert.equal(settings.slowStartMs, 20_000);
  assert.equal(settings.unhealthyAfterMs, 60_000);
  assert.equal(settings.database.port, 3306);
});

test('settings: a bad one is named', () => {
  assert.throws(() => readSettings({ ...GOOD, DB_PASSWORD: undefined }), /DB_PASSWORD is missing/);
  assert.throws(() => readSettings({ ...GOOD, DB_HOST: '' }), /DB_HOST is missing/);
  assert.throws(() => readSettings({ ...GOOD, API_TIMEOUT: '30s' }), /API_TIMEOUT is "30s"; it must be a whole number/);
  assert.throws(() => readSettings({ ...GOOD, APP_FAULT: 'sulk' }), /APP_FAULT is "sulk"; it must be one of: crash/);
});

test('log: levels below the chosen one are left out', () => {
  const lines = [];
  const log = createLog('warn', (line) => lines.push(line));
  log.info('nothing');
  log.warn('careful');
  log.error('broken');
  assert.equal(lines.length, 2);
  assert.match(lines[0], /^\d{4}-\d\d-\d\dT[\d:.]+Z WARN careful\n$/);
});
