'use strict';

const mysql = require('mysql');

/** A probe waits 5 s (timeoutSeconds in the manifest): the answer has to be out before that. */
const PING_TIMEOUT_MS = 3_000;

/** A pool of connections to MySQL with promises, time limits and transactions. */
class Database {
  #pool;
  #healthPool;
  #timeoutMs;
  #ping = null;

  constructor(options, timeoutMs) {
    this.#timeoutMs = timeoutMs;
    const common = { ...options, charset: 'utf8mb4', timezone: 'Z' };
    this.#pool = mysql.createPool({
      ...common,
      connectionLimit: 5,
      // Under load a connection may take its time; giving up early and beginning anew would only add to the load.
      connectTimeout: 10_000,
      acquireTimeout: 10_000,
      // More waiting requests than this could not be answered while somebody still waits for them: refuse at once.
      queueLimit: 200,
    });
    // A connection of its own, so that a long queue of bookings is not taken for a database that is away.
    this.#healthPool = mysql.createPool({ ...common, connectionLimit: 1, connectTimeout: PING_TIMEOUT_MS, acquireTimeout: PING_TIMEOUT_MS });
  }

  query(sql, values) {
    return queryOn(this.#pool, sql, values, this.#timeoutMs);
  }

  /**
   * Asks the server for its version. However many probes ask at once, one question goes to the server.
   * Rejects when there is no answer in 3 s.
   */
  ping() {
    this.#ping ??= this.#askVersion().finally(() => {
      this.#ping = null;
    });
    return this.#ping;
  }

  async #askVersion() {
    const began = process.hrtime.bigint();
    const answer = queryOn(this.#healthPool, 'SELECT VERSION() AS version', [], PING_TIMEOUT_MS);
    let timer;
    const limit = new Promise((_, reject) => {
      timer = setTimeout(reject, PING_TIMEOUT_MS, new Error(`no answer in ${PING_TIMEOUT_MS} ms`));
    });
    try {
      const [row] = await Promise.race([answer, limit]);
      return { server: row.version, latencyMs: Number((process.hrtime.bigint() - began) / 1_000_000n) };
    } finally {
      clearTimeout(timer);
      // The loser of the race may still reject, after nobody listens any more.
      answer.catch(() => {});
    }
  }

  /** Runs `work(query)` in one transaction; whatever it throws rolls it back. */
  async transaction(work) {
    const connection = await new Promise((resolve, reject) => {
      this.#pool.getConnection((error, c) => (error ? reject(error) : resolve(c)));
    });
    const query = (sql, values) => queryOn(connection, sql, values, this.#timeoutMs);
    try {
      await query('START TRANSACTION');
      const result = await work(query);
      await query('COMMIT');
      connection.release();
      return result;
    } catch (error) {
      try {
        await query('ROLLBACK');
        connection.release();
      } catch {
        // A connection in an unknown state must not go back to the pool.
        connection.destroy();
      }
      throw error;
    }
  }

  close() {
    return Promise.all([this.#pool, this.#healthPool].map((pool) => new Promise((resolve) => pool.end(() => resolve()))));
  }
}

function queryOn(target, sql, values, timeout) {
  return new Promise((resolve, reject) => {
    target.query({ sql, values, timeout }, (error, rows) => (error ? reject(error) : resolve(rows)));
  });
}

module.exports = { Database };
