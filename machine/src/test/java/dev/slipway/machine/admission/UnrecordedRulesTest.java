package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.slipway.api.kubevirt.DeveloperConfiguration;
import dev.slipway.api.kubevirt.DeveloperConfigurationBuilder;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules of KubeVirt v1.9.0 that none of its recorded answers shows; each was read in its validators. */
class UnrecordedRulesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String SOME_SNAPSHOT = """
        {apiVersion: snapshot.kubevirt.io/v1beta1, kind: VirtualMachineSnapshot, metadata: {name: s, namespace: adm},
         status: {sourceUID: u1, virtualMachineSnapshotContentName: c}}
        """;
    private static final String TO_ANOTHER = """
        {spec: {target: {apiGroup: kubevirt.io, kind: VirtualMachine, name: other}, virtualMachineSnapshotName: s}}
        """;

    @Test
    void numbers_without_a_sign_cannot_be_negative() throws IOException {
        assertThat(created("instancetype.kubevirt.io/virtualmachineinstancetypes", "{spec: {cpu: {guest: -1}}}"))
                .isEqualTo("400");
        assertThat(created(
                        "instancetype.kubevirt.io/virtualmachinepreferences",
                        "{spec: {preferSpreadSocketToCoreRatio: -2}}"))
                .isEqualTo("400");
        assertThat(created("migrations.kubevirt.io/migrationpolicies", "{spec: {maxDowntimeMs: -1}}"))
                .isEqualTo("400");
    }

    @Test
    void lengths_of_time_are_read_as_go_reads_them() throws IOException {
        String export = "{spec: {source: {kind: PersistentVolumeClaim, name: p}, ttlDuration: '%s'}}";
        assertThat(created("export.kubevirt.io/virtualmachineexports", export.formatted("soon")))
                .isEqualTo("400");
        assertThat(created("export.kubevirt.io/virtualmachineexports", export.formatted("1h30m")))
                .isEqualTo("allowed");
    }

    @Test
    void base64_needs_its_padding_and_no_blanks() throws IOException {
        String volume = "{spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {domain:"
                + " {devices: {disks: [{name: c}]}}, volumes: [{name: c, cloudInitNoCloud: {userDataBase64:"
                + " '%s'}}]}}}}";
        String field = "FieldValueInvalid spec.template.spec.volumes[0].cloudInitNoCloud.userDataBase64";
        String sets = "kubevirt.io/virtualmachineinstancereplicasets";
        assertThat(created(sets, volume.formatted("I2Nsb3VkLWNvbmZpZw"))).isEqualTo("422 " + field);
        assertThat(created(sets, volume.formatted("I2Nsb3Vk LWNvbmZpZw=="))).isEqualTo("422 " + field);
        assertThat(created(sets, volume.formatted("I2Nsb3VkLWNvbmZpZw=="))).isEqualTo("allowed");
    }

    @Test
    void restore_to_another_machine_needs_the_content_of_the_snapshot() throws IOException {
        String restores = "snapshot.kubevirt.io/virtualmachinerestores";
        assertThat(created(restores, TO_ANOTHER, SOME_SNAPSHOT)).isEqualTo("400");
        assertThat(created(restores, TO_ANOTHER, SOME_SNAPSHOT, content("{persistent: true}")))
                .isEqualTo("422 FieldValueInvalid spec");
        assertThat(created(restores, TO_ANOTHER, SOME_SNAPSHOT, content("{persistent: true, enabled: false}")))
                .isEqualTo("allowed");
    }

    private static String content(String tpm) {
        return """
            {apiVersion: snapshot.kubevirt.io/v1beta1, kind: VirtualMachineSnapshotContent, metadata: {name: c, namespace: adm},
             spec: {source: {virtualMachine: {spec: {template: {spec: {domain: {devices: {tpm: %s}}}}}}}}}
            """.formatted(tpm);
    }

    @Test
    void backup_of_the_same_name_and_one_in_progress_are_in_the_way() throws IOException {
        String backups = "backup.kubevirt.io/virtualmachinebackups";
        String backup = "{metadata: {name: t}, spec: {source: {kind: VirtualMachine, name: vm}}}";
        String other = """
            {apiVersion: backup.kubevirt.io/v1alpha1, kind: VirtualMachineBackup, metadata: {name: %s, namespace: adm},
             spec: {source: {kind: VirtualMachine, name: vm}}, status: {conditions: [{type: %s, status: "True"}]}}
            """;
        assertThat(created(backups, backup, other.formatted("t", "Complete")))
                .isEqualTo("422 FieldValueInvalid metadata.name");
        assertThat(created(backups, backup, other.formatted("o", "Progressing")))
                .isEqualTo("422 FieldValueInvalid spec.source");
        assertThat(created(backups, backup, other.formatted("o", "Failed"))).isEqualTo("allowed");
    }

    @Test
    void factors_have_at_most_three_decimals() throws IOException {
        String policies = "migrations.kubevirt.io/migrationpolicies";
        String policy = "{spec: {experimental: {stallDetector: {precopyPossibleFactor: '%s'}}}}";
        String field = "spec.experimental.stallDetector.precopyPossibleFactor";
        assertThat(created(policies, policy.formatted("1.125"))).isEqualTo("allowed");
        assertThat(created(policies, policy.formatted("1.1234"))).isEqualTo("422 FieldValueInvalid " + field);
        assertThat(created(policies, policy.formatted("NaN"))).isEqualTo("422 FieldValueInvalid " + field);
    }

    @Test
    void clone_takes_dotted_addresses_and_whole_json_only() throws IOException {
        String clones = "clone.kubevirt.io/virtualmachineclones";
        String clone =
                "{spec: {source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: a}, target: {kind: VirtualMachine,"
                        + " name: b}, newMacAddresses: {d: '%s'}, patches: ['%s']}}";
        assertThat(created(clones, clone.formatted("0211.2233.4455", "{}"))).isEqualTo("allowed");
        assertThat(created(clones, clone.formatted("0211.2233.4455", "{} {}")))
                .isEqualTo("422 FieldValueInvalid spec.patches[0]");
        assertThat(created(clones, clone.formatted("0211.2233", "{}")))
                .isEqualTo("422 FieldValueInvalid spec.newMacAddresses.d");
    }

    @Test
    void parts_can_only_be_placed_where_pods_can() throws IOException {
        String before = "{metadata: {name: kubevirt}, spec: {}}";
        String placed = "{metadata: {name: kubevirt}, spec: {workloads: {nodePlacement: %s}}}";
        String kubevirts = "kubevirt.io/kubevirts";
        assertThat(changed(kubevirts, before, placed.formatted("{nodeSelector: {zone: a}}")))
                .isEqualTo("allowed");
        assertThat(changed(kubevirts, before, placed.formatted("{nodeSelector: {'a b': c}}")))
                .isEqualTo("422 FieldValueInvalid ");
        assertThat(changed(
                        kubevirts, before, placed.formatted("{tolerations: [{key: a, operator: Exists, value: b}]}")))
                .isEqualTo("422 FieldValueInvalid ");
    }

    @Test
    void amounts_of_the_same_meaning_change_nothing() throws IOException {
        String instance = "{metadata: {name: t}, spec: {domain: {devices: {}, memory: {guest: %s}}%s}}";
        String instances = "kubevirt.io/virtualmachineinstances";
        assertThat(changed(instances, instance.formatted("1Gi", ""), instance.formatted("1024Mi", ", networks: []")))
                .isEqualTo("allowed");
        assertThat(changed(instances, instance.formatted("1Gi", ""), instance.formatted("1025Mi", "")))
                .isEqualTo("422 FieldValueNotSupported ");
    }

    @Test
    void machine_takes_the_architecture_of_its_image() throws IOException {
        String machine = """
            {metadata: {name: t}, spec: {runStrategy: Halted, template: {spec: {domain: {devices: {}, memory: {guest: 1Gi}},
             volumes: [{name: d, dataVolume: {name: d}}]}},
             dataVolumeTemplates: [{metadata: {name: d}, spec: {storage: {}, sourceRef: {kind: DataSource, name: i}}}]}}
            """;
        String source = """
            {apiVersion: cdi.kubevirt.io/v1beta1, kind: DataSource, metadata: {name: i, namespace: adm,
             labels: {template.kubevirt.io/architecture: %s}}, spec: {source: {}}}
            """;
        assertThat(architecture(machine, source.formatted("arm64"))).isEqualTo("arm64");
        assertThat(architecture(machine, source.formatted("riscv64"))).isEqualTo("amd64");
    }

    private static String architecture(String machine, String source) throws IOException {
        Verdict verdict = judge("kubevirt.io/virtualmachines", machine, null, source);
        assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
        return Optional.ofNullable(((Verdict.Allowed) verdict).object())
                .orElseThrow()
                .at("/spec/template/spec/architecture")
                .asText();
    }

    private static String created(String kind, String object, String... stored) throws IOException {
        return told(judge(kind, object, null, stored));
    }

    private static String changed(String kind, String before, String object) throws IOException {
        return told(judge(kind, object, before));
    }

    private static String told(Verdict verdict) {
        if (!(verdict instanceof Verdict.Denied denied)) {
            return "allowed";
        }
        return denied.code()
                + String.join(
                        "",
                        denied.causes().stream()
                                .map(cause -> " " + cause.type() + " " + cause.field())
                                .toList());
    }

    private static Verdict judge(String kind, String object, @Nullable String before, String... stored)
            throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (String text : stored) {
            objects.add(YAML.readTree(text));
        }
        JsonNode written = YAML.readTree(object);
        return Admission.review(
                new Review(
                        kind.substring(0, kind.indexOf('/')),
                        "v1",
                        kind.substring(kind.indexOf('/') + 1),
                        "",
                        before == null ? Review.Operation.CREATE : Review.Operation.UPDATE,
                        "adm",
                        written.path("metadata").path("name").asText("t"),
                        written,
                        before == null ? null : YAML.readTree(before),
                        "bob",
                        List.of("system:authenticated"),
                        true),
                new RecordedFacts(gates(), objects));
    }

    private static KubeVirtConfiguration gates() {
        DeveloperConfiguration developer = DeveloperConfigurationBuilder.builder()
                .featureGates(List.of("IncrementalBackup", "MigrationStallDetection"))
                .build();
        return KubeVirtConfigurationBuilder.builder()
                .developerConfiguration(developer)
                .build();
    }
}
