'use strict';

const LEVELS = ['error', 'warn', 'info', 'debug'];

/**
 * A logger of one plain line an event, to standard output, for people and for `kubectl logs`.
 * Levels below `level` are left out; an unknown level counts as "info".
 */
function createLog(level, write = (line) => process.stdout.write(line)) {
  const limit = LEVELS.includes(level) ? LEVELS.indexOf(level) : LEVELS.indexOf('info');
  const log = {};
  for (const [rank, name] of LEVELS.entries()) {
    log[name] = (message) => {
      if (rank <= limit) write(`${new Date().toISOString()} ${name.toUpperCase()} ${message}\n`);
    };
  }
  return log;
}

module.exports = { createLog };
