package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers as the API server keeps them: int64 or float64. What would lose digits on the way is refused (null here), and
 * a float without a fraction becomes an integer, as it does in kubectl's JSON.
 */
final class Numbers {

    static final String REFUSED = "this number does not fit in 64 bits and would lose digits";
    static final String REFUSED_HINT = "if it is text, for example an identifier or a digest, put it in quotes";

    /** No number with more digits fits; parsing long ones costs quadratic time. */
    private static final int MOST_DIGITS = 400;

    /** Below this every integral double is exact (2^53). */
    private static final double EXACT = 9_007_199_254_740_992.0;

    private Numbers() {}

    /** Null when it does not fit. */
    static JsonNode integer(String digits, int radix) {
        if (digits.length() > MOST_DIGITS) {
            return null;
        }
        BigInteger value = new BigInteger(digits, radix);
        if (value.bitLength() > 63) {
            return null;
        }
        return node(value.longValue());
    }

    /** Null when it does not fit, or a double would not give back the same digits. */
    static JsonNode decimal(String text) {
        if (text.length() > MOST_DIGITS) {
            return null;
        }
        BigDecimal exact;
        try {
            exact = new BigDecimal(text);
        } catch (NumberFormatException e) {
            // An exponent beyond int.
            return null;
        }
        double value = exact.doubleValue();
        if (Double.isInfinite(value) || new BigDecimal(Double.toString(value)).compareTo(exact) != 0) {
            return null;
        }
        if (value == Math.rint(value) && Math.abs(value) < EXACT) {
            return node((long) value);
        }
        return DoubleNode.valueOf(value);
    }

    /** The node type that Jackson itself would choose, so that trees compare equal. */
    private static JsonNode node(long value) {
        return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
    }
}
