'use strict';

const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const HERE = path.resolve(__dirname, '..');
const PROGRAMS = process.env.TICKET_BOOKING_PROGRAMS;

/** Why containers cannot be started here, or null. */
const cannotRun = process.getuid() === 0 && process.env.TICKET_BOOKING_NAMESPACES === 'yes'
  ? null
  : 'needs root, for mounts and a network namespace of its own';

/** A fresh folder that is removed when the process ends. */
const scratch = (() => {
  const made = [];
  process.on('exit', () => made.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));
  return (name) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `ticket-booking-${name}-`));
    made.push(folder);
    return folder;
  };
})();

const GONE = Symbol('gone');

/**
 * One program in the file system of its image, as a pod would run it: the layers as a read-only root, the pod's
 * user, a writable /tmp and the given mounts, nothing else. It shares the network namespace of the test run, which
 * has only a loopback of its own. A signal sent to it goes to the program itself.
 */
class Container {
  #log;

  /** mounts: path in the container -> folder or file outside */
  constructor({ layers, user, command, env = {}, mounts = {} }) {
    const lower = layers.map((layer) => (path.isAbsolute(layer) ? layer : path.join(PROGRAMS, layer))).reverse().join(':');
    const root = scratch('root');
    const tmp = scratch('tmp');
    fs.chmodSync(tmp, 0o1777);
    const binds = Object.entries({ '/proc': '/proc', '/dev': '/dev', '/tmp': tmp, ...mounts });
    const script = [
      'set -e',
      `mount -t overlay overlay -o lowerdir=${lower} ${root}`,
      ...binds.map(([inside, outside]) => `mount --rbind ${outside} ${root}${inside}`),
      `exec chroot --userspec=${user}:${user} ${root} "$@"`,
    ].join('\n');
    const variables = Object.entries({ PATH: '/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin', ...env }).map(([k, v]) => `${k}=${v}`);
    // A file and not a pipe: what Node.js calls a pipe is a socket, and /dev/stdout cannot be opened on a socket.
    this.#log = path.join(scratch('log'), 'output');
    const log = fs.openSync(this.#log, 'a');
    fs.chmodSync(path.dirname(this.#log), 0o755);
    fs.chmodSync(this.#log, 0o666);
    // A process group of its own, so that nothing of it can outlive a SIGKILL, as in a pod.
    this.process = spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', '/usr/bin/env', '-i', ...variables, ...command],
      { stdio: ['ignore', log, log], detached: true });
    fs.closeSync(log);
    /** Resolves with the exit code, or with the name of the signal that ended it. */
    this.ended = new Promise((resolve) => this.process.on('exit', (code, signal) => resolve(code ?? signal)));
  }

  /** Everything that it has written so far. */
  get output() {
    return fs.readFileSync(this.#log, 'utf8');
  }

  /** As eventually(), but gives up when the program ends, and says what it has written. */
  async until(what, attempt, seconds) {
    let code = null;
    this.ended.then((value) => { code = value; });
    try {
      const value = await eventually(what, () => (code === null ? attempt() : GONE), seconds);
      if (value === GONE) throw new Error(`${what} did not happen: the program ended with ${code}`);
      return value;
    } catch (error) {
      throw new Error(`${error.message}\n${this.output}`);
    }
  }

  kill(signal) {
    if (signal !== 'SIGKILL') {
      this.process.kill(signal);
    } else {
      try {
        process.kill(-this.process.pid, signal);
      } catch (error) {
        // Nothing of it is left.
        if (error.code !== 'ESRCH') throw error;
      }
    }
    return this.ended;
  }
}

/** Writes files into a fresh folder that can serve as a layer or a mount: {path: [source or text]} */
function folder(name, files) {
  const root = scratch(name);
  fs.chmodSync(root, 0o755);
  for (const [target, content] of Object.entries(files)) {
    const file = path.join(root, target);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (content.copy) fs.cpSync(path.join(HERE, content.copy), file, { recursive: true });
    else fs.writeFileSync(file, content.text);
  }
  execFileSync('chmod', ['-R', 'a+rX', root]);
  return root;
}

/** A folder that the given user may write to. */
function volume(name, user) {
  const root = scratch(name);
  fs.chownSync(root, user, user);
  return root;
}

/** Calls `attempt` until it returns something true, and returns that; throws after `seconds`. */
async function eventually(what, attempt, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      const value = await attempt();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not happen in ${seconds} s${last ? `: ${last.message}` : ''}`);
}

module.exports = { Container, cannotRun, eventually, folder, volume };
