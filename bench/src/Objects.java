/** What is released: groups of a ConfigMap, a Secret, a ServiceAccount, a Service and a Deployment of one pod. */
final class Objects {

    static final int GROUP = 5;

    private Objects() {}

    static String groups(int objects) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < objects / GROUP; i++) {
            all.append(group(i));
        }
        return all.toString();
    }

    static int pods(int objects) {
        return objects / GROUP;
    }

    private static String group(int number) {
        return """
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: web-N}
                data: {LOG_LEVEL: info, NUMBER: "N"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: web-N}
                stringData: {PASSWORD: secret-N}
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: web-N}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web-N}
                spec: {selector: {app: web-N}, ports: [{port: 80, targetPort: 8080}]}
                """.replace("N", Integer.toString(number)) + deployment("web-" + number, "", "serviceAccountName: web-" + number + ", ");
    }

    /** One Deployment whose pod behaves as a simulated node is asked to. */
    static String deployment(String name, String behaviour, String pod) {
        return """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: NAME, labels: {bench: "yes"}}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: NAME}}
                  template:
                    metadata: {labels: {app: NAME}, annotations: {localkube/behaviour: "BEHAVIOUR"}}
                    spec:
                      {PODautomountServiceAccountToken: false, containers: [{name: web, image: "localhost/web:v1",
                        ports: [{containerPort: 8080}], readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}}]}
                """.replace("NAME", name).replace("BEHAVIOUR", behaviour).replace("POD", pod);
    }
}
