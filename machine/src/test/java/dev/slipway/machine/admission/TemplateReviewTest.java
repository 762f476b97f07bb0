package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.slipway.machine.facts.CloneRight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Writes of templates, and of requests that one be made of a machine. */
class TemplateReviewTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String SOURCE = "template.kubevirt.io/virtualmachinetemplaterequests/source in a of web";
    private static final String DISKS = "cdi.kubevirt.io/datavolumes in adm";
    private static final String TEMPLATES = "template.kubevirt.io/virtualmachinetemplates in adm";

    @Test
    void template_that_makes_a_machine_is_let_in_with_what_is_odd_about_it() throws IOException {
        assertThat(template("{name: NAME, generate: expression, from: '[a-z]{5}'}", "Always"))
                .isEqualTo("allowed");
        assertThat(template("{name: NAME, value: x}, {name: SIZE, value: y}", "Always"))
                .isEqualTo("allowed spec.parameters[1].name: SIZE is defined but never referenced");
    }

    @Test
    void template_that_names_unknown_parameters_or_makes_no_machine_is_refused() throws IOException {
        assertThat(template("", "Always"))
                .isEqualTo("422 spec.virtualMachine: Invalid value: \"NAME\": references undefined parameter NAME");
        assertThat(template("{name: NAME, value: x}", "[1]")).startsWith("422 spec.virtualMachine: Invalid value");
        assertThat(template("{name: NAME, generate: dice, from: x}", "Always"))
                .startsWith("422 spec.parameters[0].generate");
    }

    @Test
    void template_that_needs_values_is_not_tried() throws IOException {
        assertThat(template("{name: NAME, required: true}", "Always"))
                .isEqualTo("allowed processing validation skipped: required parameter \"NAME\" has neither value nor"
                        + " generator");
        assertThat(template("{name: OTHER, required: true}", "Always")).startsWith("422 spec.virtualMachine");
    }

    @Test
    void request_needs_the_rights_to_what_is_made_and_to_a_machine_elsewhere() throws IOException {
        assertThat(request("adm", Set.of(DISKS, TEMPLATES))).isEqualTo("allowed");
        assertThat(request("a", Set.of(DISKS, TEMPLATES, SOURCE))).isEqualTo("allowed");
        assertThat(request("a", Set.of(DISKS, TEMPLATES)))
                .isEqualTo("403 User is not allowed to use VirtualMachine a/web as a source for"
                        + " VirtualMachineTemplateRequests");
        assertThat(request("adm", Set.of(TEMPLATES)))
                .isEqualTo("403 User is not allowed to create DataVolumes in namespace adm");
        assertThat(request("adm", Set.of(DISKS)))
                .isEqualTo("403 User is not allowed to create VirtualMachineTemplates in namespace adm");
    }

    @Test
    void template_that_was_stored_unchecked_may_change_in_all_but_its_spec() throws IOException {
        String stored = written("", "Always");
        assertThat(judge("virtualmachinetemplates", stored, stored.replace("name: t", "name: t, labels: {a: b}")))
                .isEqualTo("allowed");
        assertThat(judge("virtualmachinetemplates", stored, written("", "Halted")))
                .startsWith("422 spec.virtualMachine");
    }

    private static String template(String parameters, String strategy) throws IOException {
        return judge("virtualmachinetemplates", written(parameters, strategy), Set.of());
    }

    private static String written(String parameters, String strategy) {
        return """
                {metadata: {name: t}, spec: {parameters: [%s], virtualMachine: {metadata: {name: '${NAME}'},
                 spec: {runStrategy: %s, template: {spec: {domain: {devices: {}}}}}}}}
                """.formatted(parameters, strategy);
    }

    private static String request(String namespace, Set<String> rights) throws IOException {
        return judge(
                "virtualmachinetemplaterequests",
                "{metadata: {name: r}, spec: {virtualMachineRef: {namespace: " + namespace + ", name: web}}}",
                rights);
    }

    private static String judge(String resource, String object, Set<String> rights) throws IOException {
        return judge(resource, Optional.empty(), object, rights);
    }

    private static String judge(String resource, String before, String object) throws IOException {
        return judge(resource, Optional.of(before), object, Set.of());
    }

    private static String judge(String resource, Optional<String> before, String object, Set<String> rights)
            throws IOException {
        Verdict verdict = Admission.review(
                new Review(
                        "template.kubevirt.io",
                        "v1beta1",
                        resource,
                        "",
                        before.isEmpty() ? Review.Operation.CREATE : Review.Operation.UPDATE,
                        "adm",
                        "x",
                        YAML.readTree(object),
                        before.isEmpty() ? null : YAML.readTree(before.get()),
                        "carol",
                        List.of("staff"),
                        false),
                new EmptyCluster() {
                    @Override
                    public boolean mayCreate(String user, List<String> groups, CloneRight.Creation creation) {
                        return user.equals("carol") && rights.contains(said(creation));
                    }
                });
        return switch (verdict) {
            case Verdict.Allowed allowed -> {
                List<String> words = new ArrayList<>(List.of("allowed"));
                words.addAll(allowed.warnings());
                yield String.join(" ", words);
            }
            case Verdict.Denied denied ->
                denied.code() + " "
                        + (denied.causes().isEmpty()
                                ? denied.message()
                                : denied.causes().getFirst().field() + ": "
                                        + denied.causes().getFirst().message());
            case Verdict.Instructed _ -> "instructed";
        };
    }

    private static String said(CloneRight.Creation creation) {
        return creation.group() + "/" + creation.resource()
                + (creation.subresource().isEmpty() ? "" : "/" + creation.subresource()) + " in "
                + creation.namespace() + (creation.name().isEmpty() ? "" : " of " + creation.name());
    }
}
