package io.jenkins.plugins.k8srelease.engine.smoke;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Asks a URL from this machine. It carries no credential of any kind: neither that of the cluster nor one of the
 * process, and it follows redirects only to the host that was named.
 */
public final class UrlAsker {

    private static final int MOST_REDIRECTS = 5;

    private final Executor executor;
    private final HttpClient client;

    /**
     * Makes an asker.
     *
     * @param executor for what blocks a moment, such as looking up a host's name
     */
    public UrlAsker(Executor executor) {
        this.executor = executor;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(executor)
                .build();
    }

    /**
     * Asks once.
     *
     * @return the result; never completes exceptionally
     */
    public CompletableFuture<SmokeResult> ask(SmokeCheck check, int attempt) {
        URI uri = URI.create(check.url());
        Asked asked = new Asked(check, host(uri), attempt);
        CompletableFuture<SmokeResult> answer =
                check.protocol() == Protocol.TCP ? connect(uri, check, asked) : get(uri, check, asked, MOST_REDIRECTS);
        return answer.orTimeout(check.timeoutMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(thrown -> asked.failed(Cluster.unwrap(thrown)));
    }

    private static String host(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private CompletableFuture<SmokeResult> get(URI uri, SmokeCheck check, Asked asked, int redirects) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofMillis(check.timeoutMillis()))
                .header("User-Agent", "k8s-release")
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, info -> new CappedBody(SmokeCheck.LARGEST_ANSWER));
        return answer.thenCompose(response -> {
            if (response.statusCode() / 100 != 3 || check.status() == response.statusCode()) {
                return CompletableFuture.completedFuture(asked.answered(response.statusCode(), response.body()));
            }
            String location = response.headers().firstValue("Location").orElse("");
            URI next;
            try {
                next = uri.resolve(location);
            } catch (IllegalArgumentException e) {
                return CompletableFuture.completedFuture(asked.failed("redirected to what is no URL"));
            }
            if (location.isEmpty() || !sameHost(URI.create(check.url()), next)) {
                return CompletableFuture.completedFuture(asked.failed("HTTP " + response.statusCode()
                        + " instead of " + check.status() + ": redirected to "
                        + (location.isEmpty() ? "nowhere" : Expectation.excerpt(String.valueOf(next.getHost())))
                        + ", and another host is not asked"));
            }
            return redirects == 0
                    ? CompletableFuture.completedFuture(
                            asked.failed("redirected more than " + MOST_REDIRECTS + " times"))
                    : get(next, check, asked, redirects - 1);
        });
    }

    /** The same host, and the same port or the step from http to https at their usual ports. */
    private static boolean sameHost(URI named, URI next) {
        boolean web = "http".equals(next.getScheme()) || "https".equals(next.getScheme());
        if (!web || !named.getHost().equalsIgnoreCase(next.getHost()) || next.getUserInfo() != null) {
            return false;
        }
        boolean upgrade = "http".equals(named.getScheme())
                && "https".equals(next.getScheme())
                && port(named) == 80
                && port(next) == 443;
        return upgrade || named.getScheme().equals(next.getScheme()) && port(named) == port(next);
    }

    private static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    private CompletableFuture<SmokeResult> connect(URI uri, SmokeCheck check, Asked asked) {
        return CompletableFuture.supplyAsync(() -> new InetSocketAddress(uri.getHost(), uri.getPort()), executor)
                .thenCompose(address -> open(address, check))
                .thenApply(nothing -> asked.answered(0, new byte[0]));
    }

    private static CompletableFuture<Void> open(InetSocketAddress address, SmokeCheck check) {
        CompletableFuture<Void> connected = new CompletableFuture<>();
        if (address.isUnresolved()) {
            connected.completeExceptionally(new IOException("the host " + address.getHostString() + " is not known"));
            return connected;
        }
        try {
            AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
            channel.connect(address, null, new CompletionHandler<Void, Void>() {
                @Override
                public void completed(Void result, Void attachment) {
                    connected.complete(null);
                }

                @Override
                public void failed(Throwable thrown, Void attachment) {
                    connected.completeExceptionally(thrown);
                }
            });
            connected
                    .orTimeout(check.timeoutMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((done, thrown) -> closeQuietly(channel));
        } catch (IOException e) {
            connected.completeExceptionally(e);
        }
        return connected;
    }

    private static void closeQuietly(AsynchronousSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
