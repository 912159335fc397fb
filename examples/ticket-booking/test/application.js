'use strict';

const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { Container, folder, volume } = require('./rooted');
const { find } = require('./manifests');

/** Every character that a shell, SQL or a URL could trip over. */
const PASSWORD = `it's "q\\uoted" $HOME %41 ;--`;

const MYSQL_LAYER = () => folder('mysql', {
  'usr/local/bin/entrypoint.sh': { copy: 'database/entrypoint.sh' },
  'etc/mysql/my.cnf': { text: '!includedir /etc/mysql/conf.d/\n' },
  'etc/mysql/conf.d/.keep': { text: '' },
  'docker-entrypoint-initdb.d/.keep': { text: '' },
});

/** The database of the manifests on a volume of its own; start() may be called again after it has ended. */
class TestDatabase {
  constructor() {
    this.data = volume('data', 999);
    this.layer = MYSQL_LAYER();
    const { data } = find('ConfigMap', 'mysql-configmap');
    this.config = folder('mysql-config', { 'ticket-booking.cnf': { text: data['my.cnf'] } });
    this.init = folder('mysql-init', { 'init.sql': { text: data['init.sql'] } });
  }

  start(env = {}) {
    this.container = new Container({
      layers: ['base', 'mariadb', this.layer],
      user: 999,
      command: ['/usr/local/bin/entrypoint.sh'],
      env: { MYSQL_ROOT_PASSWORD: 'root-password', MYSQL_DATABASE: 'ticket_booking', MYSQL_USER: 'ticketuser', MYSQL_PASSWORD: PASSWORD, ...env },
      mounts: {
        '/var/lib/mysql': this.data,
        '/run/mysqld': volume('run', 999),
        '/etc/mysql/conf.d': this.config,
        '/docker-entrypoint-initdb.d': this.init,
      },
    });
    return this.container;
  }
}

const VARIABLES = { DB_HOST: '127.0.0.1', DB_PORT: '3306', DB_USER: 'ticketuser', DB_PASSWORD: PASSWORD, DB_NAME: 'ticket_booking' };

/** A backend of the given version on a port of its own; `env` replaces what the manifests would give it. */
class TestBackend {
  static #port = 3000;

  constructor(version = 'v1', env = {}) {
    this.port = TestBackend.#port++;
    const fault = /^v\d$/.test(version) ? '' : version;
    this.container = new Container({
      layers: ['base', 'node', folder('backend', { 'srv/backend': { copy: 'backend' } })],
      user: 1000,
      command: ['/usr/bin/node', '/srv/backend/server.js'],
      env: { ...find('ConfigMap', 'app-config').data, APP_VERSION: version, APP_FAULT: fault, PORT: this.port, ...VARIABLES, ...env },
    });
  }

  get(url, headers) {
    return call(this.port, url, { headers });
  }

  post(url, body, headers) {
    return call(this.port, url, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  ready() {
    return this.container.until('the backend became ready', async () => {
      const answer = await this.get('/api/health', { 'X-Probe': 'readiness' });
      return answer.status === 200 && answer;
    });
  }

  listens() {
    return this.container.until('the backend listens', () => this.get('/'));
  }
}

function frontend(version, env, resolvConf) {
  const layer = folder('frontend', {
    'usr/local/bin/entrypoint.sh': { copy: 'frontend/entrypoint.sh' },
    'etc/nginx/nginx.conf': { copy: 'frontend/nginx.conf' },
    'srv/www': { copy: 'frontend/html' },
    'etc/resolv.conf': { text: resolvConf },
  });
  for (const file of ['etc/nginx/nginx.conf', 'srv/www/index.html']) {
    const at = path.join(layer, file);
    fs.writeFileSync(at, fs.readFileSync(at, 'utf8').replaceAll('@VERSION@', version));
  }
  return new Container({ layers: ['base', 'nginx', layer], user: 101, command: ['/usr/local/bin/entrypoint.sh'], env });
}

/** One HTTP request to the loopback: {status, headers, text, json}. */
function call(port, url, { method = 'GET', headers = {}, body, agent } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path: url, method, headers, agent, timeout: 10_000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (data) => { text += data; });
      response.on('end', () => resolve({
        status: response.statusCode,
        headers: response.headers,
        text,
        get json() { return JSON.parse(text); },
      }));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in 10 s')));
    request.on('error', reject);
    request.end(body);
  });
}

module.exports = { TestDatabase, TestBackend, frontend, call };
