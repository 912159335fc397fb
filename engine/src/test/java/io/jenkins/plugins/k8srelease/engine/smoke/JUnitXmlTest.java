package io.jenkins.plugins.k8srelease.engine.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JUnitXmlTest {

    private static Element parse(String xml) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    @Test
    void countsAndNamesWhatFailed() throws Exception {
        Element suite = parse(JUnitXml.of(
                "shop",
                List.of(
                        new SmokeResult("web:80/", "web-1", true, "", 1, 12),
                        new SmokeResult("web:80/", "web-2", false, "HTTP 500 instead of 200", 5, 1_500))));

        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("time")).isEqualTo("1.512");
        NodeList cases = suite.getElementsByTagName("testcase");
        assertThat(((Element) cases.item(0)).getElementsByTagName("failure").getLength())
                .isZero();
        Element failure = (Element)
                ((Element) cases.item(1)).getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).isEqualTo("HTTP 500 instead of 200");
        assertThat(failure.getTextContent()).contains("after 5 attempts");
    }

    @Test
    void whateverAnAnswerHoldsTheDocumentStaysWellFormed() throws Exception {
        String hostile = "]]> <script> & \" ' \u0000 \u001b[31m \ud800 \ufffe \uD83D\uDE00 <!-- \n";

        Element suite = parse(JUnitXml.of(hostile, List.of(new SmokeResult(hostile, hostile, false, hostile, 1, 1))));

        assertThat(((Element) suite.getElementsByTagName("failure").item(0)).getAttribute("message"))
                .startsWith("]]> <script> & \" ' ? ?[31m ? ? \uD83D\uDE00 <!--");
    }
}
