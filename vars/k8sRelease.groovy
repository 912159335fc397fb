/**
 * A whole release from one map: quota, deploy or blue-green, smoke tests, approval, undo, notification.
 * What each parameter means is told by k8sRelease.txt, which Jenkins shows under "Global Variables Reference".
 *
 * @return what the step that released returned, with 'approver' when somebody was asked
 */
def call(Map given) {
    Map release = [strategy: 'rolling', quota: true, rollback: true] + withoutNulls(given)
    checkArguments(release)
    Map result = null
    try {
        withK8s(k8sArguments.only(release, ['cluster', 'credentialsId', 'namespace'])) {
            result = withinQuota(release) { release.strategy == 'blue-green' ? blueGreen(release) : rolling(release) }
        }
    } catch (Exception e) {
        tell(release, [outcome: isAbort(e) ? 'aborted' : 'failed', message: e.message])
        throw e
    }
    tell(release, [outcome: 'succeeded', result: result])
    return result
}

private void checkArguments(Map release) {
    k8sArguments.check('k8sRelease', release, [
        app: 'text', cluster: 'text', credentialsId: 'text', namespace: 'text', timeout: 'text', dryRun: 'flag',
        strategy: 'text', manifests: 'any', images: 'map', values: 'map', prune: 'flag', observe: 'text', onConflict: 'text',
        service: 'any', workloads: 'any', drain: 'text', keepOld: 'text',
        quota: 'any', smoke: 'any', approve: 'any', rollback: 'flag', notify: 'map'], ['app'])
    if (!(release.strategy in ['rolling', 'blue-green'])) {
        error "k8sRelease: strategy is 'rolling' or 'blue-green', not '${release.strategy}'"
    }
    if (release.strategy == 'blue-green' && !release.service) {
        error "k8sRelease: a blue-green release needs 'service', the Service whose traffic is switched"
    }
}

private Map withinQuota(Map release, Closure body) {
    if (k8sArguments.isFlag(release.quota, false)) {
        return body()
    }
    Map arguments = k8sArguments.only(release, ['manifests', 'images', 'values', 'strategy'])
    if (release.quota instanceof Map) {
        arguments += release.quota
    }
    Map result = null
    withK8sQuota(arguments) { result = body() }
    return result
}

private Map rolling(Map release) {
    Map result = [:]
    Map common = k8sArguments.only(release, ['app', 'manifests', 'images', 'values', 'onConflict'])
    String approver = null
    if (release.approve && !isDryRun(release)) {
        // People approve what they can see: the plan is in the log above the question.
        k8sDiff(common)
        approver = ask(release)
    }
    result += k8sDeploy(common + k8sArguments.only(release, ['timeout', 'dryRun', 'prune', 'observe'])
        + [rollbackOnFailure: !k8sArguments.isFlag(release.rollback, false)])
    if (!isDryRun(release)) {
        proveOrRollBack(release)
    }
    return approver ? result + [approver: approver] : result
}

/** The release itself was healthy, so the undo of k8sDeploy is over: what fails here is rolled back. */
private void proveOrRollBack(Map release) {
    if (!release.smoke) {
        return
    }
    try {
        smokeTest(release)
    } catch (Exception e) {
        if (!k8sArguments.isFlag(release.rollback, false)) {
            echo "${release.app}: the smoke test failed, rolling back"
            k8sRollback(app: release.app)
        }
        throw e
    }
}

private Map blueGreen(Map release) {
    Map arguments = k8sArguments.only(release, ['app', 'service', 'workloads', 'manifests', 'images', 'values', 'timeout', 'dryRun',
        'drain', 'observe', 'keepOld'])
    if (release.smoke) {
        arguments.smoke = asList(release.smoke)
    }
    if (isDryRun(release) || !release.approve) {
        return k8sBlueGreen(arguments)
    }
    String approver = null
    Map result = [:]
    result += withK8sBlueGreen(arguments) { approver = ask(release) }
    return approver ? result + [approver: approver] : result
}

private void smokeTest(Map release) {
    k8sSmokeTest(app: release.app, checks: asList(release.smoke))
}

/** @return who approved */
private String ask(Map release) {
    Map approve = release.approve instanceof Map ? release.approve : [message: release.approve.toString()]
    k8sArguments.check('k8sRelease, approve', approve, [message: 'text', ok: 'text', submitter: 'text', hours: 'any'], [])
    Map question = [message: approve.message ?: "Release ${release.app}?", ok: approve.ok ?: 'Release', submitterParameter: 'approver']
    if (approve.submitter) {
        question.submitter = approve.submitter
    }
    String approver = null
    timeout(time: (approve.hours ?: 24) as int, unit: 'HOURS') {
        def answer = input(question)
        approver = answer == null ? 'somebody' : answer.toString()
    }
    echo "${release.app}: approved by ${approver}"
    return approver
}

private void tell(Map release, Map what) {
    if (!release.notify || isDryRun(release)) {
        return
    }
    Map about = [app: release.app] + what
    if (release.namespace) {
        about.namespace = release.namespace
    }
    if (release.cluster) {
        about.cluster = release.cluster
    }
    k8sNotify(release.notify + about)
}

private boolean isDryRun(Map release) {
    return k8sArguments.isFlag(release.dryRun, true)
}

/** Without asking for a class of Jenkins, which a library has no business to load. */
@NonCPS
private boolean isAbort(Exception e) {
    return e.getClass().getSimpleName() in ['FlowInterruptedException', 'Interrupted']
}

@NonCPS
private List asList(Object value) {
    return value instanceof List ? value : [value]
}

/** A build parameter that is not set counts as left out. */
@NonCPS
private Map withoutNulls(Map given) {
    Map kept = [:]
    for (entry in given.entrySet()) {
        if (entry.value != null) {
            kept[entry.key.toString()] = entry.value
        }
    }
    return kept
}
