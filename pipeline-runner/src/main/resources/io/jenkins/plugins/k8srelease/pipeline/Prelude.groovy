// Block steps and Declarative, in Pipeline Groovy themselves: suspended, saved and resumed like any program.
import io.jenkins.plugins.k8srelease.pipeline.Interrupted

def scoped(Map frame, Closure body) {
    __push(frame)
    try {
        return body()
    } finally {
        __pop()
    }
}

def node(Closure body) { scoped([node: ''], body) }
def node(String label, Closure body) { scoped([node: label], body) }
def dir(String folder, Closure body) { scoped([dir: folder], body) }
def timestamps(Closure body) { body() }
def ansiColor(String map, Closure body) { body() }
def lock(Object what, Closure body) { body() }
def script(Closure body) { body() }

def stage(String name, Closure body) {
    echo "{ (${name})"
    try {
        return scoped([stage: name], body)
    } finally {
        echo "} (${name})"
    }
}

def timeout(Map arguments, Closure body) {
    def seconds = [SECONDS: 1, MINUTES: 60, HOURS: 3600, DAYS: 86400][arguments.unit ?: 'MINUTES']
    scoped([timeout: arguments.time * seconds], body)
}

def retry(Map arguments, Closure body) { retry(arguments.count, body) }
def retry(int count, Closure body) {
    int tries = 0
    while (true) {   // groovy-cps takes the missing condition of for (;;) as false
        tries++
        try {
            return body()
        } catch (Interrupted e) {
            throw e
        } catch (Exception e) {
            if (tries >= count) { throw e }
            echo "ERROR: ${e.message}"
            echo 'Retrying'
        }
    }
}

def waitUntil(Closure body) { while (!body()) { sleep 1 } }

def withEnv(List pairs, Closure body) {
    def variables = [:]
    for (pair in pairs) {
        int at = pair.indexOf('=')
        variables[pair.substring(0, at)] = pair.substring(at + 1) as String
    }
    scoped([env: variables], body)
}

def string(Map binding) { binding }
def file(Map binding) { binding }
def usernamePassword(Map binding) { binding }
def choice(Map parameter) { parameter }
def booleanParam(Map parameter) { parameter }

def withCredentials(List bindings, Closure body) {
    def variables = [:]
    for (binding in bindings) {
        def secret = __secret(credentialsId: binding.credentialsId)
        if (binding.variable) {
            variables[binding.variable] = secret
        } else {
            int at = secret.indexOf(':')
            variables[binding.usernameVariable] = secret.substring(0, at)
            variables[binding.passwordVariable] = secret.substring(at + 1)
        }
    }
    scoped([env: variables], body)
}

def error(String message) { throw new Exception(message) }
def unstable(Map arguments) { unstable(arguments.message) }
def unstable(String message) {
    echo "WARNING: ${message}"
    __result(result: 'UNSTABLE')
}

def catchError(Closure body) { catchError([:], body) }
def catchError(Map arguments, Closure body) {
    try {
        body()
    } catch (Interrupted e) {
        throw e
    } catch (Exception e) {
        echo "ERROR: ${e.message}"
        __result(result: arguments.buildResult ?: 'FAILURE')
    }
}

// Our own block steps; the parameters are checked where the steps are bound.

def withK8s(Map arguments, Closure body) {
    __k8sBegin(step: 'withK8s', arguments: arguments)
    scoped([k8s: arguments], body)
}

def withK8sQuota(Map arguments, Closure body) {
    def outcome = __k8sQuota(arguments: arguments)
    if (outcome.shortage) { unstable(outcome.shortage) }
    scoped([env: outcome.environment], body)
}

def withK8sBlueGreen(Map arguments, Closure body) {
    def release = __k8sBlueGreenBegin(arguments: arguments)
    // Nothing was to be done, or only planned: there is nothing to test either.
    if (release.ended) { return release.ended }
    try {
        scoped([env: release.environment], body)
    } catch (Throwable e) {
        __k8sBlueGreenRefuse(id: release.id, reason: e.message)
        throw e
    }
    return __k8sBlueGreenSwitch(id: release.id)
}

// Declarative: a model is built with delegates, checked, then run.

def pipeline(Closure body) {
    def p = new Section(kind: 'pipeline', script: body.owner)
    p.fill(body)
    for (required in ['agent', 'stages']) {
        if (!p.has(required)) { throw new IllegalArgumentException("Missing required section '${required}'") }
    }
    for (parameter in p.section('parameters')?.calls) {
        def first = parameter.name == 'choice' ? parameter.map.choices[0] : parameter.map.defaultValue
        __default([name: parameter.map.name], first == null ? '' : first)
    }
    def failure = null
    try {
        withSections(p) { runStages(p.section('stages').list, p.options().parallelsAlwaysFailFast != null) }
    } catch (e) {
        failure = e
        __result(result: e instanceof Interrupted ? 'ABORTED' : 'FAILURE')
    }
    try {
        runPost(p)
    } catch (e) {
        if (failure == null) { failure = e }
    }
    if (failure != null) { throw failure }
}

/** A closure of steps sees the script that it was written in, and nothing of the section around it. */
def own(Closure steps, def script) {
    steps.delegate = script
    steps.resolveStrategy = Closure.DELEGATE_ONLY
    return steps
}

def withSections(Section s, Closure body) {
    def wrapped = body
    if (s.has('environment')) {
        def inner = wrapped
        wrapped = { withEnvironment(s.get('environment'), s.script, inner) }
    }
    def agent = agentOf(s)
    if (agent != null && agent != 'none') {
        def inner = wrapped
        def label = agent == 'any' ? '' : agent as String
        wrapped = { node(label, inner) }
    }
    def options = s.options()
    if (options.retry) {
        def inner = wrapped
        wrapped = { retry(options.retry.value, inner) }
    }
    if (options.timeout) {
        def inner = wrapped
        wrapped = { timeout(options.timeout.map, inner) }
    }
    for (name in ['withK8s', 'withK8sQuota']) {
        if (options[name]) {
            def inner = wrapped
            def arguments = options[name].map
            wrapped = name == 'withK8s' ? { withK8s(arguments, inner) } : { withK8sQuota(arguments, inner) }
        }
    }
    wrapped()
}

def agentOf(Section s) {
    def agent = s.get('agent')
    if (!(agent instanceof Closure)) { return agent }
    def inner = new Section(kind: 'agent', script: s.script)
    inner.fill(agent)
    return inner.calls ? (inner.calls[0].value ?: inner.calls[0].name) : 'any'
}

/** A later variable may use an earlier one, so each opens a scope of its own. */
def withEnvironment(Closure assignments, def script, Closure body) {
    def section = new EnvironmentSection(script: script)
    int opened = 0
    try {
        assignments.delegate = section
        assignments.resolveStrategy = Closure.DELEGATE_ONLY
        assignments()
        for (name in new ArrayList(section.values.keySet())) {
            def value = section.values[name]
            if (value instanceof List) { value = __secret(credentialsId: value[0]) }
            __push(env: [(name): value as String])
            opened++
        }
        return body()
    } finally {
        for (; opened > 0; opened--) { __pop() }
    }
}

def runStages(List stages, boolean failFast) {
    for (s in stages) { runStage(s, failFast) }
}

def runStage(Section s, boolean failFast) {
    stage(s.name) {
        if (currentBuild.result == 'UNSTABLE' && s.root().options().skipStagesAfterUnstable) {
            echo "Stage \"${s.name}\" skipped due to earlier failure(s)"
            return
        }
        def when = s.section('when')
        boolean early = when == null || when.flag('beforeAgent') || when.flag('beforeInput') || when.flag('beforeOptions') || !s.has('input')
        if (when != null && early && !whenAll(when)) {
            echo "Stage \"${s.name}\" skipped due to when conditional"
            return
        }
        def failure = null
        try {
            def answers = s.has('input') ? askFor(s) : [:]
            withEnv(answers.collect { k, v -> "${k}=${v}" as String }) {
                if (when != null && !early && !whenAll(when)) {
                    echo "Stage \"${s.name}\" skipped due to when conditional"
                    return
                }
                withSections(s) { runBody(s, failFast) }
            }
        } catch (e) {
            failure = e
            __result(result: e instanceof Interrupted ? 'ABORTED' : 'FAILURE')
        }
        runPost(s)
        if (failure != null) { throw failure }
    }
}

def runBody(Section s, boolean failFast) {
    if (s.has('steps')) {
        def steps = own(s.get('steps'), s.script)
        steps()
    } else if (s.has('stages')) {
        runStages(s.section('stages').list, failFast)
    } else if (s.has('parallel')) {
        def branches = [failFast: failFast || s.get('failFast') == true]
        for (b in s.section('parallel').list) {
            def one = b
            branches[one.name] = { runStage(one, failFast) }
        }
        parallel(branches)
    } else if (s.has('matrix')) {
        runMatrix(s.section('matrix'), failFast || s.get('failFast') == true)
    } else {
        throw new IllegalArgumentException("Stage '${s.name}' has no steps, stages, parallel or matrix")
    }
}

def runMatrix(Section matrix, boolean failFast) {
    def branches = [failFast: failFast]
    for (c in cellsOf(matrix)) {
        def cell = c
        branches['Matrix - ' + cell.collect { k, v -> "${k} = '${v}'" }.join(', ')] = {
            withEnv(cell.collect { k, v -> "${k}=${v}" as String }) {
                withSections(matrix) { runStages(matrix.section('stages').list, failFast) }
            }
        }
    }
    parallel(branches)
}

def cellsOf(Section matrix) {
    def cells = [[:]]
    for (axis in matrix.section('axes').list) {
        def next = []
        for (cell in cells) {
            for (value in axis.all('values')) { next.add(cell + [(axis.get('name')): value]) }
        }
        cells = next
    }
    for (exclude in matrix.section('excludes')?.list) {
        def kept = []
        for (cell in cells) {
            if (!isExcluded(cell, exclude)) { kept.add(cell) }
        }
        cells = kept
    }
    return cells
}

def isExcluded(Map cell, Section exclude) {
    for (axis in exclude.list) {
        def value = cell[axis.get('name')]
        boolean hit = axis.has('notValues') ? !axis.all('notValues').contains(value) : axis.all('values').contains(value)
        if (!hit) { return false }
    }
    return true
}

def askFor(Section s) {
    def section = s.section('input')
    def arguments = [message: section.get('message')]
    for (key in ['ok', 'submitter', 'id', 'submitterParameter']) {
        if (section.has(key)) { arguments[key] = section.get(key) }
    }
    if (section.has('parameters')) {
        arguments.parameters = section.section('parameters').calls.collect { [it.name, it.map] }
    }
    def answer = input(arguments)
    if (answer instanceof Map) { return answer }
    return answer != null && arguments.parameters ? [(arguments.parameters[0][1].name): answer] : [:]
}

def whenAll(Section when) {
    for (condition in when.calls) {
        if (!holds(condition, when.script)) { return false }
    }
    return true
}

def holds(Map condition, def script) {
    switch (condition.name) {
        case 'beforeAgent':
        case 'beforeInput':
        case 'beforeOptions':
            return true
        case 'expression':
            def expression = own(condition.value, script)
            return expression() as boolean
        case 'branch':
            return matches(env.BRANCH_NAME, condition.map.pattern ?: condition.value)
        case 'tag':
        case 'buildingTag':
            return env.TAG_NAME != null && (condition.value == null || matches(env.TAG_NAME, condition.map.pattern ?: condition.value))
        case 'changeRequest':
            return env.CHANGE_ID != null
        case 'environment':
            return env[condition.map.name] == condition.map.value
        case 'equals':
            return condition.map.expected == condition.map.actual
        case 'not':
        case 'allOf':
        case 'anyOf':
            return holdsCombined(condition, script)
    }
    throw new IllegalArgumentException("Unknown when condition '${condition.name}'")
}

def holdsCombined(Map condition, def script) {
    def inner = new Section(kind: 'when', script: script)
    inner.fill(condition.value)
    if (condition.name == 'allOf') { return whenAll(inner) }
    if (condition.name == 'not') { return !whenAll(inner) }
    for (one in inner.calls) {
        if (holds(one, script)) { return true }
    }
    return false
}

@NonCPS
boolean matches(name, glob) {
    def expression = (glob as String).replace('.', '\\.').replace('**', '\u0000').replace('*', '[^/]*').replace('\u0000', '.*')
    return name != null && (name as String).matches(expression)
}

def runPost(Section s) {
    if (!s.has('post')) { return }
    def post = s.section('post')
    def result = currentBuild.currentResult
    def failure = null
    for (name in ['always', 'changed', 'fixed', 'regression', 'aborted', 'failure', 'success', 'unstable', 'unsuccessful', 'notBuilt', 'cleanup']) {
        boolean due = name in ['always', 'cleanup'] || name.toUpperCase() == result || (name == 'unsuccessful' && result != 'SUCCESS')
        if (due && post.has(name)) {
            try {
                def steps = own(post.get(name), s.script)
                steps()
            } catch (e) {
                echo "Error when executing ${name} post condition: ${e.message}"
                if (failure == null) { failure = e }
            }
        }
    }
    if (failure != null) { throw failure }
}

/** A section: what may stand in it, and what does. */
class Section implements Serializable {

    static final List POST = ['always', 'changed', 'fixed', 'regression', 'aborted', 'failure', 'success', 'unstable', 'unsuccessful', 'notBuilt', 'cleanup']
    static final Map ALLOWED = [
        pipeline: ['agent', 'stages', 'post', 'environment', 'options', 'parameters', 'triggers', 'tools', 'libraries'],
        stage: ['agent', 'steps', 'stages', 'parallel', 'matrix', 'when', 'post', 'environment', 'options', 'input', 'tools', 'failFast'],
        stages: ['stage'],
        parallel: ['stage'],
        matrix: ['axes', 'excludes', 'stages', 'agent', 'environment', 'options', 'when', 'input', 'post', 'tools'],
        axes: ['axis'],
        excludes: ['exclude'],
        exclude: ['axis'],
        axis: ['name', 'values', 'notValues'],
        input: ['message', 'ok', 'id', 'submitter', 'submitterParameter', 'parameters'],
        post: POST]

    String kind
    String name
    def script
    Section parent
    Map entries = [:]
    List list = []
    List calls = []

    /** Evaluates a closure against this section only: nothing of the enclosing one is visible in it. */
    def fill(Closure closure) {
        closure.delegate = this
        closure.resolveStrategy = Closure.DELEGATE_ONLY
        closure()
        return this
    }

    def child(String childKind, Closure closure) { child(childKind, null, closure) }
    def child(String childKind, String childName, Closure closure) {
        def section = new Section(kind: childKind, name: childName, script: script, parent: this)
        section.fill(closure)
        return section
    }

    def stage(String stageName, Closure closure) {
        check('stage')
        list.add(child('stage', stageName, closure))
    }

    def axis(Closure closure) {
        check('axis')
        list.add(child('axis', closure))
    }

    def exclude(Closure closure) {
        check('exclude')
        list.add(child('exclude', closure))
    }

    @NonCPS
    void check(String entry) {
        if (ALLOWED[kind] != null && !(entry in ALLOWED[kind])) {
            throw new IllegalArgumentException("Undefined section \"${entry}\" in ${kind}${name ? " '" + name + "'" : ''}")
        }
    }

    @NonCPS
    def methodMissing(String entry, Object arguments) {
        Object[] given = (Object[]) arguments
        if (entry in ['credentials', 'logRotator']) { return [entry, given as List] }
        check(entry)
        if (ALLOWED[kind] != null && entries.containsKey(entry)) {
            throw new IllegalArgumentException("Multiple occurrences of the ${entry} section in ${kind}")
        }
        entries[entry] = given.length == 0 ? true : given.length == 1 ? given[0] : given as List
        calls.add([name: entry, map: given.length > 0 && given[0] instanceof Map ? given[0] : [:], value: given.length == 0 ? null : given[-1]])
        return [entry, given as List]
    }

    @NonCPS
    def propertyMissing(String property) { property in ['none', 'any'] ? property : script.getProperty(property) }

    @NonCPS
    boolean has(String entry) { entries.containsKey(entry) }

    @NonCPS
    def get(String entry) { entries[entry] }

    @NonCPS
    List all(String entry) { entries[entry] instanceof List ? entries[entry] : [entries[entry]] }

    @NonCPS
    boolean flag(String entry) { entries[entry] == true }

    @NonCPS
    Section root() { parent == null ? this : parent.root() }

    def section(String entry) {
        if (!entries.containsKey(entry)) { return null }
        if (!(entries[entry] instanceof Section)) {
            def made = child(entry, entries[entry])
            entries[entry] = made
        }
        return entries[entry]
    }

    def options() {
        def found = [:]
        def section = section('options')
        if (section != null) {
            for (call in section.calls) { found[call.name] = call }
        }
        return found
    }
}

class EnvironmentSection implements Serializable {

    def script
    Map values = [:]

    @NonCPS
    def credentials(String id) { [id] }

    @NonCPS
    void setProperty(String property, Object value) {
        if (property in ['script', 'values']) {
            this.@"$property" = value
        } else {
            values[property] = value
        }
    }

    @NonCPS
    def propertyMissing(String property) { values.containsKey(property) ? values[property] : script.getProperty(property) }
}
