package io.jenkins.plugins.k8srelease.engine.causes;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.testing.Admin;
import io.jenkins.plugins.k8srelease.engine.testing.CauseCase;

/** Admission that refuses the pods of one namespace. */
final class Policies {

    /** A port of this machine where nothing listens. */
    static final String DOWN = "https://127.0.0.1:1/";

    static final String REFUSING = "refusing";

    private Policies() {}

    /** A policy of the API server itself. */
    static void refuse(Cluster admin, String namespace) {
        Admin.apply(admin, "", """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: NAMESPACE}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAMESPACE}}
                    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                  validations: [{expression: "false", message: no pods on a Thursday}]
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: NAMESPACE}
                spec: {policyName: NAMESPACE, validationActions: [Deny]}
                """.replace("NAMESPACE", namespace));
    }

    /** A webhook. */
    static CauseCase.Deed webhook(String url, String condition) {
        return (admin, namespace) -> {
            Webhook refusing = url.equals(REFUSING) ? Webhook.refusing() : null;
            Admin.apply(admin, "", """
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: NAMESPACE}
                    webhooks:
                    - name: pods.NAMESPACE.example.org
                      sideEffects: None
                      admissionReviewVersions: [v1]
                      failurePolicy: Fail
                      timeoutSeconds: 5
                      clientConfig: {url: "URL", caBundle: "CABUNDLE"}
                      namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NAMESPACE}}
                      rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                      matchConditions: [{name: when, expression: "CONDITION"}]
                    """.replace("NAMESPACE", namespace)
                    .replace("URL", refusing == null ? url : refusing.url())
                    .replace("CABUNDLE", refusing == null ? "" : refusing.caBundle())
                    .replace("CONDITION", condition));
        };
    }
}
