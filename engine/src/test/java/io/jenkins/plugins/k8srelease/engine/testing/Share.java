package io.jenkins.plugins.k8srelease.engine.testing;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a long list of cases: all of them for people, a share that rotates from commit to commit for CI. The variable
 * {@value #VARIABLE} holds, for example, {@code 2/3} for the second of three shares; together they are everything.
 *
 * @param number which, from 1
 * @param of how many
 */
public record Share(int number, int of) {

    public static final String VARIABLE = "K8S_RELEASE_TEST_SHARE";

    public Share {
        if (number < 1 || of < 1 || number > of) {
            throw new IllegalArgumentException("no share: " + number + "/" + of);
        }
    }

    /** What the variable asks for, everything when it is not set. */
    public static Share asked() {
        return asked(VARIABLE, new Share(1, 1));
    }

    private static Share asked(String variable, Share otherwise) {
        String text = System.getenv(variable);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = Pattern.compile("(\\d{1,3})/(\\d{1,3})").matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(variable + " must be like 2/3, it is " + text);
        }
        return new Share(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** A share for cases of which even a third would take too long: one of so many, another one each day. */
    public static Share ofTheDay(String variable, int of) {
        return asked(
                variable, new Share(1 + (int) (LocalDate.now(ZoneOffset.UTC).toEpochDay() % of), of));
    }

    /** This share of the cases, which are mixed first, always in the same way: neighbours are much alike. */
    public <T> List<T> of(List<T> cases) {
        List<T> mixed = new ArrayList<>(cases);
        Collections.shuffle(mixed, new Random(1));
        return mixed.subList(mixed.size() * (number - 1) / of, mixed.size() * number / of);
    }

    @Override
    public String toString() {
        return of == 1 ? "all" : "share " + number + " of " + of;
    }
}
