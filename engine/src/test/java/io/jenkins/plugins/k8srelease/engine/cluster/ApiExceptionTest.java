package io.jenkins.plugins.k8srelease.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiExceptionTest {

    @ParameterizedTest
    @CsvSource({
        "400, 'the object is no JSON', true, false",
        "422, 'spec.replicas: Invalid value', true, false",
        "500, 'failed to create typed patch object (shop/w; /v1, Kind=Service): .spec.prots: field not declared in schema', true, false",
        "500, 'Internal error occurred: failed calling webhook', false, true",
        "503, 'the server is currently unable to handle the request', false, true",
        "429, 'too many requests', false, true",
        "403, 'services is forbidden', false, false",
        "409, 'the object has been modified', false, false"
    })
    void whatAPersonMustCorrectIsToldFromWhatPasses(int code, String message, boolean badInput, boolean passes) {
        ApiException e = ApiException.refused(
                ApiRequest.get("/"), code, JsonNodeFactory.instance.objectNode().put("message", message), null);
        assertThat(e.isBadInput()).isEqualTo(badInput);
        assertThat(e.isTransient()).isEqualTo(passes);
    }
}
