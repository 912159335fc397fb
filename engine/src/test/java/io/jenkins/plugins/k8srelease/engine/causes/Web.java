package io.jenkins.plugins.k8srelease.engine.causes;

/**
 * The manifest of a Deployment named web, with what a case needs in flow style.
 *
 * @param behaviour of simulated pods, empty for none
 */
record Web(String image, String behaviour, String deployment, String pod, String container) {

    static Web of(String image) {
        return new Web(image, "", "replicas: 2", "", "");
    }

    Web behaving(String how) {
        return new Web(image, how, deployment, pod, container);
    }

    /** Fields of the Deployment's spec. */
    Web deployment(String fields) {
        return new Web(image, behaviour, fields, pod, container);
    }

    /** Fields of the pod's spec. */
    Web pod(String fields) {
        return new Web(image, behaviour, deployment, pod + fields + ", ", container);
    }

    /** Fields of the container. */
    Web container(String fields) {
        return new Web(image, behaviour, deployment, pod, container + ", " + fields);
    }

    String yaml() {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  %s
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}, annotations: {localkube/behaviour: "%s"}}
                    spec: {%scontainers: [{name: web, image: "%s"%s}]}
                """.formatted(deployment, behaviour, pod, image, container);
    }
}
