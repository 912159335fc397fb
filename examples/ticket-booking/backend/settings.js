'use strict';

/** Milliseconds after which the version "slow" says that it is ready. */
const SLOW_START_MS = 20_000;

const FAULTS = ['', 'crash', 'never-ready', 'slow', 'unhealthy', 'abrupt'];

function number(env, name, fallback) {
  const text = env[name] ?? '';
  if (text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) {
    throw new Error(`setting ${name} is "${text}"; it must be a whole number, 0 or more`);
  }
  return value;
}

function required(env, name) {
  const value = env[name];
  if (!value) throw new Error(`setting ${name} is missing`);
  return value;
}

/**
 * Reads the settings from environment variables: those of the ConfigMap app-config, of the Secret
 * database-credentials, and those that an image of this example carries (APP_VERSION, APP_FAULT).
 * Throws an Error that names the first bad one.
 */
function readSettings(env) {
  const fault = env.APP_FAULT ?? '';
  if (!FAULTS.includes(fault)) throw new Error(`setting APP_FAULT is "${fault}"; it must be one of: ${FAULTS.slice(1).join(', ')}`);
  return Object.freeze({
    version: env.APP_VERSION || 'dev',
    fault,
    production: env.NODE_ENV === 'production',
    logLevel: env.LOG_LEVEL || 'info',
    port: number(env, 'PORT', 3000),
    /** What one request may take, its queries included. */
    apiTimeoutMs: number(env, 'API_TIMEOUT', 30_000),
    /** How long a pod that was told to stop goes on serving, so that every node can take it out of the Service. */
    drainMs: number(env, 'DRAIN_SECONDS', 5) * 1000,
    slowStartMs: number(env, 'SLOW_START_MS', SLOW_START_MS),
    unhealthyAfterMs: number(env, 'UNHEALTHY_AFTER_MS', 60_000),
    database: Object.freeze({
      host: required(env, 'DB_HOST'),
      port: number(env, 'DB_PORT', 3306),
      user: required(env, 'DB_USER'),
      password: required(env, 'DB_PASSWORD'),
      database: env.DB_NAME || 'ticket_booking',
    }),
  });
}

module.exports = { readSettings };
