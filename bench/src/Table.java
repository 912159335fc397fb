import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Medians in Markdown, with ratios to the first line. */
final class Table {

    private Table() {}

    static void print(String title, List<String> names, Map<String, List<Sample>> samples, String lag, String own) {
        System.out.println("\n### " + title + "\n");
        System.out.println("| | requests (watches) | wall time | ratio | peak memory |" + (lag.isEmpty() ? "" : " " + lag + " |") + (own.isEmpty() ? "" : " " + own + " |"));
        System.out.println("|---|---|---|---|---|" + (lag.isEmpty() ? "" : "---|") + (own.isEmpty() ? "" : "---|"));
        long base = median(samples.get(names.get(0)), Sample::millis);
        for (String name : names) {
            List<Sample> all = samples.get(name);
            long peak = median(all, Sample::peakKb);
            long bad = all.stream().filter(s -> !s.good()).count();
            System.out.printf(
                    Locale.ROOT,
                    "| %s%s | %d (%d) | %.2f s | %.2f | %s |%s%s%n",
                    name,
                    bad == 0 ? "" : " (" + bad + " of " + all.size() + " ended otherwise)",
                    median(all, Sample::requests),
                    median(all, Sample::watches),
                    median(all, Sample::millis) / 1000.0,
                    median(all, Sample::millis) / (double) Math.max(1, base),
                    peak == 0 ? "part of the controller" : peak / 1024 + " MiB",
                    lag.isEmpty() ? "" : String.format(Locale.ROOT, " %.2f s |", median(all, Sample::lagMillis) / 1000.0),
                    own.isEmpty() ? "" : String.format(Locale.ROOT, " %.2f s |", median(all, Sample::ownMillis) / 1000.0));
        }
        System.out.flush();
    }

    private static long median(List<Sample> samples, ToLongFunction<Sample> what) {
        long[] sorted = samples.stream().mapToLong(what).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
