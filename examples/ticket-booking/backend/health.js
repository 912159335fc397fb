'use strict';

/**
 * Answers /api/health. Who asks says so in the header X-Probe:
 * - "readiness": may this pod get new requests? That needs a database that answers, and a pod that is not about to stop.
 * - "liveness": would a restart help? It would not bring a database back, and restarting every pod at once would make
 *   an outage longer, so the database does not count.
 * - none (people, smoke tests): does it work now? A pod that is draining still does.
 */
class Health {
  #settings;
  #database;
  #startedAt;
  #draining = false;

  constructor(settings, database, now = Date.now) {
    this.#settings = settings;
    this.#database = database;
    this.now = now;
    this.#startedAt = now();
  }

  /** From now on not ready; still serving. */
  drain() {
    this.#draining = true;
  }

  get draining() {
    return this.#draining;
  }

  async check(probe) {
    const liveness = probe === 'liveness';
    const { version, logLevel, apiTimeoutMs } = this.#settings;
    const body = { status: 'ok', version, config: { logLevel, apiTimeoutMs } };
    const sick = this.#sick();
    if (sick) return { status: 503, body: { ...body, status: 'unhealthy', reason: sick } };
    const starting = this.#starting();
    if (starting && !liveness) return { status: 503, body: { ...body, ...starting } };
    if (this.#draining) {
      body.status = 'draining';
      if (probe === 'readiness') return { status: 503, body };
    }
    try {
      body.database = { reachable: true, ...(await this.#database.ping()) };
      return { status: 200, body };
    } catch (error) {
      body.database = { reachable: false, reason: error.code || error.message };
      return { status: liveness ? 200 : 503, body: { ...body, status: 'database unreachable' } };
    }
  }

  #sick() {
    const age = this.now() - this.#startedAt;
    if (this.#settings.fault === 'unhealthy' && age >= this.#settings.unhealthyAfterMs) {
      return `the booking queue is stuck since ${Math.round(this.#settings.unhealthyAfterMs / 1000)} s after the start`
        + ' (this image turns unhealthy on purpose)';
    }
    return null;
  }

  #starting() {
    const { fault, slowStartMs } = this.#settings;
    if (fault === 'never-ready') {
      return { status: 'starting', reason: 'the seat map is not loaded (this image never becomes ready, on purpose)' };
    }
    const left = this.#startedAt + slowStartMs - this.now();
    if (fault === 'slow' && left > 0) {
      return { status: 'starting', reason: `the seat map needs ${Math.ceil(left / 1000)} s more` };
    }
    return null;
  }
}

module.exports = { Health };
