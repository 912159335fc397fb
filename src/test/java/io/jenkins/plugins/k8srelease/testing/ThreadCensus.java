package io.jenkins.plugins.k8srelease.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Counts the threads of this process from time to time, by their names without numbers, and keeps the most it saw. */
public final class ThreadCensus implements AutoCloseable {

    private static final Pattern NUMBERS = Pattern.compile("\\b[0-9a-f]*\\d[0-9a-f]*\\b");
    private static final String ALL = "all";

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "census");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Integer> most = new TreeMap<>();
    private final int before;

    /** Begins to count. */
    public ThreadCensus() {
        before = count().get(ALL);
        clock.scheduleWithFixedDelay(this::take, 0, 200, TimeUnit.MILLISECONDS);
    }

    private static Map<String, Integer> count() {
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        Map<String, Integer> counts = new HashMap<>();
        counts.put(ALL, threads.size());
        threads.forEach(t -> counts.merge(NUMBERS.matcher(t.getName()).replaceAll("#"), 1, Integer::sum));
        return counts;
    }

    private void take() {
        Map<String, Integer> now = count();
        synchronized (most) {
            now.forEach((name, number) -> most.merge(name, number, Math::max));
        }
    }

    /** The most at one moment of each of the groups, added up. */
    public int most(Predicate<String> group) {
        synchronized (most) {
            return most.entrySet().stream()
                    .filter(e -> !e.getKey().equals(ALL) && group.test(e.getKey()))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }
    }

    /** The most at one moment, beyond what there was in the beginning. */
    public int mostMore() {
        synchronized (most) {
            return most.get(ALL) - before;
        }
    }

    /** Groups of more than one, for whoever has to find out which one grew. */
    @Override
    public String toString() {
        synchronized (most) {
            return most.entrySet().stream()
                    .filter(e -> e.getValue() > 1)
                    .map(e -> e.getValue() + " " + e.getKey())
                    .collect(Collectors.joining(", ", "(", ")"));
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
