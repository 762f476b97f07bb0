package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.machine.facts.CloneRight;
import dev.slipway.machine.validate.Cause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Carol may clone from namespace src, bob may not; both write into namespace adm. */
class CloneRightsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOTE = "/metadata/annotations/slipway.dev~1clone-source-namespaces";
    private static final Map<String, String> GROUPS = Map.of(
            "datavolumes", "cdi.kubevirt.io",
            "virtualmachines", "kubevirt.io",
            "virtualmachinepools", "pool.kubevirt.io");
    private static final String FAR = "{\"source\":{\"pvc\":{\"namespace\":\"src\",\"name\":\"a\"}},\"storage\":{}}";

    private final Facts facts = new Facts();

    @Test
    void a_user_without_the_right_is_refused_as_by_cdi() throws Exception {
        Verdict.Denied denied = (Verdict.Denied) create("bob", volume(FAR, ""));
        assertThat(denied.code()).isEqualTo(422);
        assertThat(denied.message()).startsWith("User bob has insufficient permissions in clone source namespace src");
        assertThat(denied.causes()).extracting(Cause::field).containsExactly("spec.source.PVC.namespace");
    }

    @Test
    void what_a_user_had_the_right_for_is_noted() throws Exception {
        assertThat(note(create("carol", volume(FAR, "")))).isEqualTo("src");
    }

    @Test
    void a_note_that_a_user_wrote_counts_for_nothing() throws Exception {
        String near = "{\"source\":{\"pvc\":{\"namespace\":\"adm\",\"name\":\"a\"}},\"storage\":{}}";
        assertThat(note(create("bob", volume(near, "src")))).isEmpty();
    }

    @Test
    void references_are_followed_to_the_namespace_of_the_disk() throws Exception {
        String reference = "{\"sourceRef\":{\"kind\":\"DataSource\",\"name\":\"pointer\"},\"storage\":{}}";
        facts.store("adm", "pointer", "{\"dataSource\":{\"namespace\":\"adm\",\"name\":\"debian\"}}");
        facts.store("adm", "debian", "{\"pvc\":{\"namespace\":\"src\",\"name\":\"a\"}}");
        assertThat(create("bob", volume(reference, ""))).isInstanceOf(Verdict.Denied.class);
        assertThat(note(create("carol", volume(reference, "")))).isEqualTo("src");
    }

    @Test
    void a_reference_that_leads_nowhere_is_refused() throws Exception {
        String reference = "{\"sourceRef\":{\"kind\":\"DataSource\",\"name\":\"later\"},\"storage\":{}}";
        assertThat(create("bob", volume(reference, "src")))
                .isInstanceOfSatisfying(
                        Verdict.Denied.class,
                        denied -> assertThat(denied.message()).contains("spec.sourceRef", "later"));
    }

    @Test
    void spec_and_note_of_a_data_volume_stay() throws Exception {
        JsonNode before = volume(FAR, "src");
        String other = FAR.replace("\"a\"", "\"b\"");
        Verdict.Denied denied = (Verdict.Denied) update("carol", volume(other, "src"), before);
        assertThat(denied.message()).isEqualTo("Cannot update DataVolume Spec");
        assertThat(note(update("bob", volume(FAR, "src,more"), before))).isEqualTo("src");
        assertThat(note(update("bob", volume(FAR, ""), before))).isEqualTo("src");
    }

    @Test
    void the_operator_hands_on_what_was_noted() throws Exception {
        assertThat(create("system:serviceaccount:slipway:operator", volume(FAR, "src")))
                .isInstanceOfSatisfying(
                        Verdict.Allowed.class,
                        allowed -> assertThat(allowed.object()).isEqualTo(volumeOf(FAR, "src")));
    }

    @Test
    void templates_of_a_machine_need_the_right_when_they_are_written() throws Exception {
        assertThat(review("virtualmachines", "bob", machine(FAR, ""), null)).isInstanceOf(Verdict.Denied.class);
        assertThat(note(review("virtualmachines", "carol", machine(FAR, ""), null)))
                .isEqualTo("src");
        // Bob may start what carol made, but not make it clone more.
        JsonNode stored = ((Verdict.Allowed) review("virtualmachines", "carol", machine(FAR, ""), null)).object();
        assertThat(note(review("virtualmachines", "bob", machine(FAR, ""), stored)))
                .isEqualTo("src");
        assertThat(review("virtualmachines", "bob", machine(FAR.replace("\"a\"", "\"b\""), "src"), stored))
                .isInstanceOf(Verdict.Denied.class);
    }

    @Test
    void templates_of_a_pool_need_the_right_when_they_are_written() throws Exception {
        assertThat(review("virtualmachinepools", "bob", pool(FAR, "src"), null)).isInstanceOf(Verdict.Denied.class);
        Verdict made = review("virtualmachinepools", "carol", pool(FAR, ""), null);
        assertThat(note(made)).isEqualTo("src");
        JsonNode stored = ((Verdict.Allowed) made).object();
        assertThat(note(review("virtualmachinepools", "bob", pool(FAR, "more"), stored)))
                .as("bob may scale what carol made")
                .isEqualTo("src");
        assertThat(review("virtualmachinepools", "bob", pool(FAR.replace("\"a\"", "\"b\""), "src"), stored))
                .isInstanceOf(Verdict.Denied.class);
    }

    @Test
    void only_the_parts_that_make_disks_are_believed() throws Exception {
        assertThat(create("system:serviceaccount:slipway:importer", volume(FAR, "src")))
                .isInstanceOf(Verdict.Denied.class);
        assertThat(note(create("system:serviceaccount:slipway:vnc-proxy", volume(FAR, "src"))))
                .isEqualTo("src");
    }

    private Verdict create(String user, JsonNode object) {
        return review("datavolumes", user, object, null);
    }

    private Verdict update(String user, JsonNode object, JsonNode before) {
        return review("datavolumes", user, object, before);
    }

    private Verdict review(String resource, String user, JsonNode object, @Nullable JsonNode before) {
        return Admission.review(
                new Review(
                        Objects.requireNonNull(GROUPS.get(resource)),
                        "v1",
                        resource,
                        "",
                        before == null ? Review.Operation.CREATE : Review.Operation.UPDATE,
                        "adm",
                        "x",
                        object,
                        before,
                        user,
                        List.of("system:authenticated"),
                        false),
                facts);
    }

    private static String note(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
        JsonNode object = ((Verdict.Allowed) verdict).object();
        return object == null ? "" : object.at(NOTE).asText("");
    }

    private static JsonNode volume(String spec, String note) throws JsonProcessingException {
        return JSON.readTree(
                "{\"metadata\":{\"name\":\"x\",\"namespace\":\"adm\"" + annotation(note) + "},\"spec\":" + spec + "}");
    }

    private static JsonNode volumeOf(String spec, String note) {
        try {
            return volume(spec, note);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode machine(String spec, String note) throws JsonProcessingException {
        return JSON.readTree("""
            {"metadata":{"name":"x","namespace":"adm"%s},"spec":{"runStrategy":"Halted",
             "dataVolumeTemplates":[{"metadata":{"name":"root"},"spec":%s}],
             "template":{"spec":{"domain":{"devices":{},"memory":{"guest":"64Mi"}},
              "volumes":[{"name":"root","dataVolume":{"name":"root"}}]}}}}
            """.formatted(annotation(note), spec));
    }

    private static JsonNode pool(String spec, String note) throws JsonProcessingException {
        return JSON.readTree("""
            {"metadata":{"name":"x","namespace":"adm"%s},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"x"}},
             "virtualMachineTemplate":{"metadata":{"labels":{"app":"x"}},"spec":{"runStrategy":"Halted",
              "dataVolumeTemplates":[{"metadata":{"name":"root"},"spec":%s}],
              "template":{"spec":{"domain":{"devices":{"disks":[{"name":"root","disk":{}}]},"memory":{"guest":"64Mi"}},
               "volumes":[{"name":"root","dataVolume":{"name":"root"}}]}}}}}}
            """.formatted(annotation(note), spec));
    }

    private static String annotation(String note) {
        return note.isEmpty() ? "" : ",\"annotations\":{\"slipway.dev/clone-source-namespaces\":\"" + note + "\"}";
    }

    private static final class Facts extends EmptyCluster {
        private final Map<String, JsonNode> dataSources = new HashMap<>();

        void store(String namespace, String name, String source) throws JsonProcessingException {
            dataSources.put(namespace + "/" + name, JSON.readTree("{\"spec\":{\"source\":" + source + "}}"));
        }

        @Override
        public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
            return resource.equals("datasources")
                    ? Optional.ofNullable(dataSources.get(namespace + "/" + name))
                    : Optional.empty();
        }

        @Override
        public boolean mayCreate(String user, List<String> groups, CloneRight.Creation creation) {
            return user.equals("carol") && creation.namespace().equals("src");
        }
    }
}
