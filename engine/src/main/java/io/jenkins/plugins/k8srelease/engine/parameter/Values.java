package io.jenkins.plugins.k8srelease.engine.parameter;

import io.jenkins.plugins.k8srelease.engine.object.Nearest;
import io.jenkins.plugins.k8srelease.engine.release.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Brings what Groovy has into the plain form of a parameter's kind. Messages name the place and never repeat a map's value. */
final class Values {

    private static final Pattern SHARE = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,6})?)%|(0(?:\\.\\d{1,6})?)");

    private Values() {}

    static Object plain(Parameter parameter, Object value) {
        return switch (parameter.kind()) {
            case TEXT -> text(parameter, parameter.name(), value);
            case CHOICE -> choice(parameter, text(parameter, parameter.name(), value));
            case SWITCH -> flag(parameter, value);
            case NUMBER -> number(parameter, value);
            case DURATION -> durationText(parameter, value);
            case SHARE -> shareText(parameter, value);
            case TEXTS -> texts(parameter, value);
            case MAP -> map(parameter, value);
            case CHECKS -> checks(parameter, value);
        };
    }

    private static String text(Parameter parameter, String place, Object value) {
        if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw wrong(parameter, place, value);
    }

    private static String choice(Parameter parameter, String text) {
        if (parameter.choices().contains(text)) {
            return text;
        }
        throw new IllegalArgumentException(parameter.name() + " is one of "
                + String.join(", ", parameter.choices()) + ", not '" + text + "'"
                + Nearest.of(text, parameter.choices())
                        .map(n -> "; did you mean '" + n + "'?")
                        .orElse(""));
    }

    private static Boolean flag(Parameter parameter, Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof CharSequence && List.of("true", "false").contains(value.toString())) {
            return Boolean.valueOf(value.toString());
        }
        throw wrong(parameter, parameter.name(), value);
    }

    private static Integer number(Parameter parameter, Object value) {
        String text = value.toString();
        boolean numeric = value instanceof Number || value instanceof CharSequence;
        if (numeric && text.matches("-?\\d{1,9}")) {
            return Integer.valueOf(text);
        }
        throw wrong(parameter, parameter.name(), value);
    }

    private static String durationText(Parameter parameter, Object value) {
        String text = text(parameter, parameter.name(), value);
        try {
            duration(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(parameter.name() + ": " + e.getMessage());
        }
        return text;
    }

    static Duration duration(String text) {
        return Durations.parse(text);
    }

    private static String shareText(Parameter parameter, Object value) {
        String text = text(parameter, parameter.name(), value);
        if (SHARE.matcher(text).matches()) {
            return text;
        }
        throw wrong(parameter, parameter.name(), value);
    }

    static double share(String text) {
        Matcher matcher = SHARE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a share");
        }
        return matcher.group(1) != null
                ? Double.parseDouble(matcher.group(1)) / 100
                : Double.parseDouble(matcher.group(2));
    }

    private static List<String> texts(Parameter parameter, Object value) {
        if (!(value instanceof Collection<?> list)) {
            return List.of(text(parameter, parameter.name(), value));
        }
        List<String> texts = new ArrayList<>();
        for (Object one : list) {
            texts.add(text(parameter, parameter.name() + "[" + texts.size() + "]", one));
        }
        return Collections.unmodifiableList(texts);
    }

    private static Map<String, String> map(Parameter parameter, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(parameter, parameter.name(), value);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, one) -> {
            String name = String.valueOf(key);
            if (one == null) {
                throw new IllegalArgumentException(
                        parameter.name() + ": " + name + " has no value (null). Is the variable set at this place?");
            }
            texts.put(name, text(parameter, parameter.name() + "." + name, one));
        });
        return Collections.unmodifiableMap(texts);
    }

    private static List<Map<String, Object>> checks(Parameter parameter, Object value) {
        Collection<?> all = value instanceof Collection<?> list ? list : List.of(value);
        List<Map<String, Object>> checks = new ArrayList<>();
        for (Object one : all.stream().flatMap(Values::lines).toList()) {
            checks.add(check(parameter, parameter.name() + "[" + checks.size() + "]", one));
        }
        return Collections.unmodifiableList(checks);
    }

    /** A text may name several, a line for each. */
    private static Stream<?> lines(Object value) {
        return value instanceof CharSequence text
                ? text.toString().lines().map(String::strip).filter(l -> !l.isEmpty())
                : Stream.of(value);
    }

    private static Map<String, Object> check(Parameter parameter, String place, Object value) {
        if (value instanceof CharSequence) {
            return Map.of("service", value.toString());
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(parameter, place, value);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((key, one) -> named.put(String.valueOf(key), one));
        try {
            return Arguments.of(Operations.CHECK, named).given();
        } catch (BadArgumentsException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage());
        }
    }

    private static IllegalArgumentException wrong(Parameter parameter, String place, Object value) {
        boolean secret = parameter.kind() == Kind.MAP;
        String got = value == null
                ? "null"
                : secret || !(value instanceof CharSequence || value instanceof Number || value instanceof Boolean)
                        ? "a " + value.getClass().getSimpleName()
                        : "'" + value + "'";
        return new IllegalArgumentException(place + " takes " + parameter.kind().taken() + ", not " + got);
    }
}
