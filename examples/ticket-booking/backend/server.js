'use strict';

const { createServer } = require('./app');
const { Database } = require('./database');
const { Health } = require('./health');
const { createLog } = require('./log');
const { readSettings } = require('./settings');
const { Tickets } = require('./tickets');

let settings;
try {
  settings = readSettings(process.env);
} catch (error) {
  createLog('info').error(`cannot start: ${error.message}`);
  process.exit(1);
}
const log = createLog(settings.logLevel);
if (settings.fault === 'crash') {
  log.error('cannot start: the seat map /srv/seatmap.json is missing from the image (this image crashes on purpose)');
  process.exit(1);
}

const database = new Database(settings.database, settings.apiTimeoutMs);
const health = new Health(settings, database);
const server = createServer({ settings, health, tickets: new Tickets(database), log });

server.on('error', (error) => {
  log.error(`cannot listen on port ${settings.port}: ${error.message}`);
  process.exit(1);
});
server.listen(settings.port, () => {
  log.info(`version ${settings.version} listens on port ${server.address().port}`);
});

let stopping = false;
async function stop(signal) {
  if (stopping) return;
  stopping = true;
  if (settings.fault === 'abrupt') {
    log.info(`${signal}: gone at once (this image has no graceful stop, on purpose)`);
    process.exit(0);
  }
  log.info(`${signal}: not ready any more, serving for another ${settings.drainMs / 1000} s`);
  health.drain();
  await new Promise((resolve) => setTimeout(resolve, settings.drainMs));
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  // A request that hangs must not hold the pod until the kubelet kills it.
  const limit = setTimeout(() => server.closeAllConnections(), settings.apiTimeoutMs);
  await closed;
  clearTimeout(limit);
  await database.close();
  log.info('stopped');
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
