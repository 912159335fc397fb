package io.jenkins.plugins.k8srelease.engine.causes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.testing.Admin;
import io.jenkins.plugins.k8srelease.engine.testing.CauseCase;
import java.time.Duration;
import java.util.regex.Pattern;

/** Admission that refuses the pods of one namespace. */
final class Policies {

    /** A port of this machine where nothing listens. */
    static final String DOWN = "https://127.0.0.1:1/";

    static final String REFUSING = "refusing";

    private static final Pattern REFUSAL = Pattern.compile("ValidatingAdmissionPolicy|webhook");

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
        awaitRefusal(admin, namespace);
    }

    /** The API server learns of policies and webhooks a moment after they were written. */
    private static void awaitRefusal(Cluster admin, String namespace) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (isAdmitted(admin, namespace)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("pods are not refused in " + namespace);
            }
        }
    }

    private static boolean isAdmitted(Cluster admin, String namespace) {
        String pods = "/api/v1/namespaces/" + namespace + "/pods";
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.putObject("metadata").put("name", "refused");
        pod.putObject("spec")
                .put("schedulerName", "nobody")
                .putArray("containers")
                .addObject()
                .put("name", "a")
                .put("image", "a");
        try {
            Cluster.join(admin.send(ApiRequest.post(pods, pod)));
        } catch (ApiException e) {
            // A pod without its ServiceAccount is refused, too, in a namespace that was just made.
            return !REFUSAL.matcher(e.getMessage()).find();
        }
        Cluster.join(admin.send(ApiRequest.delete(pods + "/refused", JsonNodeFactory.instance.objectNode())));
        return true;
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
            awaitRefusal(admin, namespace);
        };
    }
}
