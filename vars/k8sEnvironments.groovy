/**
 * Releases to several clusters or namespaces, one after the other, and stops at the first failure. With 'undo' those that
 * had been released already go back, the last one first; with 'promote' each later one gets the images that run in the one
 * before it, by digest.
 *
 * @return what k8sRelease returned, by the name of the environment
 */
def call(Map given) {
    k8sArguments.check('k8sEnvironments', given,
        [app: 'text', environments: 'list', release: 'map', promote: 'flag', undo: 'flag'], ['app', 'environments'])
    for (int i = 0; i < given.environments.size(); i++) {
        k8sArguments.check("k8sEnvironments, environment ${i + 1}", given.environments[i],
            [name: 'text', cluster: 'text', credentialsId: 'text', namespace: 'text', release: 'map'], ['name'])
    }
    Map results = [:]
    List done = []
    Map before = null
    for (int i = 0; i < given.environments.size(); i++) {
        Map environment = given.environments[i]
        Map previous = before
        try {
            stage("Release to ${environment.name}") {
                results[environment.name.toString()] = releaseTo(given, environment, previous)
            }
        } catch (Exception e) {
            echo "${given.app}: the release to ${environment.name} failed; ${notReached(given.environments, i)}"
            if (k8sArguments.isFlag(given.undo, true)) {
                undo(given.app.toString(), done, results)
            }
            throw e
        }
        done.add(environment)
        before = environment
    }
    return results
}

private Map releaseTo(Map given, Map environment, Map previous) {
    Map release = (given.release ?: [:]) + (environment.release ?: [:])
    if (previous != null && k8sArguments.isFlag(given.promote, true)) {
        return k8sPromote(app: given.app, from: targetOf(previous), to: targetOf(environment), release: release)
    }
    return k8sRelease(release + targetOf(environment) + [app: given.app])
}

/** What was not changed by this build is not rolled back by it; one that cannot be rolled back does not hold up the others. */
private void undo(String app, List done, Map results) {
    for (int i = done.size() - 1; i >= 0; i--) {
        Map environment = done[i]
        if (results[environment.name.toString()].status == 'SUCCEEDED') {
            stage("Roll back ${environment.name}") {
                try {
                    k8sRollback(targetOf(environment) + [app: app, to: 'previous'])
                } catch (Exception e) {
                    echo "${app}: ${environment.name} was NOT rolled back: ${e.message}"
                }
            }
        }
    }
}

private Map targetOf(Map environment) {
    return k8sArguments.only(environment, ['cluster', 'credentialsId', 'namespace'])
}

@NonCPS
private String notReached(List environments, int failed) {
    List names = []
    for (int i = failed + 1; i < environments.size(); i++) {
        names.add(environments[i].name)
    }
    return names ? 'not reached: ' + names.join(', ') : 'it was the last one'
}
