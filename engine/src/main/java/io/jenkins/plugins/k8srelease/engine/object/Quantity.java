package io.jenkins.plugins.k8srelease.engine.object;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount as Kubernetes writes it: {@code 250m}, {@code 1.5}, {@code 512Mi}, {@code 1e3}. Follows
 * {@code k8s.io/apimachinery/pkg/api/resource}: finer than a nano is rounded away from zero, binary amounts are capped at
 * 2^63-1, and printing gives the canonical form in the format that was read. Unlike that code it refuses a text without any
 * digit.
 *
 * <p>Equality is by amount: {@code 1000m}, {@code 1} and {@code 1e0} are equal.
 */
public final class Quantity implements Comparable<Quantity> {

    /** How an amount is printed. */
    public enum Format {
        DECIMAL_SI,
        BINARY_SI,
        DECIMAL_EXPONENT
    }

    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI);
    public static final Quantity ONE = new Quantity(BigDecimal.ONE, Format.DECIMAL_SI);

    private static final Pattern GRAMMAR = Pattern.compile(
            "([+-]?)(\\d+(?:\\.\\d*)?|\\.\\d+)([numkMGTPE]?|[KMGTPE]i|[eE][+-]?\\d+)", Pattern.UNICODE_CASE);
    private static final Map<String, Integer> DECIMAL =
            Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    private static final String BINARY = "KMGTPE";
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

    private final BigDecimal amount;
    private final Format format;

    private Quantity(BigDecimal amount, Format format) {
        this.amount = amount.signum() == 0 ? BigDecimal.ZERO : amount;
        this.format = format;
    }

    public static Quantity of(long units) {
        return new Quantity(BigDecimal.valueOf(units), Format.DECIMAL_SI);
    }

    public static Quantity of(BigDecimal amount, Format format) {
        return new Quantity(amount, format);
    }

    /**
     * Reads an amount.
     *
     * @throws IllegalArgumentException when the text is not a quantity; the message names it
     */
    public static Quantity parse(String text) {
        Matcher m = GRAMMAR.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a quantity: write a number with an optional"
                            + " suffix n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei or an exponent, such as 250m, 0.5 or 512Mi");
        }
        BigDecimal number = new BigDecimal(m.group(2).startsWith(".") ? "0" + m.group(2) : m.group(2));
        String suffix = m.group(3);
        Format format = Format.DECIMAL_SI;
        Integer exponent = DECIMAL.get(suffix);
        if (exponent != null) {
            number = number.scaleByPowerOfTen(exponent);
        } else if (suffix.endsWith("i")) {
            format = Format.BINARY_SI;
            number = number.multiply(KIBI.pow(BINARY.indexOf(suffix.charAt(0)) + 1));
        } else {
            format = Format.DECIMAL_EXPONENT;
            number = number.scaleByPowerOfTen(exponent(suffix, text));
        }
        if (number.scale() > 9) {
            number = number.setScale(9, RoundingMode.UP);
        }
        if (format == Format.BINARY_SI) {
            number = number.min(MAX);
            if (number.signum() > 0 && number.compareTo(BigDecimal.ONE) < 0) {
                format = Format.DECIMAL_SI;
            }
        }
        return new Quantity(m.group(1).equals("-") ? number.negate() : number, format);
    }

    /** Reads an amount, empty when the text is none. */
    public static Optional<Quantity> find(String text) {
        try {
            return Optional.of(parse(text.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int exponent(String suffix, String text) {
        // An exponent that the server's 64 bits cannot hold would make us allocate the digits of it.
        String digits = suffix.substring(suffix.charAt(1) == '+' ? 2 : 1);
        if (digits.length() > 5) {
            throw new IllegalArgumentException("\"" + text + "\" is not a quantity: its exponent is too large");
        }
        return Integer.parseInt(digits);
    }

    /** Reads a value of a manifest, where a quantity may also be a plain number. */
    public static Quantity parse(JsonNode node) {
        return parse(node.isNumber() ? node.decimalValue().toPlainString() : node.asText());
    }

    public BigDecimal amount() {
        return amount;
    }

    public Format format() {
        return format;
    }

    public boolean isZero() {
        return amount.signum() == 0;
    }

    public int signum() {
        return amount.signum();
    }

    /** The amount in whole units, rounded up as the scheduler does; capped at the largest long. */
    public long units() {
        return clamp(amount);
    }

    /** The amount in thousandths, rounded up as the scheduler does; capped at the largest long. */
    public long millis() {
        return clamp(amount.movePointRight(3));
    }

    private static long clamp(BigDecimal value) {
        BigDecimal up = value.setScale(0, value.signum() < 0 ? RoundingMode.DOWN : RoundingMode.UP);
        return up.min(MAX).longValue();
    }

    /** The sum, in the format of this amount unless it is zero (as the API server adds). */
    public Quantity plus(Quantity other) {
        return new Quantity(amount.add(other.amount), isZero() ? other.format : format);
    }

    public Quantity minus(Quantity other) {
        return new Quantity(amount.subtract(other.amount), isZero() ? other.format : format);
    }

    public Quantity times(long factor) {
        return new Quantity(amount.multiply(BigDecimal.valueOf(factor)), format);
    }

    /** Rounded up to whole units, as quotas count storage. */
    public Quantity roundUp() {
        return new Quantity(amount.setScale(0, RoundingMode.UP), format);
    }

    /** This amount without the given share of it, rounded down to what the unit can express. */
    public Quantity without(double share, boolean wholeUnits) {
        BigDecimal kept = amount.multiply(BigDecimal.ONE.subtract(BigDecimal.valueOf(share)));
        return new Quantity(kept.setScale(wholeUnits ? 0 : 3, RoundingMode.FLOOR), format);
    }

    public Quantity max(Quantity other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public Quantity min(Quantity other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** This amount as a share of a whole, NaN when the whole is zero. */
    public double shareOf(Quantity whole) {
        return whole.isZero() ? Double.NaN : amount.doubleValue() / whole.amount.doubleValue();
    }

    @Override
    public int compareTo(Quantity other) {
        return amount.compareTo(other.amount);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantity that && amount.compareTo(that.amount) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros());
    }

    /** The canonical form, as the API server prints it. */
    @Override
    @JsonValue
    public String toString() {
        if (isZero()) {
            return "0";
        }
        boolean whole = amount.stripTrailingZeros().scale() <= 0;
        if (format == Format.BINARY_SI && amount.abs().compareTo(KIBI) >= 0 && whole) {
            return binary();
        }
        return decimal(format == Format.DECIMAL_EXPONENT);
    }

    private String binary() {
        BigInteger mantissa = amount.toBigIntegerExact();
        BigInteger step = BigInteger.valueOf(1024);
        int power = 0;
        while (power < BINARY.length() && mantissa.mod(step).signum() == 0) {
            mantissa = mantissa.divide(step);
            power++;
        }
        return mantissa + (power == 0 ? "" : BINARY.charAt(power - 1) + "i");
    }

    private String decimal(boolean asExponent) {
        BigDecimal stripped = amount.stripTrailingZeros();
        int exponent = Math.floorDiv(-stripped.scale(), 3) * 3;
        String mantissa = stripped.movePointLeft(exponent).toBigIntegerExact().toString();
        if (exponent == 0) {
            return mantissa;
        }
        if (!asExponent) {
            for (Map.Entry<String, Integer> e : DECIMAL.entrySet()) {
                if (e.getValue() == exponent) {
                    return mantissa + e.getKey();
                }
            }
        }
        return mantissa + "e" + exponent;
    }
}
