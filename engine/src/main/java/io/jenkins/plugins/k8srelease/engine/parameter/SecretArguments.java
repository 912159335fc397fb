package io.jenkins.plugins.k8srelease.engine.parameter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Which of the values that a step is given must be shown nowhere. */
public final class SecretArguments {

    /** Values whose name says so; hiding all others would make {@code LOG_LEVEL=info} unreadable and hide nothing. */
    private static final Pattern SECRET_NAME =
            Pattern.compile("PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|AUTH|CERT|DSN", Pattern.CASE_INSENSITIVE);

    private SecretArguments() {}

    /** The values of {@code values} and {@code env} whose names say that they are secret. */
    public static List<String> of(Arguments arguments) {
        List<String> secrets = new ArrayList<>();
        for (String map : List.of("values", "env")) {
            if (arguments.operation().parameter(map).isPresent()) {
                arguments.map(map).forEach((name, value) -> {
                    if (SECRET_NAME.matcher(name).find()) {
                        secrets.add(value);
                    }
                });
            }
        }
        return secrets;
    }
}
