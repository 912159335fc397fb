'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { MANIFESTS, SYSTEM, files, find, load, objectsBelow, system } = require('./manifests');
const { cpu, memory } = require('./quantities');

const EXAMPLES = objectsBelow(path.join(MANIFESTS, 'deployments'));
const workloads = (objects) => objects.filter(({ kind }) => ['Deployment', 'StatefulSet'].includes(kind));
const container = (workload) => workload.spec.template.spec.containers[0];

test('manifests: the tree is the seed\'s', () => {
  const folders = [...SYSTEM, 'deployments'];
  assert.deepEqual(files(MANIFESTS).filter((name) => folders.includes(name.split('/')[0])), [
    'backend/backend-deployment.yaml', 'backend/backend-hpa.yaml', 'backend/backend-service.yaml',
    'configmap/app-config.yaml',
    'database/mysql-configmap.yaml', 'database/mysql-pvc.yaml', 'database/mysql-secret.yaml',
    'database/mysql-service.yaml', 'database/mysql-statefulset.yaml',
    'deployments/blue-green-deployment.yaml', 'deployments/rolling-update.yaml',
    'frontend/frontend-deployment.yaml', 'frontend/frontend-ingress.yaml', 'frontend/frontend-service.yaml',
    'namespace/ticket-booking-namespace.yaml',
    'secrets/database-credentials.yaml',
  ]);
});

test('manifests: the kustomization is the six folders of the system', () => {
  const [{ resources }] = load(path.join(MANIFESTS, 'kustomization.yaml'));
  assert.deepEqual([...resources].sort(), files(MANIFESTS).filter((name) => SYSTEM.includes(name.split('/')[0])));
});

test('manifests: every file holds an object of its own name, and no object is there twice', () => {
  for (const name of files(MANIFESTS).filter((file) => SYSTEM.includes(file.split('/')[0]))) {
    const base = path.basename(name, '.yaml').replace(/-(deployment|statefulset|namespace)$/, '');
    assert.ok(load(path.join(MANIFESTS, name)).some((object) => object.metadata.name === base), name);
  }
  const identities = [...system, ...EXAMPLES].map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
  assert.deepEqual(identities, [...new Set(identities)]);
});

test('manifests: the system is in its namespace, each example in one of its own', () => {
  for (const { kind, metadata } of system.filter((object) => object.kind !== 'Namespace')) {
    assert.equal(metadata.namespace, 'ticket-booking', `${kind} ${metadata.name}`);
  }
  for (const [file, namespace] of [['rolling-update', 'rolling-update-example'], ['blue-green-deployment', 'blue-green-example']]) {
    const objects = load(path.join(MANIFESTS, `deployments/${file}.yaml`));
    assert.deepEqual([...new Set(objects.map(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace)))], [namespace]);
  }
});

const FIGURES = [
  ['Deployment', 'frontend', 3, 'ticket-booking/frontend:v1', 80, '50m', '100Mi', '200m', '256Mi'],
  ['Deployment', 'backend', 3, 'ticket-booking/backend:v1', 3000, '200m', '200Mi', '500m', '512Mi'],
  ['StatefulSet', 'mysql', 1, 'mysql:8.0', 3306, '250m', '256Mi', '1000m', '1Gi'],
];
for (const [kind, name, replicas, image, port, cpuRequest, memoryRequest, cpuLimit, memoryLimit] of FIGURES) {
  test(`manifests: ${name} has the figures of the seed's calculation`, () => {
    const workload = find(kind, name);
    assert.equal(workload.spec.replicas, replicas);
    assert.equal(container(workload).image, image);
    assert.equal(container(workload).imagePullPolicy, 'IfNotPresent');
    assert.equal(container(workload).ports[0].containerPort, port);
    assert.deepEqual(container(workload).resources, {
      requests: { cpu: cpuRequest, memory: memoryRequest },
      limits: { cpu: cpuLimit, memory: memoryLimit },
    });
  });
}

test('manifests: 10Gi of storage, which the StatefulSet uses', () => {
  assert.equal(find('PersistentVolumeClaim', 'mysql-pvc').spec.resources.requests.storage, '10Gi');
  const { volumes } = find('StatefulSet', 'mysql').spec.template.spec;
  assert.equal(volumes.find((volume) => volume.persistentVolumeClaim).persistentVolumeClaim.claimName, 'mysql-pvc');
});

test('manifests: the probes are the seed\'s', () => {
  const http = (path) => ({ path, port: 'http' });
  const asks = (path, probe) => ({ ...http(path), httpHeaders: [{ name: 'X-Probe', value: probe }] });
  const expected = {
    frontend: { startup: http('/'), readiness: http('/'), liveness: http('/health') },
    backend: {
      startup: http('/'),
      readiness: asks('/api/health', 'readiness'),
      liveness: asks('/api/health', 'liveness'),
    },
  };
  for (const workload of workloads(system)) {
    const { startupProbe, readinessProbe, livenessProbe, ports } = container(workload);
    const { name } = workload.metadata;
    assert.equal(startupProbe.failureThreshold, 30, name);
    assert.deepEqual([readinessProbe.initialDelaySeconds, readinessProbe.periodSeconds, readinessProbe.failureThreshold], [10, 10, 3], name);
    assert.deepEqual([livenessProbe.initialDelaySeconds, livenessProbe.periodSeconds, livenessProbe.failureThreshold], [30, 10, 3], name);
    if (name === 'mysql') {
      for (const probe of [startupProbe, readinessProbe, livenessProbe]) assert.deepEqual(probe.tcpSocket, { port: ports[0].name });
    } else {
      assert.deepEqual({ startup: startupProbe.httpGet, readiness: readinessProbe.httpGet, liveness: livenessProbe.httpGet }, expected[name]);
    }
  }
});

test('manifests: Services and settings are the seed\'s', () => {
  const ports = (name) => find('Service', name).spec.ports.map(({ port }) => port);
  assert.deepEqual(ports('frontend-service'), [80]);
  assert.deepEqual(ports('backend-service'), [3000]);
  assert.deepEqual(ports('mysql-service'), [3306]);
  for (const name of ['frontend-service', 'backend-service']) assert.equal(find('Service', name).spec.type, 'ClusterIP');
  assert.deepEqual(find('ConfigMap', 'app-config').data, { NODE_ENV: 'production', LOG_LEVEL: 'info', API_TIMEOUT: '30000' });
  const { DB_USER, DB_HOST, DB_PORT } = find('Secret', 'database-credentials').stringData;
  assert.deepEqual({ DB_USER, DB_HOST, DB_PORT }, { DB_USER: 'ticketuser', DB_HOST: 'mysql-service', DB_PORT: '3306' });
});

test('manifests: both Secrets mean the same database user', () => {
  const application = find('Secret', 'database-credentials').stringData;
  const server = find('Secret', 'mysql-secret').stringData;
  assert.equal(server.MYSQL_USER, application.DB_USER);
  assert.equal(server.MYSQL_PASSWORD, application.DB_PASSWORD);
  assert.equal(server.MYSQL_DATABASE, application.DB_NAME);
});

test('manifests: no secret in clear, and two variables in all', () => {
  const passwords = system.filter(({ kind }) => kind === 'Secret')
    .flatMap(({ stringData, data }) => Object.entries({ ...stringData, ...data }))
    .filter(([key]) => /PASSWORD|TOKEN|KEY/.test(key));
  assert.equal(passwords.length, 3);
  for (const [key, value] of passwords) assert.match(value, /^\$\{[A-Z_]+\}$/, key);
  const text = files(MANIFESTS).map((name) => fs.readFileSync(path.join(MANIFESTS, name), 'utf8')).join('\n');
  assert.deepEqual([...new Set(text.match(/\$\{[^}]*\}?/g))].sort(), ['${DB_PASSWORD}', '${MYSQL_ROOT_PASSWORD}']);
});

for (const workload of workloads([...system, ...EXAMPLES])) {
  const { metadata, spec } = workload;
  const pod = spec.template.spec;

  test(`manifests: ${metadata.namespace}/${metadata.name} is a restricted pod that stops gracefully`, () => {
    assert.equal(pod.securityContext.runAsNonRoot, true);
    assert.ok(pod.securityContext.runAsUser > 0);
    assert.deepEqual(pod.securityContext.seccompProfile, { type: 'RuntimeDefault' });
    assert.equal(pod.automountServiceAccountToken, false);
    for (const { securityContext } of pod.containers) {
      assert.deepEqual(securityContext,
        { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    }
    assert.ok(pod.terminationGracePeriodSeconds > 30);
    for (const volume of pod.volumes.filter(({ emptyDir }) => emptyDir)) assert.ok(volume.emptyDir.sizeLimit, volume.name);
  });

  test(`manifests: what ${metadata.namespace}/${metadata.name} refers to is there`, () => {
    const siblings = [...system, ...EXAMPLES].filter((object) => object.metadata.namespace === metadata.namespace);
    const has = (kind, name) => assert.ok(siblings.some((o) => o.kind === kind && o.metadata.name === name), `${kind} ${name}`);
    for (const [key, value] of Object.entries(spec.selector.matchLabels)) assert.equal(spec.template.metadata.labels[key], value);
    for (const { envFrom = [] } of pod.containers) {
      for (const { configMapRef, secretRef } of envFrom) {
        if (configMapRef) has('ConfigMap', configMapRef.name);
        if (secretRef) has('Secret', secretRef.name);
      }
    }
    for (const { configMap } of pod.volumes) {
      if (!configMap) continue;
      has('ConfigMap', configMap.name);
      for (const { key } of configMap.items) assert.ok(find('ConfigMap', configMap.name).data[key], key);
    }
    const selecting = siblings.filter((o) => o.kind === 'Service'
      && Object.entries(o.spec.selector).every(([k, v]) => spec.template.metadata.labels[k] === v));
    assert.equal(selecting.length, 1);
    const names = pod.containers.flatMap(({ ports }) => ports.map(({ name }) => name));
    for (const { targetPort } of selecting[0].spec.ports) assert.ok(names.includes(targetPort), targetPort);
    if (spec.serviceName) has('Service', spec.serviceName);
  });
}

test('manifests: a rolling update never has a pod less than wanted', () => {
  for (const { spec, metadata } of system.filter(({ kind }) => kind === 'Deployment')) {
    assert.deepEqual(spec.strategy.rollingUpdate, { maxSurge: 1, maxUnavailable: 0 }, metadata.name);
    const [spread] = spec.template.spec.topologySpreadConstraints;
    assert.equal(spread.whenUnsatisfiable, 'ScheduleAnyway');
    const budget = find('PodDisruptionBudget', metadata.name);
    assert.deepEqual(budget.spec.selector, spec.selector);
    assert.equal(budget.spec.maxUnavailable, 1);
  }
});

test('manifests: the quota holds the worst moment of an update, and the cluster holds the quota', () => {
  const { hard } = find('ResourceQuota', 'ticket-booking-quota').spec;
  // Wanted, one surge, and as many as wanted still terminating; the database is stopped before it is started anew.
  const most = workloads(system).map((w) => ({ pods: w.kind === 'Deployment' ? 2 * w.spec.replicas + 1 : 1, ...container(w).resources }));
  const sum = (read, kind, resource) => most.reduce((total, w) => total + w.pods * read(w[kind][resource]), 0);
  assert.equal(sum(cpu, 'limits', 'cpu'), 5900);
  assert.equal(sum(memory, 'limits', 'memory'), 6400 * 2 ** 20);
  assert.ok(sum(cpu, 'limits', 'cpu') <= cpu(hard['limits.cpu']));
  assert.ok(sum(memory, 'limits', 'memory') <= memory(hard['limits.memory']));
  assert.ok(sum(cpu, 'requests', 'cpu') <= cpu(hard['requests.cpu']));
  assert.ok(sum(memory, 'requests', 'memory') <= memory(hard['requests.memory']));
  assert.ok(most.reduce((total, w) => total + w.pods, 0) < Number(hard.pods));
  // 3 nodes of 2 cores and 4 GB, less 2 GB for Kubernetes itself; requests are what the scheduler has to place.
  assert.ok(cpu(hard['limits.cpu']) <= 6000);
  assert.ok(memory(hard['limits.memory']) <= (12 - 1) * 1e9);
  assert.ok(cpu(hard['requests.cpu']) <= 6000 && memory(hard['requests.memory']) <= (12 - 2) * 1e9);
});

test('manifests: the autoscaler begins at the seed\'s three, and its most fits the quota with a surge', () => {
  const { spec } = find('HorizontalPodAutoscaler', 'backend-hpa');
  assert.deepEqual(spec.scaleTargetRef, { apiVersion: 'apps/v1', kind: 'Deployment', name: 'backend' });
  assert.equal(spec.minReplicas, 3);
  const limit = (kind, name) => cpu(container(find(kind, name)).resources.limits.cpu);
  const most = (spec.maxReplicas + 1) * limit('Deployment', 'backend') + 4 * limit('Deployment', 'frontend') + limit('StatefulSet', 'mysql');
  assert.ok(most <= cpu(find('ResourceQuota', 'ticket-booking-quota').spec.hard['limits.cpu']), `${most}m`);
});

test('manifests: only the backend reaches the database, and nothing else is open by default', () => {
  const policies = system.filter(({ kind }) => kind === 'NetworkPolicy');
  assert.deepEqual(find('NetworkPolicy', 'default-deny').spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const database = policies.filter(({ spec }) => spec.podSelector.matchLabels?.app === 'mysql');
  assert.deepEqual(database.map(({ spec }) => spec.ingress),
    [[{ from: [{ podSelector: { matchLabels: { app: 'backend' } } }], ports: [{ port: 'mysql' }] }]]);
  assert.equal(find('Namespace', 'ticket-booking').metadata.labels['pod-security.kubernetes.io/enforce'], 'restricted');
});

test('manifests: blue and green differ in colour and image only; each Service has one colour', () => {
  const objects = load(path.join(MANIFESTS, 'deployments/blue-green-deployment.yaml'));
  const named = (kind, name) => objects.find((o) => o.kind === kind && o.metadata.name === name);
  const [blue, green] = ['blue', 'green'].map((colour) => JSON.stringify(named('Deployment', `frontend-${colour}`)));
  assert.equal(blue.replaceAll('blue', 'green').replaceAll('green-green', 'blue-green').replace(':v1', ':v2'), green);
  assert.deepEqual(named('Service', 'frontend-active').spec.selector, { app: 'frontend', version: 'blue' });
  assert.deepEqual(named('Service', 'frontend-preview').spec.selector, { app: 'frontend', version: 'green' });
});
