package io.jenkins.plugins.k8srelease.handout;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import hudson.util.Secret;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatterns;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Makes secrets invisible in the log and in exceptions of a block, as {@code withCredentials} does. */
public final class SecretMask {

    private final Secret pattern;
    private final String charset;

    private SecretMask(Secret pattern, String charset) {
        this.pattern = pattern;
        this.charset = charset;
    }

    /**
     * Masks secrets.
     *
     * @param charset of the build's log
     */
    public static SecretMask of(List<String> secrets, String charset) {
        return new SecretMask(
                Secret.fromString(
                        SecretPatterns.getAggregateSecretPattern(secrets).pattern()),
                charset);
    }

    public ConsoleLogFilter filter() {
        return new Filter(pattern, charset);
    }

    public FailureHandler failureHandler() {
        return new Handler(pattern);
    }

    private static final class Filter extends ConsoleLogFilter implements Serializable {

        private static final long serialVersionUID = 1L;

        private final Secret pattern;
        private final String charset;

        Filter(Secret pattern, String charset) {
            this.pattern = pattern;
            this.charset = charset;
        }

        @Override
        public OutputStream decorateLogger(Run build, OutputStream logger) {
            return new SecretPatterns.MaskingOutputStream(
                    logger, () -> Pattern.compile(pattern.getPlainText()), charset);
        }
    }

    private static final class Handler implements FailureHandler {

        private static final long serialVersionUID = 1L;

        private final Secret pattern;

        Handler(Secret pattern) {
            this.pattern = pattern;
        }

        @NonNull
        @Override
        public Throwable handle(@NonNull StepContext context, @NonNull Throwable thrown) {
            Pattern secrets = Pattern.compile(pattern.getPlainText());
            for (Throwable t = thrown; t != null && t != t.getCause(); t = t.getCause()) {
                if (t.getMessage() != null && secrets.matcher(t.getMessage()).find()) {
                    return MaskedFailure.of(thrown, secrets);
                }
            }
            return thrown;
        }
    }
}
