import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The API server's own record of who asked what. */
final class Audit {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path log;

    Audit(Path log) {
        this.log = log;
    }

    long mark() throws IOException {
        return Files.size(log);
    }

    /**
     * Requests of one client.
     *
     * @param all of them
     * @param watches those of all that are watches, which stay open
     */
    record Count(int all, int watches) {}

    /** How many requests came since the mark from clients whose user agent begins so. */
    Count requests(long mark, String agent) throws IOException, InterruptedException {
        for (long before = -1, now = mark(); before != now; now = mark()) {
            before = now;
            Thread.sleep(300);
        }
        Set<String> ids = new HashSet<>();
        Set<String> watches = new HashSet<>();
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(mark);
            byte[] bytes = new byte[(int) (file.length() - mark)];
            file.readFully(bytes);
            for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("{") || !line.endsWith("}")) {
                    continue;
                }
                JsonNode event = MAPPER.readTree(line);
                if (event.path("userAgent").asText().toLowerCase(Locale.ROOT).startsWith(agent)) {
                    ids.add(event.path("auditID").asText());
                    if (event.path("verb").asText().equals("watch")) {
                        watches.add(event.path("auditID").asText());
                    }
                }
            }
        }
        return new Count(ids.size(), watches.size());
    }
}
