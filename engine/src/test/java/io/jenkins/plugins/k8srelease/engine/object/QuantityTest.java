package io.jenkins.plugins.k8srelease.engine.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    /** Each line was printed by k8s.io/apimachinery 0.33.13: text, canonical form, Value(), MilliValue(); "-" when refused. */
    @Test
    void everyTextMeansWhatKubernetesTakesItFor() throws IOException {
        int lines = 0;
        try (InputStream in = QuantityTest.class.getResourceAsStream("/object/quantities.tsv");
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] f = line.split("\t");
                lines++;
                if (f[1].equals("-")) {
                    assertThatThrownBy(() -> Quantity.parse(f[0]))
                            .as(f[0])
                            .isInstanceOf(IllegalArgumentException.class);
                    continue;
                }
                Quantity q = Quantity.parse(f[0]);
                assertThat(q.toString()).as("canonical form of " + f[0]).isEqualTo(f[1]);
                if (q.units() < Long.MAX_VALUE / 1000 && !f[0].startsWith("-")) {
                    assertThat(q.units()).as("units of " + f[0]).isEqualTo(Long.parseLong(f[2]));
                    assertThat(q.millis()).as("thousandths of " + f[0]).isEqualTo(Long.parseLong(f[3]));
                }
            }
        }
        assertThat(lines).isGreaterThan(450);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "1 ", "m", "+", "-", ".", "1e99999999999", "一", "1\n"})
    void whatIsNoQuantityIsRefusedByName(String text) {
        assertThatThrownBy(() -> Quantity.parse(text)).hasMessageContaining("\"" + text + "\" is not a quantity");
    }

    @Test
    void aNumberOfAManifestIsAQuantityToo() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        assertThat(Quantity.parse(mapper.readTree("0.5"))).hasToString("500m");
        assertThat(Quantity.parse(mapper.readTree("2"))).hasToString("2");
        assertThat(Quantity.parse(mapper.readTree("1E10"))).hasToString("10G");
    }

    @Test
    void aSumKeepsTheFormatOfItsFirstPartUnlessThatIsZero() {
        assertThat(Quantity.parse("1Gi").plus(Quantity.parse("1G"))).hasToString("2073741824");
        assertThat(Quantity.ZERO.plus(Quantity.parse("1Gi"))).hasToString("1Gi");
        assertThat(Quantity.parse("1Gi").plus(Quantity.parse("512Mi"))).hasToString("1536Mi");
    }

    @Property(tries = 300)
    void theCanonicalFormIsAFixpointAndKeepsTheAmount(@ForAll("quantities") String text) {
        Quantity q = Quantity.parse(text);
        Quantity again = Quantity.parse(q.toString());
        assertThat(again).isEqualTo(q);
        assertThat(again).hasToString(q.toString()).hasSameHashCodeAs(q);
    }

    @Property(tries = 300)
    void sumsAreThoseOfTheAmounts(@ForAll("quantities") String a, @ForAll("quantities") String b) {
        Quantity x = Quantity.parse(a);
        Quantity y = Quantity.parse(b);
        BigDecimal sum = x.amount().add(y.amount());
        assertThat(x.plus(y).amount()).isEqualByComparingTo(sum);
        assertThat(x.plus(y)).isEqualTo(y.plus(x));
        assertThat(x.plus(y).minus(y)).isEqualTo(x);
        assertThat(Integer.signum(x.compareTo(y))).isEqualTo(x.minus(y).signum());
    }

    @Property(tries = 300)
    void roundingUpNeverLosesAnything(@ForAll("quantities") String text) {
        Quantity q = Quantity.parse(text);
        assertThat(BigDecimal.valueOf(q.units()))
                .isGreaterThanOrEqualTo(q.amount().min(BigDecimal.valueOf(Long.MAX_VALUE)));
        assertThat(BigDecimal.valueOf(q.millis(), 3))
                .isGreaterThanOrEqualTo(q.amount().min(BigDecimal.valueOf(Long.MAX_VALUE, 3)));
        assertThat(q.roundUp().amount()).isGreaterThanOrEqualTo(q.amount());
    }

    @Provide
    Arbitrary<String> quantities() {
        Arbitrary<String> whole = Arbitraries.longs().between(0, 10_000_000).map(String::valueOf);
        Arbitrary<String> decimal = Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.valueOf(100_000))
                .ofScale(6)
                .map(BigDecimal::toPlainString);
        Arbitrary<String> suffix =
                Arbitraries.of("", "n", "u", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti", "e0", "e3", "E-3", "e+6");
        return Arbitraries.oneOf(whole, decimal).flatMap(n -> suffix.map(s -> n + s));
    }
}
