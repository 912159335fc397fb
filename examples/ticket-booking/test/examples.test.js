'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { ROOT, SYSTEM, load, system } = require('./manifests');

const RBAC = path.join(ROOT, 'examples/rbac');

const PLURALS = {
  ConfigMap: ['', 'configmaps'],
  Secret: ['', 'secrets'],
  Service: ['', 'services'],
  PersistentVolumeClaim: ['', 'persistentvolumeclaims'],
  Deployment: ['apps', 'deployments'],
  StatefulSet: ['apps', 'statefulsets'],
  PodDisruptionBudget: ['policy', 'poddisruptionbudgets'],
  HorizontalPodAutoscaler: ['autoscaling', 'horizontalpodautoscalers'],
  Ingress: ['networking.k8s.io', 'ingresses'],
  NetworkPolicy: ['networking.k8s.io', 'networkpolicies'],
  ResourceQuota: ['', 'resourcequotas'],
  LimitRange: ['', 'limitranges'],
};

const rules = (file, kind) => load(path.join(RBAC, file)).filter((object) => object.kind === kind).flatMap((object) => object.rules);
const verbs = (granted, [group, resource]) => new Set(granted
  .filter((rule) => rule.apiGroups.includes(group) && rule.resources.includes(resource)).flatMap((rule) => rule.verbs));

test('rbac: the Role covers every kind of the set, and what it may not delete is data', () => {
  const role = rules('release-role.yaml', 'Role');
  const fence = rules('namespace-owner.yaml', 'Role');
  for (const kind of new Set(system.map((object) => object.kind).filter((k) => k !== 'Namespace'))) {
    assert.ok(PLURALS[kind], `no resource name known for ${kind}`);
    const isFence = ['ResourceQuota', 'LimitRange'].includes(kind);
    const granted = verbs(isFence ? [...role, ...fence] : role, PLURALS[kind]);
    for (const verb of ['get', 'list', 'watch', 'create', 'patch']) assert.ok(granted.has(verb), `${verb} ${kind}`);
    assert.equal(granted.has('delete'), kind !== 'PersistentVolumeClaim', `delete ${kind}`);
    if (isFence) assert.deepEqual([...verbs(role, PLURALS[kind])], ['get', 'list', 'watch']);
  }
});

test('rbac: nothing is granted by wildcard, and the namespaced role knows no cluster', () => {
  for (const file of fs.readdirSync(RBAC).filter((name) => name.endsWith('.yaml'))) {
    const objects = load(path.join(RBAC, file));
    for (const rule of objects.flatMap((object) => object.rules ?? [])) {
      assert.ok(![...rule.apiGroups, ...rule.resources, ...rule.verbs].includes('*'), `${file}: ${JSON.stringify(rule)}`);
      assert.ok(!rule.verbs.some((verb) => ['escalate', 'bind', 'impersonate', 'deletecollection'].includes(verb)), file);
    }
  }
  const kinds = load(path.join(RBAC, 'release-role.yaml')).map((object) => object.kind);
  assert.deepEqual(kinds, ['ServiceAccount', 'Role', 'RoleBinding']);
});

test('rbac: the README explains every resource and verb of the Role', () => {
  const readme = fs.readFileSync(path.join(RBAC, 'README.md'), 'utf8').split('| optional |')[0];
  for (const { resources, verbs: granted } of rules('release-role.yaml', 'Role')) {
    for (const resource of resources) {
      const rows = readme.split('\n').filter((line) => line.split('|')[1]?.includes(`\`${resource}\``));
      assert.ok(rows.length > 0, `no row for ${resource}`);
      const at = readme.indexOf(rows[0]);
      // "the same" rows continue the one above them.
      const following = readme.slice(at).split('\n').slice(1).filter((line, i, all) =>
        line.startsWith('| the same') && all.slice(0, i).every((before) => before.startsWith('| the same')));
      for (const verb of granted) {
        assert.ok([...rows, ...following].some((row) => row.split('|')[2].includes(`\`${verb}\``)
          || (resource === 'persistentvolumeclaims' && row.includes('as above'))), `${verb} ${resource}`);
      }
    }
  }
});

test('github actions: no secret on a command line or in a script', () => {
  const [workflow] = load(path.join(ROOT, 'examples/github-actions/deploy.yml'));
  const { steps } = workflow.jobs.deploy;
  assert.deepEqual(workflow.permissions, { contents: 'read' });
  assert.equal(workflow.concurrency['cancel-in-progress'], false);
  for (const { name, run = '' } of steps) assert.ok(!run.includes('${{'), name);
  const deploy = steps.find(({ name }) => name === 'Deploy to Kubernetes');
  for (const variable of Object.keys(deploy.env)) assert.match(deploy.run, new RegExp(`--set-env ${variable}( |$)`, 'm'));
  // Without namespace/: the ServiceAccount of examples/rbac may not widen its own fence.
  assert.deepEqual(deploy.run.trim().split('\n').pop().trim().split(/\s+/), SYSTEM.filter((folder) => folder !== 'namespace'));
});
