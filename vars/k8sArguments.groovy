/**
 * Checks what the variables of this library are given. Not meant to be called from a Jenkinsfile.
 */

/**
 * Fails with everything that is wrong: unknown names with the nearest known one, values of a wrong kind, what is missing.
 *
 * @param variable name of the variable, for messages
 * @param given what it was called with
 * @param known names with their kinds: 'text', 'list', 'map', 'flag', or 'any'
 * @param required names that must be there
 */
def check(String variable, Map given, Map known, List required) {
    String problems = problemsWith(variable, given, known, required)
    if (problems) {
        error problems
    }
}

/** Those of the entries whose names are listed and whose value is not null. */
@NonCPS
Map only(Map given, List names) {
    Map picked = [:]
    for (name in names) {
        if (given[name] != null) {
            picked[name] = given[name]
        }
    }
    return picked
}

/** Whether a flag says so, which may come as text from a build parameter; one that is not given says neither. */
@NonCPS
boolean isFlag(Object value, boolean wanted) {
    return value != null && value.toString() == wanted.toString()
}

@NonCPS
private String problemsWith(String variable, Map given, Map known, List required) {
    List problems = []
    List names = []
    names.addAll(known.keySet())
    for (key in given.keySet()) {
        String name = key.toString()
        if (!known.containsKey(name)) {
            String near = nearest(name, names)
            problems.add(variable + " has no parameter '" + name + "'"
                + (near ? "; did you mean '" + near + "'?" : '; it has ' + names.join(', ')))
        } else if (given[key] != null && !isOf(known[name].toString(), given[key])) {
            problems.add(variable + ': ' + name + ' takes ' + article(known[name].toString()))
        }
    }
    for (name in required) {
        if (given[name] == null || given[name].toString().trim().isEmpty()) {
            problems.add(variable + ": '" + name + "' is missing")
        }
    }
    return problems.join('\n')
}

@NonCPS
private boolean isOf(String kind, Object value) {
    switch (kind) {
        case 'text': return value instanceof CharSequence || value instanceof Number
        case 'list': return value instanceof List
        case 'map': return value instanceof Map
        case 'flag': return value instanceof Boolean || value.toString() == 'true' || value.toString() == 'false'
        default: return true
    }
}

@NonCPS
private String article(String kind) {
    return [text: 'a text', list: 'a list', map: 'a map', flag: 'true or false'][kind]
}

/** The known name that is the fewest edits away, when it is near enough to be a slip. */
@NonCPS
private String nearest(String name, List names) {
    String best = null
    int least = Math.max(1, name.length().intdiv(3)) + 1
    for (known in names) {
        int edits = distance(name.toLowerCase(), known.toString().toLowerCase())
        if (edits < least) {
            least = edits
            best = known.toString()
        }
    }
    return best
}

/** Levenshtein's distance. */
@NonCPS
private int distance(String a, String b) {
    List before = []
    for (int j = 0; j <= b.length(); j++) {
        before.add(j)
    }
    for (int i = 1; i <= a.length(); i++) {
        List row = [i]
        for (int j = 1; j <= b.length(); j++) {
            int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1
            row.add(Math.min(Math.min((int) row[j - 1] + 1, (int) before[j] + 1), (int) before[j - 1] + cost))
        }
        before = row
    }
    return (int) before[b.length()]
}
