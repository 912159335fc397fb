/**
 * Tells people how a release went: to Slack, by e-mail, to a webhook. What was released and, on failure, why, comes from
 * the release itself and from k8sReport(). A message that cannot be delivered is said in the log and never fails a build.
 */
def call(Map given) {
    k8sArguments.check('k8sNotify', given, [
        slack: 'text', email: 'text', webhook: 'text', on: 'list', outcome: 'text', message: 'text',
        app: 'text', cluster: 'text', namespace: 'text', result: 'map'], ['app'])
    if (!given.slack && !given.email && !given.webhook) {
        error "k8sNotify: say whom to tell: 'slack' (a channel), 'email' (addresses) or 'webhook' (a secret text with the URL)"
    }
    String outcome = given.outcome ?: outcomeOf(currentBuild.currentResult)
    if (given.on && !given.on.contains(outcome)) {
        return
    }
    Map facts = factsOf(given, outcome)
    if (given.slack) {
        deliver('Slack') { slackSend(channel: given.slack.toString(), color: colourOf(outcome), message: slackText(facts)) }
    }
    if (given.email) {
        deliver('e-mail') { sendMail(given.email.toString(), subjectOf(facts), plainText(facts)) }
    }
    if (given.webhook) {
        deliver('the webhook') { post(given.webhook.toString(), jsonOf(facts)) }
    }
}

/** What there is to say, in the order in which it is said; texts only. */
private Map factsOf(Map given, String outcome) {
    Map report = outcome == 'failed' ? failureReport() : [:]
    Map result = given.result ?: report
    Map facts = [application: given.app.toString(), outcome: outcome]
    facts.target = targetOf(given.cluster ?: result.cluster, given.namespace ?: result.namespace)
    facts.revision = result.revision ? result.revision.toString() : ''
    facts.images = imagesOf(result.images)
    facts.duration = result.durationSeconds == null ? '' : result.durationSeconds.toString() + ' s'
    facts.by = result.approver ? startedBy() + ', approved by ' + result.approver : startedBy()
    facts.cause = (report.cause ?: report.message ?: (outcome == 'succeeded' ? '' : given.message) ?: '').toString()
    facts.next = (report.hint ?: '').toString()
    facts.build = (env.BUILD_URL ?: '').toString()
    return withoutBlanks(facts)
}

/** The newest failed release of this build; a notification does not fail because there is none. */
private Map failureReport() {
    try {
        return newestFailure(k8sReport())
    } catch (Exception e) {
        echo "k8sNotify: no report of the failure: ${e.message}"
        return [:]
    }
}

private void deliver(String where, Closure how) {
    try {
        how()
    } catch (NoSuchMethodError e) {
        echo "k8sNotify: nothing was sent to ${where}: this Jenkins has no such step (${e.message})"
    } catch (Exception e) {
        echo "k8sNotify: nothing was sent to ${where}: ${e.message}"
    }
}

private void sendMail(String to, String subject, String body) {
    try {
        emailext(to: to, subject: subject, body: body, mimeType: 'text/plain')
    } catch (NoSuchMethodError e) {
        mail(to: to, subject: subject, body: body)
    }
}

/** The address is a credential, since whoever knows it can write there. */
private void post(String credentialsId, String json) {
    withCredentials([string(credentialsId: credentialsId, variable: 'K8S_NOTIFY_URL')]) {
        httpRequest(url: env.K8S_NOTIFY_URL, httpMode: 'POST', contentType: 'APPLICATION_JSON', requestBody: json,
            validResponseCodes: '200:299', timeout: 20, quiet: true, consoleLogResponseBody: false)
    }
}

private String startedBy() {
    return userOf(currentBuild.getBuildCauses())
}

@NonCPS
private String userOf(Object causes) {
    for (cause in causes) {
        if (cause.userName) {
            return cause.userName.toString()
        }
    }
    return causes ? causes[0].shortDescription.toString() : 'nobody known'
}

@NonCPS
private Map newestFailure(Object report) {
    Map newest = [:]
    for (release in (report ?: [])) {
        if (!(release.status in ['SUCCEEDED', 'UNCHANGED', 'PLANNED'])) {
            newest = release
        }
    }
    return newest
}

@NonCPS
private String targetOf(Object cluster, Object namespace) {
    return cluster && namespace ? cluster.toString() + '/' + namespace : (cluster ?: namespace ?: '').toString()
}

@NonCPS
private String imagesOf(Map images) {
    if (!images) {
        return ''
    }
    List texts = []
    for (image in images.values()) {
        if (!texts.contains(image.toString())) {
            texts.add(image.toString())
        }
    }
    return texts.join(', ')
}

@NonCPS
private String outcomeOf(String buildResult) {
    return [SUCCESS: 'succeeded', ABORTED: 'aborted'][buildResult] ?: 'failed'
}

@NonCPS
private Map withoutBlanks(Map facts) {
    Map kept = [:]
    for (entry in facts.entrySet()) {
        if (entry.value) {
            kept[entry.key] = entry.value
        }
    }
    return kept
}

@NonCPS
private String colourOf(String outcome) {
    return [succeeded: 'good', aborted: 'warning'][outcome] ?: 'danger'
}

@NonCPS
private String subjectOf(Map facts) {
    String where = facts.target ? ' on ' + facts.target : ''
    return ('Release of ' + facts.application + where + ' ' + facts.outcome).replaceAll('[\\r\\n]+', ' ')
}

@NonCPS
private String plainText(Map facts) {
    List lines = []
    for (entry in facts.entrySet()) {
        lines.add(entry.key + ': ' + entry.value)
    }
    return lines.join('\n')
}

/** Slack's three control characters are escaped, so that no text of a cluster can make a link or call a channel. */
@NonCPS
private String slackText(Map facts) {
    return plainText(facts).replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
}

@NonCPS
private String jsonOf(Map facts) {
    return groovy.json.JsonOutput.toJson(facts + [text: plainText(facts)])
}
