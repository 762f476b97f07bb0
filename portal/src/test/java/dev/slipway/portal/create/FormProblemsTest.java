package dev.slipway.portal.create;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.images.Images;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormProblemsTest {
    private static final Choices CHOICES = new Choices(
            List.of("default"),
            List.of(Images.ready("default", "debian", "3Gi")),
            List.of("free-disk"),
            List.of("vlan-20"),
            List.of("local"),
            "local");
    private static final Map<String, String> RIGHT = Map.of(
            "project",
            "default",
            "name",
            "web-01",
            "source",
            "image",
            "from",
            "default/debian",
            "cpus",
            "1",
            "memory",
            "1",
            "disk",
            "10");

    @Test
    void defaults_are_right() {
        assertThat(problems(Map.of()).sentences()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/b", "Reporting_DB", "a\u0000b", "-", "é"})
    void name_that_no_machine_can_have_is_told_with_one_that_would_do(String name) {
        assertThat(problems(Map.of("name", name)).sentence("name"))
                .contains("is no name for a machine")
                .containsPattern("Try [a-z0-9]")
                .doesNotContain("\u0000");
    }

    @Test
    void disk_smaller_than_its_image_is_told_with_the_least_size() {
        assertThat(problems(Map.of("disk", "2.5")).sentence("disk"))
                .isEqualTo("2.5 GiB is less than the disk of debian, which has 3 GiB. Use 3 or more.");
        assertThat(problems(Map.of("disk", "3")).none()).isTrue();
        assertThat(problems(Map.of("disk", "2.5", "source", "url", "image", "https://a.example/x"))
                        .none())
                .isTrue();
    }

    @Test
    void image_that_is_missing_or_not_ready_is_told() {
        assertThat(problems(Map.of("from", "default/nothing")).sentence("from"))
                .contains("There is no image “default/nothing”");
        assertThat(problems(Map.of("from", "")).sentence("from")).isEqualTo("Choose an image, or another source.");
        Choices importing =
                new Choices(List.of("default"), List.of(Images.row("""
                        kind: DataSource
                        apiVersion: cdi.kubevirt.io/v1beta1
                        metadata: {name: debian, namespace: default, uid: u}
                        spec: {source: {pvc: {namespace: default, name: debian}}}
                        ---
                        kind: DataVolume
                        apiVersion: cdi.kubevirt.io/v1beta1
                        metadata: {name: debian, namespace: default}
                        spec: {source: {upload: {}}}
                        status: {phase: ImportInProgress, progress: "3.00%"}
                        """)), List.of(), List.of(), List.of(), "");
        assertThat(FormProblems.of(form(Map.of()), importing).sentence("from"))
                .isEqualTo("Image default/debian is not ready (importing). Wait for it, or choose another.");
    }

    @Test
    void claim_must_be_a_free_one_of_the_project() {
        assertThat(problems(Map.of("source", "claim", "claim", "free-disk")).none())
                .isTrue();
        assertThat(problems(Map.of("source", "claim", "claim", "others-disk")).sentence("claim"))
                .contains("There is no free claim “others-disk” in project default");
    }

    @Test
    void network_must_be_one_of_the_project() {
        assertThat(problems(Map.of("network", "vlan-20")).none()).isTrue();
        assertThat(problems(Map.of("network", "vlan-30")).sentence("network")).contains("“vlan-30” in project default");
    }

    @ParameterizedTest
    @CsvSource({"cpus, 0", "cpus, 1.5", "cpus, 65", "cpus, many", "memory, 0", "memory, -1", "memory, 1Gi", "disk, x"})
    void number_that_means_nothing_is_told(String field, String value) {
        assertThat(problems(Map.of(field, value)).sentence(field))
                .startsWith("“" + value + "” is no number of")
                .contains(": use a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '#cloud-config\npackages: [vim'            | This is not YAML in line
            '#cloud-config\n- one\n- two'              | is no object
            'packages: [vim]'                          | The first line must say what the user data is
            """)
    void user_data_that_cloud_init_would_not_read_is_told(String text, String sentence) {
        assertThat(problems(Map.of("userdata", text.replace("\\n", "\n"))).sentence("userdata"))
                .contains(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#cloud-config\npackages: [vim]\n",
                "#cloud-config\n",
                "#!/bin/sh\necho: [",
                "#include\nhttps://a"
            })
    void user_data_that_cloud_init_reads_is_taken(String text) {
        assertThat(problems(Map.of("userdata", text)).none()).isTrue();
    }

    @Test
    void user_data_longer_than_a_machine_may_carry_is_told() {
        assertThat(problems(Map.of("userdata", "#!/bin/sh\n" + "x".repeat(2048)))
                        .sentence("userdata"))
                .contains("has 2058 bytes; at most 2048");
    }

    @Test
    void user_without_any_way_to_sign_in_is_told() {
        assertThat(problems(Map.of("user", "anna")).sentence("password")).contains("nobody can sign in");
        assertThat(problems(Map.of("password", "x")).sentence("user")).contains("Name the user");
        assertThat(problems(Map.of("user", "anna", "key", "ssh-rsa")).sentence("key"))
                .contains("no public key");
    }

    private static FormProblems problems(Map<String, String> changed) {
        return FormProblems.of(form(changed), CHOICES);
    }

    static MachineForm form(Map<String, String> changed) {
        MultivaluedMap<String, String> fields = new MultivaluedHashMap<>();
        RIGHT.forEach(fields::putSingle);
        changed.forEach(fields::putSingle);
        return MachineForm.of(fields);
    }
}
