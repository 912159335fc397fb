package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.Quantity;

/** Draws how full something is: {@code ####++++....|} for used, more at the peak, free, and what is over. */
final class Bar {

    private static final int WIDTH = 30;

    private Bar() {}

    /**
     * A bar as wide as the limit; what goes beyond it is drawn with an exclamation mark.
     *
     * @param used now
     * @param peak at the peak
     * @param hard the limit
     */
    static String of(Quantity used, Quantity peak, Quantity hard) {
        int now = cells(used, hard);
        int most = Math.max(now, cells(peak, hard));
        StringBuilder bar = new StringBuilder("[");
        for (int i = 0; i < WIDTH; i++) {
            bar.append(i < now ? '#' : i < most ? '+' : '.');
        }
        bar.append(']');
        if (peak.compareTo(hard) > 0) {
            bar.append('!');
        }
        return bar.toString();
    }

    /** Something that is there is seen, and something that is not full does not look so. */
    private static int cells(Quantity amount, Quantity hard) {
        if (amount.isZero()) {
            return 0;
        }
        if (amount.compareTo(hard) >= 0) {
            return WIDTH;
        }
        double share = amount.shareOf(hard);
        return Math.max(1, Math.min(WIDTH - 1, (int) Math.round(share * WIDTH)));
    }
}
