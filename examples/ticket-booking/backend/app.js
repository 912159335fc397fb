'use strict';

const http = require('node:http');
const os = require('node:os');
const { Refused } = require('./tickets');

const BODY_LIMIT = 16 * 1024;

/** The HTTP side: routes, bodies, errors. Returns a server that is not listening yet. */
function createServer({ settings, health, tickets, log }) {
  const routes = {
    'GET /': async () => ({ status: 200, body: { name: 'ticket-booking backend', version: settings.version } }),
    'GET /api/health': (request) => health.check(request.headers['x-probe']),
    'GET /api/events': async () => ({ status: 200, body: await tickets.events() }),
    'GET /api/tickets': async () => ({ status: 200, body: await tickets.list() }),
    'POST /api/tickets': async (request) => {
      const { ticket, created } = await tickets.book(await readJson(request), request.headers['idempotency-key']);
      return { status: created ? 201 : 200, body: ticket };
    },
  };
  const paths = new Set(Object.keys(routes).map((route) => route.split(' ')[1]));
  const pod = os.hostname();

  async function answer(request) {
    const path = request.url.split('?', 1)[0];
    const route = routes[`${request.method === 'HEAD' ? 'GET' : request.method} ${path}`];
    if (route) return route(request);
    if (paths.has(path)) throw new Refused(405, `${request.method} is not possible here`);
    throw new Refused(404, 'there is nothing here');
  }

  function failure(error) {
    if (error instanceof Refused) return { status: error.status, body: { error: error.message } };
    log.error(`request failed: ${error.code ?? ''} ${error.message}`);
    // What the database says is for the log; outside production it helps whoever writes the application.
    const detail = settings.production ? {} : { detail: error.message };
    return { status: 503, body: { error: 'the booking system cannot answer right now', ...detail } };
  }

  const server = http.createServer(async (request, response) => {
    const began = Date.now();
    const { status, body } = await answer(request).catch(failure);
    const text = JSON.stringify(body);
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': Buffer.byteLength(text),
      'Cache-Control': 'no-store',
      'X-App-Version': settings.version,
      'X-Pod': pod,
      // A client that keeps its connection would come back to a pod that is about to go.
      ...(health.draining ? { Connection: 'close' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : text);
    log.debug(`${request.method} ${request.url} ${status} ${Date.now() - began} ms`);
  });
  server.requestTimeout = settings.apiTimeoutMs;
  // Longer than the idle time of the usual balancers (60 s), so that they close first and never meet a closed one.
  server.keepAliveTimeout = 65_000;
  return server;
}

async function readJson(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY_LIMIT) throw new Refused(413, `the body is larger than ${BODY_LIMIT} bytes`);
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new Refused(400, 'the body is not valid JSON');
  }
}

module.exports = { createServer };
