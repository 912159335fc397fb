package io.jenkins.plugins.k8srelease.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"10m,600000", "90s,90000", "1h30m,5400000", "0s,0", "0,0", "500ms,500", "1m5s250ms,65250", "2h,7200000"
    })
    void reads(String text, long millis) {
        assertThat(new DurationText().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "-5s", "1.5m", "5 m", "m", "5m1h", "99999999999h", "PT5M"})
    void saysWhatIsAccepted(String text) {
        assertThatThrownBy(() -> new DurationText().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is not a duration")
                .hasMessageContaining("10m, 90s, 1h30m");
    }
}
