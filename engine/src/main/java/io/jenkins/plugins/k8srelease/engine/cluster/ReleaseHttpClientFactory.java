package io.jenkins.plugins.k8srelease.engine.cluster;

import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.http.HttpClient;

/**
 * The JDK's client, which holds four threads however many watches are open, and which follows no redirect: fabric8
 * would follow all of them, and the JDK sends the bearer token along to wherever they lead.
 */
public final class ReleaseHttpClientFactory extends JdkHttpClientFactory {

    @Override
    protected void additionalConfig(HttpClient.Builder builder) {
        builder.followRedirects(HttpClient.Redirect.NEVER);
    }
}
