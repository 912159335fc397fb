package io.jenkins.plugins.k8srelease.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.cli.CommandRun.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of the engine's folder {@code manifest/bad} as a person would release it: exit code 2, the text beside the file,
 * and no connection to the cluster at all.
 */
class BadInputTest {

    private static final Path FOLDER = Path.of("..", "engine", "src", "test", "resources", "manifest", "bad")
            .toAbsolutePath()
            .normalize();

    private static final AtomicInteger CONNECTIONS = new AtomicInteger();
    private static ServerSocket server;
    private static Path kubeconfig;

    @TempDir
    static Path home;

    @BeforeAll
    static void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(BadInputTest::accept, "a server that counts");
        thread.setDaemon(true);
        thread.start();
        kubeconfig = home.resolve("config");
        Files.writeString(kubeconfig, """
                {"apiVersion": "v1", "kind": "Config", "current-context": "c",
                 "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
                 "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:%d"}}],
                 "users": [{"name": "u", "user": {"token": "t"}}]}
                """.formatted(server.getLocalPort()));
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    private static void accept() {
        while (!server.isClosed()) {
            try {
                server.accept().close();
                CONNECTIONS.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".expected"))
                    .sorted()
                    .toList();
        }
    }

    private static Outcome deploy(Path folder, String... manifests) {
        String[] options = {
            "deploy",
            "--app",
            "shop",
            "-n",
            "shop",
            "--kubeconfig",
            kubeconfig.toString(),
            "--set",
            "HOSTILE=../../x",
            "--set",
            "PLAIN=hunter2!",
            "--set",
            "WITH_SPACE=a b"
        };
        return new CommandRun(folder)
                .run(Stream.concat(Stream.of(options), Stream.of(manifests)).toArray(String[]::new));
    }

    @Test
    void thereAreManyAndTheServerWouldBeAsked() throws IOException {
        assertThat(files()).hasSizeGreaterThan(120);
        int before = CONNECTIONS.get();
        Files.writeString(home.resolve("good.yaml"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
        assertThat(deploy(home, "good.yaml").code()).isEqualTo(4);
        assertThat(CONNECTIONS.get()).isGreaterThan(before);
    }

    @ParameterizedTest
    @MethodSource("files")
    void endsWith2AndSaysWhatIsWrongAndWhere(String file) throws IOException {
        int before = CONNECTIONS.get();

        Outcome outcome = deploy(FOLDER, file);

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
        for (String line : Files.readAllLines(FOLDER.resolve(file + ".expected"))) {
            assertThat(outcome.err()).contains(line);
        }
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).doesNotContain("\tat ", "hunter2");
        assertThat(CONNECTIONS.get()).isEqualTo(before);
    }

    /** A good file among bad ones is not applied either. */
    @Test
    void oneBadFileOfManyHoldsAllOfThemUp() throws IOException {
        Files.writeString(home.resolve("good.yaml"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
        Files.copy(FOLDER.resolve("tab-indent.yaml"), home.resolve("tab-indent.yaml"));
        int before = CONNECTIONS.get();

        Outcome outcome = deploy(home, "good.yaml", "tab-indent.yaml");

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("tab-indent.yaml, document 1, line ");
        assertThat(CONNECTIONS.get()).isEqualTo(before);
    }

    /** What only shows outside of one file: links, sizes, binary. */
    @Test
    void filesThatAreNoManifests() throws IOException {
        Path folder = Files.createDirectories(home.resolve("odd"));
        Files.createSymbolicLink(folder.resolve("loop.yaml"), folder.resolve("loop.yaml"));
        Files.write(folder.resolve("large.yaml"), new byte[50 << 20]);
        Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2, 3});
        Files.createSymbolicLink(folder.resolve("outside.yaml"), kubeconfig);
        int before = CONNECTIONS.get();
        for (String file : List.of("loop.yaml", "large.yaml", "binary.yaml", "outside.yaml", "nothing.yaml")) {
            Outcome outcome = deploy(folder, file);
            assertThat(outcome.code()).as(outcome.err()).isEqualTo(2);
            assertThat(outcome.err()).contains(file).doesNotContain("token", "\tat ");
        }
        assertThat(CONNECTIONS.get()).isEqualTo(before);
    }
}
