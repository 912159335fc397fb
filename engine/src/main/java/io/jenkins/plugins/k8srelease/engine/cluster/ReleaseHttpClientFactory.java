package io.jenkins.plugins.k8srelease.engine.cluster;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;
import java.util.concurrent.Executor;

/**
 * The JDK's client, whose watches hold no threads, on a bounded number of threads, and which follows no redirect: fabric8
 * would follow all of them, and the JDK sends the bearer token along to wherever they lead.
 */
final class ReleaseHttpClientFactory extends JdkHttpClientFactory {

    private final Executor executor;

    /** @param executor whose threads nothing may block; closing the client does not close it */
    ReleaseHttpClientFactory(Executor executor) {
        this.executor = executor;
    }

    @Override
    protected HttpClient.Builder createNewHttpClientBuilder() {
        return HttpClient.newBuilder().executor(executor);
    }

    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
        builder.followRedirects(HttpClient.Redirect.NEVER);
    }
}
