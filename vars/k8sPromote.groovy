/**
 * Releases to one environment exactly the images that run in another: by digest, so that a tag which has moved meanwhile
 * changes nothing.
 *
 * @return what k8sRelease returned, with 'promoted', the images by name
 */
def call(Map given) {
    k8sArguments.check('k8sPromote', given, [app: 'text', from: 'map', to: 'map', release: 'map', images: 'list'], ['app', 'from', 'to'])
    Map target = [cluster: 'text', credentialsId: 'text', namespace: 'text']
    k8sArguments.check('k8sPromote, from', given.from, target, [])
    k8sArguments.check('k8sPromote, to', given.to, target, [])
    Map source = k8sStatus(given.from + [app: given.app])
    String problem = problemWith(given.app.toString(), source)
    if (problem) {
        error problem
    }
    int revision = source.live.revision
    Map images = imagesByDigest(source.live, given.images)
    if (!images) {
        error "k8sPromote: release ${revision} of ${given.app} has none of the images ${given.images ?: 'of its workloads'}"
    }
    String missing = withoutDigest(images)
    if (missing) {
        error "k8sPromote: the digest of ${missing} is not recorded with release ${revision} of ${given.app}: its nodes did not report one of that repository"
    }
    echo "${given.app}: promoting release ${revision}: ${images}"
    Map result = [:]
    result += k8sRelease((given.release ?: [:]) + given.to + [app: given.app, images: images])
    return result + [promoted: images]
}

/** Only what is live, healthy and not being changed is worth promoting. */
@NonCPS
private String problemWith(String app, Map source) {
    if (!source.live) {
        return "k8sPromote: nothing of ${app} is released there yet"
    }
    if (source.underWay) {
        return "k8sPromote: release ${source.underWay.revision} of ${app} is under way there, by ${source.underWay.by}; promote when it is over"
    }
    if (!source.healthy) {
        return "k8sPromote: release ${source.live.revision} of ${app} is not healthy there; k8sStatus tells why"
    }
    return null
}

/** Name and digest of each image; an empty digest for one that is not recorded. */
@NonCPS
private Map imagesByDigest(Map live, Object wanted) {
    Map byName = [:]
    for (entry in (live.images ?: [:]).entrySet()) {
        String name = nameOf(entry.value.toString())
        String digest = live.digests ? live.digests[entry.key] : null
        if (!wanted || name in wanted) {
            byName[name] = digest ? '@' + digest : ''
        }
    }
    return byName
}

/** Without tag and digest; a port of the registry is no tag. */
@NonCPS
private String nameOf(String image) {
    String name = image.contains('@') ? image.substring(0, image.indexOf('@')) : image
    int colon = name.lastIndexOf(':')
    return colon > name.lastIndexOf('/') ? name.substring(0, colon) : name
}

@NonCPS
private String withoutDigest(Map images) {
    List missing = []
    for (entry in images.entrySet()) {
        if (!entry.value) {
            missing.add(entry.key)
        }
    }
    return missing.join(', ')
}
