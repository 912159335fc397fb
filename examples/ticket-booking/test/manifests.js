'use strict';

const fs = require('node:fs');
const path = require('node:path');
const YAML = require('yaml');

const ROOT = path.resolve(__dirname, '../../../');
const MANIFESTS = path.join(ROOT, 'manifests');

/** The folders of the release of the system itself, in the order of manifests/README.md. */
const SYSTEM = ['namespace', 'configmap', 'secrets', 'database', 'backend', 'frontend'];

/** All documents of a YAML file; throws with the file's name on a syntax error or a key given twice. */
function load(file) {
  return YAML.parseAllDocuments(fs.readFileSync(file, 'utf8')).map((document) => {
    if (document.errors.length) throw new Error(`${file}: ${document.errors[0].message}`);
    return document.toJS();
  });
}

/** The YAML files below a folder, as paths relative to it, sorted. */
function files(folder) {
  return fs.readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory()
      ? files(path.join(folder, entry.name)).map((name) => `${entry.name}/${name}`)
      : [entry.name]))
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort();
}

const objectsBelow = (folder) => files(folder).flatMap((name) => load(path.join(folder, name)));
const system = SYSTEM.flatMap((folder) => objectsBelow(path.join(MANIFESTS, folder)));

/** The one object of the system with that kind and name. */
function find(kind, name) {
  const found = system.filter((object) => object.kind === kind && object.metadata.name === name);
  if (found.length !== 1) throw new Error(`manifests/ has ${found.length} objects ${kind} ${name}`);
  return found[0];
}

module.exports = { ROOT, MANIFESTS, SYSTEM, files, find, load, objectsBelow, system };
