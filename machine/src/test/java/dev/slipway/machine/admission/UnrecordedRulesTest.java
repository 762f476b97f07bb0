package dev.slipway.machine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.slipway.api.kubevirt.DeveloperConfiguration;
import dev.slipway.api.kubevirt.DeveloperConfigurationBuilder;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.api.kubevirt.PciHostDevice;
import dev.slipway.api.kubevirt.PermittedHostDevicesBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    void sources_of_claims_are_of_a_known_content_and_have_short_names() throws IOException {
        for (String kind : List.of("volumeimportsources", "volumeuploadsources")) {
            String source = "{metadata: {name: '%s'}, spec: {contentType: %s, source: {blank: {}}}}";
            assertThat(created("cdi.kubevirt.io/" + kind, source.formatted("a".repeat(63), "kubevirt")))
                    .isEqualTo("allowed");
            assertThat(created("cdi.kubevirt.io/" + kind, source.formatted("a".repeat(64), "kubevirt")))
                    .isEqualTo("422 FieldValueInvalid ");
            assertThat(created("cdi.kubevirt.io/" + kind, source.formatted("a", "film")))
                    .isEqualTo("422 FieldValueInvalid spec.contentType");
        }
        assertThat(changed(
                        "cdi.kubevirt.io/volumeuploadsources",
                        "{spec: {contentType: archive}}",
                        "{spec: {contentType: kubevirt}}"))
                .isEqualTo("422 FieldValueDuplicate VolumeUploadSource.Spec");
    }

    @Test
    void stagedin_stages_needs_a_claim_and_may_get_more_stages() throws IOException {
        String sources = "cdi.kubevirt.io/volumeimportsources";
        String staged =
                "{spec: {source: {vddk: {url: 'https://vc', uuid: u, backingFile: f, thumbprint: t, secretRef: s}},"
                        + " checkpoints: [%s]%s}}";
        String first = "{previous: '', current: a}";
        String both = first + ", {previous: a, current: b}";
        assertThat(created(sources, staged.formatted(first, ""))).isEqualTo("422 FieldValueInvalid spec.targetClaim");
        assertThat(created(sources, staged.formatted(first, ", targetClaim: c")))
                .isEqualTo("allowed");
        assertThat(changed(
                        sources,
                        staged.formatted(first, ", targetClaim: c"),
                        staged.formatted(both, ", targetClaim: c, finalCheckpoint: true")))
                .isEqualTo("allowed");
        assertThat(changed(
                        sources,
                        staged.formatted(first, ", targetClaim: c"),
                        staged.formatted(both, ", targetClaim: d")))
                .isEqualTo("422 FieldValueDuplicate VolumeImportSource.Spec");
    }

    @Test
    void transfer_needs_a_target_that_is_not_there_yet() throws IOException {
        String transfers = "cdi.kubevirt.io/objecttransfers";
        String transfer = "{spec: {source: {kind: %s, namespace: adm, name: p}, target: %s}}";
        String claim = "{kind: PersistentVolumeClaim, metadata: {name: q, namespace: adm}}";
        String kind = "PersistentVolumeClaim";
        assertThat(created(transfers, transfer.formatted(kind, "{}"))).isEqualTo("400");
        assertThat(created(transfers, transfer.formatted("Secret", "{name: q}")))
                .isEqualTo("400");
        assertThat(created(transfers, transfer.formatted(kind, "{name: q}"), claim))
                .isEqualTo("400");
        assertThat(created(transfers, transfer.formatted(kind, "{name: r}"), claim))
                .isEqualTo("allowed");
        assertThat(changed(transfers, transfer.formatted(kind, "{name: q}"), transfer.formatted(kind, "{name: r}")))
                .isEqualTo("400");
    }

    @Test
    void instance_of_its_own_gets_no_pointer() throws IOException {
        String instance =
                "{metadata: {name: t}, spec: {domain: {memory: {guest: 2048Mi}, devices: {autoattachInputDevice: true}}}}";
        Verdict verdict = judge("kubevirt.io/virtualmachineinstances", instance, (String) null);
        JsonNode domain = Optional.ofNullable(((Verdict.Allowed) verdict).object())
                .orElseThrow()
                .at("/spec/domain");
        assertThat(domain.at("/devices/inputs").isMissingNode()).isTrue();
        assertThat(domain.at("/memory/guest").asText()).isEqualTo("2Gi");
    }

    @Test
    void label_that_no_disc_can_bear_is_admitted() throws IOException {
        assertThat(created("kubevirt.io/virtualmachineinstances", """
                        {metadata: {name: t}, spec: {domain: {memory: {guest: 1Gi}, devices: {disks: [{name: c, disk: {bus: virtio}}]}},
                         volumes: [{name: c, configMap: {name: m, volumeLabel: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}}]}}
                        """)).isEqualTo("allowed");
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
        assertThat(created(restores, TO_ANOTHER.replace("Name: s}", "Name: ''}"), SOME_SNAPSHOT))
                .isEqualTo("400");
        String nameless = TO_ANOTHER.replaceFirst("(target: \\{[^}]*name: )\\w+", "$1''");
        assertThat(nameless).isNotEqualTo(TO_ANOTHER);
        assertThat(created(restores, nameless, SOME_SNAPSHOT, content("{}"))).isEqualTo("400");
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
        String filtered = "{metadata: {name: t}, spec: {labelFilters: ['%s'], source: {apiGroup: kubevirt.io,"
                + " kind: VirtualMachine, name: a}, target: {apiGroup: kubevirt.io, kind: VirtualMachine, name: b}}}";
        assertThat(created(clones, filtered.formatted("!some/*"))).isEqualTo("allowed");
        assertThat(created(clones, filtered.formatted("a!b*c")))
                .isEqualTo("422 FieldValueInvalid spec.labels FieldValueInvalid spec.labels");
        assertThat(created(clones, filtered.formatted(""))).isEqualTo("422 FieldValueInvalid spec.labels");
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
    void bindings_that_are_gone_have_no_place_where_their_gate_is_still_enabled() throws IOException {
        KubeVirtConfiguration passt = YAML.convertValue(
                YAML.readTree("{developerConfiguration: {featureGates: [Passt]}}"), KubeVirtConfiguration.class);
        String spec = "{domain: {devices: {interfaces: [{name: n, passt: {}}]}, memory: {guest: 1Gi}},"
                + " networks: [{name: n, pod: {}}]}";
        String template = "{metadata: {labels: {a: b}}, spec: " + spec + "}";
        String machine = "{metadata: {name: t}, spec: {runStrategy: Halted, template: " + template + "}}";
        String set = "{metadata: {name: t}, spec: {selector: {matchLabels: {a: b}}, template: " + template + "}}";
        String pool = "{metadata: {name: t}, spec: {selector: {matchLabels: {a: b}}, virtualMachineTemplate:"
                + " {metadata: {labels: {a: b}}, spec: {runStrategy: Halted, template: " + template + "}}}}";
        assertThat(told(judge("kubevirt.io/virtualmachines", machine, passt))).isEqualTo("422 FieldValueNotSupported ");
        assertThat(told(judge("kubevirt.io/virtualmachineinstancereplicasets", set, passt)))
                .endsWith(" FieldValueNotSupported ");
        assertThat(told(judge("pool.kubevirt.io/virtualmachinepools", pool, passt)))
                .endsWith(" FieldValueNotSupported ");
        assertThat(told(judge(
                        "kubevirt.io/virtualmachineinstances", "{metadata: {name: t}, spec: " + spec + "}", passt)))
                .startsWith("422 FieldValueNotSupported  FieldValueInvalid spec.domain.devices.interfaces[0].passt");
        assertThat(created("kubevirt.io/virtualmachines", machine))
                .isEqualTo("422 FieldValueInvalid spec.domain.devices.interfaces[0].passt");
        assertThat(created("kubevirt.io/virtualmachineinstancereplicasets", set))
                .doesNotContain("NotSupported");
        assertThat(created("pool.kubevirt.io/virtualmachinepools", pool)).doesNotContain("NotSupported");
    }

    @Test
    void gates_that_open_nothing_are_told_of_when_they_are_written() throws IOException {
        String gated = "{metadata: {name: kubevirt}, spec: {configuration: {developerConfiguration: {%s}}}}";
        String before = gated.formatted("featureGates: [GPU]");
        assertThat(warned(before, gated.formatted("featureGates: [GPU, Macvtap, HotplugVolumes, HostDisk, Sidecar]")))
                .satisfiesExactly(
                        always -> assertThat(always).contains("GPU is always on"),
                        gone -> assertThat(gone).contains("Macvtap is of a feature that is gone"),
                        going -> assertThat(going).contains("DeclarativeHotplugVolumes"));
        assertThat(warned(before, gated.formatted("featureGates: [GPU], logVerbosity: {virtAPI: 5}")))
                .noneMatch(sentence -> sentence.contains("feature gate"));
        assertThat(changed(
                        "kubevirt.io/kubevirts",
                        before,
                        gated.formatted("featureGates: [A], disabledFeatureGates: [A]")))
                .isEqualTo("422 FieldValueForbidden spec.configuration.developerConfiguration.featureGates");
    }

    private static List<String> warned(String before, String object) throws IOException {
        Verdict verdict = judge("kubevirt.io/kubevirts", object, before);
        assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
        return ((Verdict.Allowed) verdict).warnings();
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

    @Test
    void imports_have_one_source_and_known_access_modes() throws IOException {
        String size = "resources: {requests: {storage: 1Gi}}";
        String http = "http: {url: '%s', checksum: '%s'}";
        String storage = "{spec: {storage: {%s%s}, source: {%s}%s}}";
        String right = http.formatted("http://a/b", "");
        assertThat(imported(storage.formatted(size, ", accessModes: [RWO]", right, "")))
                .isEqualTo("422 FieldValueInvalid spec.PVC.accessModes");
        assertThat(imported(storage.formatted(size, "", right, ", sourceRef: {kind: DataSource, name: i}")))
                .isEqualTo("400");
        assertThat(imported(storage.formatted(size, "", http.formatted("ftp://a", "md5:1"), "")))
                .isEqualTo("422 FieldValueInvalid spec.source.HTTP.url FieldValueInvalid spec.source.HTTP.checksum");
        assertThat(imported(storage.formatted(size, "", "imageio: {url: 'http://a', diskId: d, secretRef: s}", "")))
                .isEqualTo("422 FieldValueInvalid spec.source.Imageio");
        assertThat(imported(storage.formatted(size, ", dataSource: {kind: Odd, name: ''}", right, "")))
                .isEqualTo("422 FieldValueInvalid spec.source FieldValueInvalid spec.dataSource.name[]"
                        + " FieldValueInvalid spec.dataSource.apiGroup[]");
    }

    @Test
    void checkpoints_follow_a_disk_of_vmware_only_while_there_are_some() throws IOException {
        String disk = "{metadata: {name: t}, spec: {source: {%s: {}}, checkpoints: [%s], finalCheckpoint: %s}}";
        String volumes = "cdi.kubevirt.io/datavolumes";
        String first = "{current: a, previous: ''}";
        String second = first + ", {current: b, previous: a}";
        assertThat(changed(volumes, disk.formatted("vddk", first, false), disk.formatted("vddk", second, true)))
                .isEqualTo("allowed");
        assertThat(changed(volumes, disk.formatted("vddk", first, false), disk.formatted("vddk", "", true)))
                .isEqualTo("422 FieldValueDuplicate DataVolume.Spec");
        assertThat(changed(volumes, disk.formatted("http", first, false), disk.formatted("http", second, true)))
                .isEqualTo("422 FieldValueDuplicate DataVolume.Spec");
    }

    private static String imported(String volume) throws IOException {
        return created("cdi.kubevirt.io/datavolumes", volume);
    }

    private static String architecture(String machine, String source) throws IOException {
        Verdict verdict = judge("kubevirt.io/virtualmachines", machine, null, source);
        assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
        return Optional.ofNullable(((Verdict.Allowed) verdict).object())
                .orElseThrow()
                .at("/spec/template/spec/architecture")
                .asText();
    }

    @Test
    void grace_gpus_need_their_gate_and_what_the_gate_brings() throws IOException {
        String instance = """
                {metadata: {name: g, annotations: {kubevirt.io/disablePCIHole64: 'true'}}, spec: {domain: {memory:
                 {guest: 1Gi}, devices: {gpus: [{name: a, deviceName: nvidia.com/GH200}]}}}}""";
        String kind = "kubevirt.io/virtualmachineinstances";
        String gpu = " FieldValueInvalid spec.domain.devices.gpus[0].deviceName";
        String annotation = " FieldValueInvalid metadata.annotations[kubevirt.io/disablePCIHole64]";
        assertThat(told(judge(kind, instance, permitting("10DE:2342")))).isEqualTo("422" + gpu + annotation);
        assertThat(told(judge(kind, instance, permitting("10de:0x2342", "GraceIOVirtualization"))))
                .isEqualTo("422 FieldValueInvalid spec.architecture FieldValueInvalid spec.domain.machine.type"
                        + " FieldValueRequired spec.domain.cpu.dedicatedCpuPlacement"
                        + " FieldValueInvalid spec.domain.devices FieldValueInvalid spec.domain.devices" + annotation);
        assertThat(told(judge(kind, instance, permitting("10DE:*", "GraceIOVirtualization"))))
                .isEqualTo("422" + gpu);
        assertThat(told(judge(kind, instance, permitting("10DE:*")))).isEqualTo("allowed");
        String set = "{spec: {selector: {matchLabels: {a: b}}, template: "
                + instance.replace("name: g,", "labels: {a: b},") + "}}";
        assertThat(told(judge("kubevirt.io/virtualmachineinstancereplicasets", set, permitting("10DE:2348"))))
                .isEqualTo("422" + gpu.replace("spec.", "spec.template.spec.")
                        + annotation.replace(" metadata", " spec.template.metadata"));
    }

    @Test
    void plugins_need_their_gate_and_straight_paths() throws IOException {
        String plugin = "{metadata: {name: p}, spec: {domainHooks: [{sidecar: {socketPath: '%s'}}]}}";
        String kind = "plugin.kubevirt.io/plugins";
        assertThat(created(kind, plugin.formatted("/var/run/a.sock"))).isEqualTo("400");
        KubeVirtConfiguration on = configured("Plugins");
        assertThat(told(judge(kind, plugin.formatted("/var/run/a.sock"), on))).isEqualTo("allowed");
        for (String crooked : List.of("/var/../run/a.sock", "/var//run", "./a", "/a/", "")) {
            assertThat(told(judge(kind, plugin.formatted(crooked), on)))
                    .as(crooked)
                    .isEqualTo("400 FieldValueInvalid spec.domainHooks[0].sidecar.socketPath");
        }
    }

    @Test
    void a_node_changes_the_instances_of_its_own_only() throws IOException {
        String here = "{metadata: {name: i}, spec: {domain: {devices: {}}}, status: {nodeName: n1}}";
        String moving = "{metadata: {name: i}, spec: {domain: {devices: {}}}, status: {nodeName: n1, migrationState:"
                + " {targetNode: n2}}}";
        assertThat(byHandler(here, here, "n1")).isEqualTo("allowed");
        assertThat(byHandler(here, here, "n2")).isEqualTo("422 FieldValueInvalid ");
        assertThat(byHandler(moving, moving, "n2")).isEqualTo("allowed");
        assertThat(byHandler(moving, moving, "n3")).isEqualTo("422 FieldValueInvalid ");
        assertThat(byHandler(here, moving, "n1")).isEqualTo("422 FieldValueInvalid ");
        assertThat(byHandler(here, here)).isEqualTo("422 FieldValueInvalid ");
    }

    private static String byHandler(String before, String object, String... node) throws IOException {
        JsonNode written = YAML.readTree(object);
        return told(Admission.review(
                new Review(
                        "kubevirt.io",
                        "v1",
                        "virtualmachineinstances",
                        "",
                        Review.Operation.UPDATE,
                        "adm",
                        "i",
                        written,
                        YAML.readTree(before),
                        "system:serviceaccount:kubevirt:kubevirt-handler",
                        List.of(),
                        true,
                        node.length == 0 ? Map.of() : Map.of("authentication.kubernetes.io/node-name", List.of(node))),
                new RecordedFacts(gates(), List.of())));
    }

    private static KubeVirtConfiguration configured(String... gates) {
        return KubeVirtConfigurationBuilder.builder()
                .developerConfiguration(DeveloperConfigurationBuilder.builder()
                        .featureGates(List.of(gates))
                        .build())
                .build();
    }

    private static KubeVirtConfiguration permitting(String selector, String... gates) {
        return KubeVirtConfigurationBuilder.builder(configured(gates))
                .permittedHostDevices(PermittedHostDevicesBuilder.builder()
                        .pciHostDevices(List.of(new PciHostDevice(null, selector, "nvidia.com/GH200", null)))
                        .build())
                .build();
    }

    private static Verdict judge(String kind, String object, KubeVirtConfiguration configuration) throws IOException {
        JsonNode written = YAML.readTree(object);
        return Admission.review(
                new Review(
                        kind.substring(0, kind.indexOf('/')),
                        "v1",
                        kind.substring(kind.indexOf('/') + 1),
                        "",
                        Review.Operation.CREATE,
                        "adm",
                        written.path("metadata").path("name").asText("t"),
                        written,
                        null,
                        "bob",
                        List.of("system:authenticated"),
                        true),
                new RecordedFacts(configuration, List.of()));
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
