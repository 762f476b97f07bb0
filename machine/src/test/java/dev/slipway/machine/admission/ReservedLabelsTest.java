package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.machine.validate.Cause;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The label by which a node-agent knows its instances is nobody's to give but the operator's. */
class ReservedLabelsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEMPLATE = """
            {"metadata":{"labels":{"app":"x","kubevirt.io/nodeName":"n1"}},
             "spec":{"domain":{"devices":{},"memory":{"guest":"64Mi"}}}}""";

    @ParameterizedTest
    @CsvSource({
        "virtualmachines, alice",
        "virtualmachines, system:serviceaccount:slipway:vnc-proxy",
        "virtualmachines, system:serviceaccount:slipway:operator",
        "virtualmachineinstancereplicasets, alice"
    })
    void no_template_that_users_fill_has_them_whoever_stores_it(String resource, String user) throws Exception {
        JsonNode object = JSON.readTree(
                resource.equals("virtualmachines")
                        ? "{\"metadata\":{\"name\":\"x\"},\"spec\":{\"runStrategy\":\"Halted\",\"template\":" + TEMPLATE
                                + "}}"
                        : "{\"metadata\":{\"name\":\"x\"},\"spec\":{\"replicas\":1,\"selector\":{\"matchLabels\":"
                                + "{\"app\":\"x\"}},\"template\":" + TEMPLATE + "}}");
        List<String> groups = user.startsWith("system:")
                ? List.of("system:serviceaccounts", "system:serviceaccounts:slipway")
                : List.of("system:authenticated");
        Verdict verdict = Admission.review(
                new Review(
                        "kubevirt.io",
                        "v1",
                        resource,
                        "",
                        Review.Operation.CREATE,
                        "adm",
                        "x",
                        object,
                        null,
                        user,
                        groups,
                        false),
                new EmptyCluster());
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Denied.class,
                        denied -> assertThat(denied.causes())
                                .extracting(Cause::field)
                                .containsExactly("spec.template.metadata.labels"));
    }
}
