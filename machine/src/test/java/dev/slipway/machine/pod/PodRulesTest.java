package dev.slipway.machine.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of KubeVirt v1.9.0 for Pods that no recorded Pod shows; each was read in {@code pkg/virt-controller/services}. */
class PodRulesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final KubernetesSerialization READER = new KubernetesSerialization();
    private static final Set<String> DEVICES = Set.of("kvm", "tun", "vhost-net");
    private static final String GATES = "{developerConfiguration: {featureGates: [%s]}}";

    // ---- labels and annotations

    @Test
    void labels_tell_host_name_and_an_id_that_fits() {
        String long_ = "a".repeat(70);
        Pod pod = pod("{metadata: {name: " + long_ + "}, spec: {hostname: web, domain: {devices: {}}}}");
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("vm.kubevirt.io/name", "web")
                // sha1sum of the name begins so
                .containsEntry("vmi.kubevirt.io/id", "a".repeat(54) + "-ed6c69d9");
        assertThat(pod.getSpec().getHostname()).isEqualTo("web");
    }

    @Test
    void annotations_of_kubectl_and_of_observers_stay_behind() {
        assertThat(pod("""
                        metadata:
                          annotations:
                            kubectl.kubernetes.io/restartedAt: now
                            kubevirt.io/latest-observed-api-version: v1
                            kubevirt.io/domain: other
                            mine: x
                        spec: {domain: {devices: {}}}
                        """).getMetadata().getAnnotations())
                .containsEntry("mine", "x")
                .containsEntry("kubevirt.io/domain", "other")
                .doesNotContainKeys("kubectl.kubernetes.io/restartedAt", "kubevirt.io/latest-observed-api-version");
    }

    @ParameterizedTest
    @CsvSource({"true, false", "1, false", "yes, true", "false, true"})
    void velero_has_the_guest_at_rest_unless_told_not_to(String skip, boolean hooks) {
        Pod pod = pod("{metadata: {annotations: {kubevirt.io/skip-backup-hooks: '" + skip
                + "'}}, spec: {domain: {devices: {}}}}");
        assertThat(pod.getMetadata().getAnnotations().containsKey("pre.hook.backup.velero.io/command"))
                .isEqualTo(hooks);
    }

    @Test
    void the_mesh_gets_its_label_and_a_token_and_the_launcher_does_not() {
        Pod pod = pod("{metadata: {annotations: {sidecar.istio.io/inject: 'True'}}, spec: {domain: {devices: {}}}}");
        assertThat(pod.getMetadata().getLabels()).containsEntry("sidecar.istio.io/inject", "True");
        assertThat(pod.getSpec().getAutomountServiceAccountToken()).isTrue();
        assertThat(compute(pod).getVolumeMounts())
                .filteredOn(mount -> mount.getMountPath().equals("/var/run/secrets/kubernetes.io/serviceaccount"))
                .extracting(VolumeMount::getName)
                .containsExactly("run");
        assertThat(pod("{metadata: {annotations: {sidecar.istio.io/inject: 'no'}}, spec: {domain: {devices: {}}}}")
                        .getSpec()
                        .getAutomountServiceAccountToken())
                .isFalse();
    }

    @Test
    void the_instances_own_account_stands_above_that_of_a_volume() {
        assertThat(pod("""
                        spec:
                          serviceAccountName: mine
                          domain: {devices: {}}
                          volumes: [{name: a, serviceAccount: {serviceAccountName: other}}]
                        """).getSpec().getServiceAccountName()).isEqualTo("mine");
    }

    @Test
    void networks_follow_their_interfaces_and_bring_those_of_their_bindings() {
        Pod pod = pod("""
                spec:
                  domain:
                    devices:
                      interfaces:
                      - {name: b, macAddress: '02:00:00:00:00:01', bridge: {}}
                      - {name: gone, state: absent, bridge: {}}
                      - {name: a, binding: {name: plug}}
                  networks:
                  - {name: a, multus: {networkName: other/na}}
                  - {name: b, multus: {networkName: nb}}
                  - {name: gone, multus: {networkName: ng}}
                  - {name: alone, multus: {networkName: nl}}
                """, facts("""
                network: {binding: {plug: {networkAttachmentDefinition: default/nad,
                          computeResourceOverhead: {requests: {memory: 20Mi}}}}}
                """));
        assertThat(pod.getMetadata().getAnnotations())
                .containsEntry(
                        "k8s.v1.cni.cncf.io/networks",
                        "[{\"name\":\"nb\",\"namespace\":\"shop\",\"mac\":\"02:00:00:00:00:01\",\"interface\":\"pod3e23e816003\"},"
                                + "{\"name\":\"na\",\"namespace\":\"other\",\"interface\":\"podca978112ca1\"},"
                                + "{\"name\":\"nad\",\"namespace\":\"default\",\"cni-args\":{\"logicNetworkName\":\"a\"}}]");
        assertThat(overhead(pod)).isEqualTo(overhead(pod(PLAIN)) + (20 << 20));
    }

    @Test
    void labels_and_annotations_that_follow_the_instance_come_and_go() {
        VirtualMachineInstance instance = instance(PLAIN);
        Pod pod = LauncherPod.of(instance, facts("{}"));
        assertThat(FollowedInstance.by(pod, instance)).isEmpty();

        instance.getMetadata().setLabels(Map.of("kubevirt.io/nodeName", "n1", "kubevirt.io/outdatedLauncherImage", ""));
        instance.getMetadata()
                .setAnnotations(Map.of(
                        "descheduler.alpha.kubernetes.io/evict", "true", "kubevirt.io/skip-backup-hooks", "true"));
        Pod followed = FollowedInstance.by(pod, instance).orElseThrow();
        assertThat(followed.getMetadata().getLabels())
                .containsEntry("kubevirt.io/nodeName", "n1")
                .containsEntry("kubevirt.io/outdatedLauncherImage", "")
                .containsEntry("kubevirt.io", "virt-launcher");
        assertThat(followed.getMetadata().getAnnotations())
                .containsEntry("descheduler.alpha.kubernetes.io/evict", "true")
                .doesNotContainKey("pre.hook.backup.velero.io/command")
                .doesNotContainKey("kubevirt.io/skip-backup-hooks");

        instance.getMetadata().setLabels(Map.of());
        assertThat(FollowedInstance.by(followed, instance)
                        .orElseThrow()
                        .getMetadata()
                        .getLabels())
                .doesNotContainKey("kubevirt.io/nodeName");
    }

    // ---- nodes

    @Test
    void what_the_hardware_must_have_stands_above_what_users_choose() {
        assertThat(
                        selector(
                                """
                        spec:
                          architecture: AMD64
                          nodeSelector: {kubevirt.io/cpumanager: 'false', kubernetes.io/arch: mine, zone: a}
                          domain: {devices: {}, cpu: {model: Haswell, dedicatedCpuPlacement: true,
                                   features: [{name: x, policy: force}, {name: y}, {name: z, policy: forbid}]}}
                        """,
                                facts(
                                        "{developerConfiguration: {nodeSelectors: {kubevirt.io/schedulable: 'maybe', zone: b}}}")))
                .containsEntry("kubevirt.io/cpumanager", "true")
                .containsEntry("kubernetes.io/arch", "mine")
                .containsEntry("kubevirt.io/schedulable", "maybe")
                .containsEntry("zone", "a")
                .containsEntry("cpu-model.node.kubevirt.io/Haswell", "true")
                .containsEntry("cpu-feature.node.kubevirt.io/y", "true")
                .doesNotContainKeys("cpu-feature.node.kubevirt.io/x", "cpu-feature.node.kubevirt.io/z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amd64 | {sev: {}} | kubevirt.io/sev",
                "amd64 | {sev: {policy: {encryptedState: true}}} | kubevirt.io/sev kubevirt.io/sev-es",
                "amd64 | {snp: {}} | kubevirt.io/sev kubevirt.io/sev-snp",
                "amd64 | {tdx: {}} | kubevirt.io/tdx",
                "s390x | {} | kubevirt.io/s390-pv"
            })
    void guests_that_hide_from_their_host_need_nodes_that_can(String architecture, String security, String labels) {
        Pod pod = pod("{spec: {architecture: %s, domain: {devices: {}, launchSecurity: %s}}}"
                .formatted(architecture, security));
        assertThat(pod.getSpec().getNodeSelector().keySet().stream()
                        .filter(label -> label.matches("kubevirt.io/(sev|tdx|s390).*")))
                .containsExactly(labels.split(" "));
    }

    @Test
    void forbidden_features_and_obsolete_models_are_kept_away_from_in_each_alternative() {
        Pod pod = pod("""
                spec:
                  domain: {devices: {}, cpu: {features: [{name: vmx, policy: forbid}]}}
                  affinity:
                    nodeAffinity:
                      requiredDuringSchedulingIgnoredDuringExecution:
                        nodeSelectorTerms:
                        - matchExpressions: [{key: zone, operator: Exists}]
                        - matchExpressions: [{key: rack, operator: Exists}]
                """);
        assertThat(pod.getSpec()
                        .getAffinity()
                        .getNodeAffinity()
                        .getRequiredDuringSchedulingIgnoredDuringExecution()
                        .getNodeSelectorTerms())
                .extracting(term -> term.getMatchExpressions().stream()
                        .map(PodRulesTest::told)
                        .toList())
                .containsExactly(
                        List.of(
                                "zone Exists",
                                "node-labeller.kubevirt.io/obsolete-host-model DoesNotExist",
                                "cpu-feature.node.kubevirt.io/vmx DoesNotExist"),
                        List.of(
                                "rack Exists",
                                "node-labeller.kubevirt.io/obsolete-host-model DoesNotExist",
                                "cpu-feature.node.kubevirt.io/vmx DoesNotExist"));
    }

    @Test
    void a_named_model_needs_no_node_with_a_current_one() {
        assertThat(pod("{spec: {domain: {devices: {}, cpu: {model: Haswell}}}}")
                        .getSpec()
                        .getAffinity())
                .isNull();
    }

    @Test
    void a_running_guest_keeps_its_machine_type_and_its_clock() {
        assertThat(selector("""
                        spec: {domain: {devices: {}, machine: {type: q35},
                               cpu: {model: host-model, features: [{name: invtsc, policy: require}]}}}
                        status: {machine: {type: pc-q35-9.2}, topologyHints: {tscFrequency: 2400000000}}
                        """, facts("{}")))
                .containsEntry("machine-type.node.kubevirt.io/pc-q35-9.2", "true")
                .containsEntry("scheduling.node.kubevirt.io/tsc-frequency-2400000000", "true")
                .doesNotContainKey("machine-type.node.kubevirt.io/q35");
        assertThat(selector("""
                        spec: {domain: {devices: {}}}
                        status: {topologyHints: {tscFrequency: 2400000000}}
                        """, facts("{}")))
                .doesNotContainKey("scheduling.node.kubevirt.io/tsc-frequency-2400000000");
    }

    @Test
    void hyper_v_is_asked_of_nodes_where_that_is_checked_strictly() {
        String guest = """
                spec: {domain: {devices: {}, features: {hyperv: {vpindex: {enabled: true}, synictimer: {enabled: true},
                       ipi: {enabled: false}, relaxed: {enabled: true}, evmcs: {}}}}}
                """;
        assertThat(selector(guest, facts(GATES.formatted("HypervStrictCheck"))))
                .containsEntry("hyperv.node.kubevirt.io/vpindex", "true")
                .containsEntry("hyperv.node.kubevirt.io/synictimer", "true")
                .containsEntry("cpu-vendor.node.kubevirt.io/Intel", "true")
                .doesNotContainKeys("hyperv.node.kubevirt.io/ipi", "hyperv.node.kubevirt.io/relaxed");
        assertThat(selector(guest, facts("{}"))).doesNotContainKey("hyperv.node.kubevirt.io/vpindex");
    }

    @Test
    void foreign_architectures_are_preferred_at_home() {
        Pod pod = pod(
                "{spec: {architecture: arm64, domain: {devices: {}}}}",
                facts(GATES.formatted("CrossArchitectureVirtualization")));
        assertThat(pod.getSpec().getNodeSelector())
                .containsEntry("kubevirt.io/vm-arch-arm64", "true")
                .doesNotContainKey("kubernetes.io/arch");
        assertThat(pod.getSpec().getAffinity().getNodeAffinity().getPreferredDuringSchedulingIgnoredDuringExecution())
                .singleElement()
                .satisfies(term -> {
                    assertThat(term.getWeight()).isEqualTo(100);
                    assertThat(term.getPreference()
                                    .getMatchExpressions()
                                    .getFirst()
                                    .getValues())
                            .containsExactly("arm64");
                });
    }

    @Test
    void guests_that_reserve_one_disk_are_never_on_one_node() {
        PodFacts plain = facts("{}");
        PodFacts reserved = facts("{}", OptionalDouble.empty(), Set.of("uid-1"));
        String guest = "{spec: {domain: {devices: {disks: [{name: d, lun: {reservation: true}}]}}}}";
        Pod pod = LauncherPod.of(instance(guest), reserved);
        assertThat(pod.getMetadata().getLabels()).containsEntry("pr.kubevirt.io/uid-1", "");
        assertThat(pod.getSpec().getAffinity().getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution())
                .singleElement()
                .satisfies(term -> {
                    assertThat(term.getTopologyKey()).isEqualTo("kubernetes.io/hostname");
                    assertThat(term.getLabelSelector()
                                    .getMatchExpressions()
                                    .getFirst()
                                    .getKey())
                            .isEqualTo("pr.kubevirt.io/uid-1");
                });
        assertThat(limits(pod)).doesNotContainKey("devices.kubevirt.io/pr-helper");
        assertThat(pod(PLAIN, plain).getSpec().getAffinity().getPodAntiAffinity())
                .isNull();
    }

    // ---- resources

    @ParameterizedTest
    @CsvSource({"1, 3, 334m", "10, 3, 3334m", "5, 10, 500m", "20, 10, 2"})
    void shares_of_processors_are_rounded_up(int processors, int ratio, String share) {
        assertThat(requests(pod(
                        "{spec: {domain: {devices: {}, cpu: {sockets: " + processors + "}}}}",
                        facts("{developerConfiguration: {cpuAllocationRatio: " + ratio + "}}"))))
                .containsEntry("cpu", share);
    }

    @ParameterizedTest
    @CsvSource({"4, false, 0, 5", "4, true, 0, 6", "3, true, 0, 4", "4, true, 1, 7", "4, false, 3, 8"})
    void emulator_and_disks_get_processors_of_their_own(int processors, boolean even, int disks, String all) {
        Pod pod = pod("""
                metadata: {annotations: {%s: ''}}
                spec:
                  domain:
                    devices: {}
                    ioThreadsPolicy: supplementalPool
                    ioThreads: {supplementalPoolThreadCount: %d}
                    cpu: {cores: %d, dedicatedCpuPlacement: true, isolateEmulatorThread: true}
                """.formatted(
                        even ? "alpha.kubevirt.io/EmulatorThreadCompleteToEvenParity" : "none", disks, processors));
        assertThat(requests(pod)).containsEntry("cpu", all);
        assertThat(limits(pod)).containsEntry("cpu", all);
    }

    @Test
    void threads_of_disks_are_counted_without_processors_of_their_own_too() {
        assertThat(requests(pod("{spec: {domain: {devices: {}, ioThreads: {supplementalPoolThreadCount: 3},"
                        + " cpu: {cores: 2}}}}")))
                .containsEntry("cpu", "500m");
    }

    @Test
    void memory_is_what_is_asked_for_or_the_limit_or_what_overcommitment_leaves() {
        long overhead = overhead(pod(PLAIN));
        assertThat(memory("{spec: {domain: {devices: {}, memory: {guest: 1Gi}, resources: {limits: {memory: 2Gi}}}}}"))
                .isEqualTo((2L << 30) + overhead);
        assertThat(requests(pod(
                        "{spec: {domain: {devices: {}, memory: {guest: 1200Mi}}}}",
                        facts("{developerConfiguration: {memoryOvercommit: 150}}"))))
                .containsEntry("memory", Bytes.quantity((800L << 20) + overhead).toString());
    }

    @Test
    void guests_with_processors_of_their_own_have_their_memory_too() {
        Pod pod = pod("""
                spec: {domain: {devices: {}, memory: {guest: 1Gi}, cpu: {cores: 2, dedicatedCpuPlacement: true},
                       resources: {overcommitGuestOverhead: true}}}
                """);
        assertThat(requests(pod)).containsEntry("memory", "1Gi");
        assertThat(limits(pod))
                .containsEntry(
                        "memory", Bytes.quantity((1L << 30) + overhead(pod)).toString());
    }

    @Test
    void only_the_guest_itself_is_in_huge_pages() {
        Pod pod = pod("""
                spec: {domain: {devices: {}, memory: {guest: 1Gi, hugepages: {pageSize: 2Mi}},
                       resources: {requests: {memory: 1280Mi}, limits: {memory: 1536Mi}}}}
                """);
        assertThat(requests(pod))
                .containsEntry("hugepages-2Mi", "1Gi")
                .containsEntry(
                        "memory", Bytes.quantity((256L << 20) + overhead(pod)).toString());
        assertThat(limits(pod))
                .containsEntry("hugepages-2Mi", "1Gi")
                .containsEntry(
                        "memory", Bytes.quantity((512L << 20) + overhead(pod)).toString());
        assertThat(requests(pod("{spec: {domain: {devices: {}, memory: {hugepages: {pageSize: 1Gi}}}}}")))
                .containsEntry("hugepages-1Gi", "1Gi");
    }

    @ParameterizedTest
    @CsvSource({"'', 2", "1.5, 1.5", "0.5, 2", "much, 2"})
    void a_quota_of_memory_gives_each_pod_a_limit(String label, double factor) {
        assertThat(MemoryLimit.factor(Map.of("alpha.kubevirt.io/auto-memory-limits-ratio", label)))
                .isEqualTo(factor);
        PodFacts limited = facts("{}", OptionalDouble.of(factor), Set.of());
        Pod pod = LauncherPod.of(instance(PLAIN), limited);
        long requested = Bytes.of(compute(pod).getResources().getRequests().getOrDefault("memory", NONE));
        assertThat(Bytes.of(compute(pod).getResources().getLimits().getOrDefault("memory", NONE)))
                .isEqualTo((long) (requested * factor));
        assertThat(limits(LauncherPod.of(
                        instance("{spec: {domain: {devices: {}, resources: {limits: {memory: 1Gi}}}}}"), limited)))
                .containsEntry(
                        "memory", Bytes.quantity((1L << 30) + overhead(pod)).toString());
    }

    @Test
    void devices_that_a_guest_cannot_do_without_are_asked_for_whoever_offers_them() {
        assertThat(limits(pod("{spec: {domain: {devices: {autoattachVSOCK: true}, launchSecurity: {snp: {}}}}}")))
                .containsEntry("devices.kubevirt.io/vhost-vsock", "1")
                .containsEntry("devices.kubevirt.io/sev", "1");
        assertThat(limits(pod("{spec: {domain: {devices: {}, launchSecurity: {tdx: {}}}}}")))
                .containsEntry("devices.kubevirt.io/tdx", "1");
    }

    @Test
    void devices_that_a_guest_may_find_by_itself_are_asked_for_where_some_node_offers_them() {
        assertThat(limits(pod(PLAIN, facts(GATES.formatted("IOMMUFD")))))
                .doesNotContainKey("devices.kubevirt.io/iommufd");
        assertThat(limits(pod(PLAIN, offering(GATES.formatted("IOMMUFD"), "iommufd"))))
                .containsEntry("devices.kubevirt.io/iommufd", "1");
        assertThat(limits(pod(
                        "{spec: {domain: {devices: {disks: [{name: d, lun: {reservation: true}}]}}}}",
                        offering("{}", "pr-helper"))))
                .containsEntry("devices.kubevirt.io/pr-helper", "1");
    }

    @Test
    void an_interface_of_any_kind_needs_tap_and_vhost() {
        String guest = "{spec: {domain: {devices: {autoattachPodInterface: %s, interfaces: [%s]}}}}";
        assertThat(limits(pod(guest.formatted(false, "{name: a, sriov: {}}"))))
                .containsKeys("devices.kubevirt.io/tun", "devices.kubevirt.io/vhost-net");
        assertThat(limits(pod(guest.formatted(false, "{name: a, model: e1000, bridge: {}}"))))
                .containsKey("devices.kubevirt.io/tun")
                .doesNotContainKey("devices.kubevirt.io/vhost-net");
        assertThat(limits(pod(guest.formatted(false, "")))).doesNotContainKey("devices.kubevirt.io/tun");
        assertThat(limits(pod(guest.formatted(true, "")))).containsKey("devices.kubevirt.io/tun");
    }

    @Test
    void devices_are_claimed_of_drivers() {
        Pod pod = pod("""
                spec:
                  resourceClaims: [{name: c, resourceClaimTemplateName: t}]
                  domain:
                    devices:
                      gpus: [{name: g, claimName: c, requestName: r}, {name: h, deviceName: v/gpu}]
                      hostDevices: [{name: d, claimName: c, requestName: s}]
                """);
        assertThat(pod.getSpec().getResourceClaims()).singleElement().satisfies(claim -> {
            assertThat(claim.getName()).isEqualTo("c");
            assertThat(claim.getResourceClaimTemplateName()).isEqualTo("t");
        });
        assertThat(compute(pod).getResources().getClaims())
                .extracting(claim -> claim.getName() + " " + claim.getRequest())
                .containsExactly("c r", "c s");
        assertThat(limits(pod)).containsEntry("v/gpu", "1");
    }

    @Test
    void overheads_are_kubevirts_for_what_its_recorded_pods_do_not_have() {
        long plain = kubevirt(PLAIN);
        assertThat(kubevirt("{spec: {domain: {devices: {tpm: {enabled: false}}}}}"))
                .isEqualTo(plain);
        assertThat(kubevirt("{spec: {domain: {devices: {interfaces: [{name: a, passtBinding: {}}]}}}}"))
                .isEqualTo(plain + (250 << 20));
        assertThat(kubevirt("{spec: {livenessProbe: {exec: {command: [a]}}, readinessProbe: {exec: {command: [a]}},"
                        + " domain: {devices: {}}}}"))
                .isEqualTo(plain + (120 << 20));
        assertThat(kubevirt("{spec: {domain: {devices: {}, resources: {requests: {memory: 3Gi}}}}}"))
                // 3 GiB are 3221226 kB
                .isEqualTo(plain + 3_221_226_000L / 512);
        assertThat(
                        kubevirt(
                                "{spec: {domain: {devices: {}, resources: {requests: {cpu: 1}, limits: {cpu: 1, memory: 1Gi}}}}}"))
                .isEqualTo(plain + (100 << 20));
    }

    // ---- the Pod

    @Test
    void pods_run_in_the_installations_runtime_class() {
        assertThat(pod(PLAIN, facts("{defaultRuntimeClass: kata}")).getSpec().getRuntimeClassName())
                .isEqualTo("kata");
        assertThat(pod(PLAIN).getSpec().getRuntimeClassName()).isNull();
    }

    @Test
    void ports_are_of_tcp_if_nothing_else_is_said() {
        assertThat(compute(
                                pod(
                                        "{spec: {domain: {devices: {interfaces: [{name: a, bridge: {}, ports: [{port: 80}]}]}}}}"))
                        .getPorts())
                .singleElement()
                .satisfies(port -> assertThat(port.getProtocol()).isEqualTo("TCP"));
    }

    @Test
    void kernels_come_in_the_volume_of_that_name() {
        assertThat(pod("{spec: {domain: {devices: {}, firmware: {kernelBoot: {container: {image: 'r.test/k:1'}}}}}}")
                        .getSpec()
                        .getVolumes())
                .filteredOn(volume -> volume.getImage() != null)
                .singleElement()
                .satisfies(volume -> {
                    assertThat(volume.getName()).isEqualTo("kernel-boot-volume");
                    assertThat(volume.getImage().getReference()).isEqualTo("r.test/k:1");
                });
    }

    @Test
    void devices_and_bindings_that_the_installation_does_not_know_get_no_pod() {
        PodFacts facts =
                facts("{permittedHostDevices: {pciHostDevices: [{pciVendorSelector: '10DE:1EB8', resourceName: v/dev}],"
                        + " mediatedDevices: [{mdevNameSelector: m, resourceName: v/mdev}]},"
                        + " network: {binding: {plug: {}}}}");
        String guest =
                "{spec: {domain: {devices: {gpus: [{name: a, deviceName: %s}], hostDevices: [{name: b, deviceName: %s},"
                        + " {name: c, claimName: c, requestName: r}], interfaces: [{name: n, binding: {name: %s}}]}}}}";
        assertThat(PodObstacle.of(
                        instance(guest.formatted("v/mdev", "v/dev", "plug")).getSpec(), facts))
                .isEmpty();
        assertThat(PodObstacle.of(
                        instance(guest.formatted("v/gpu", "v/other", "foo")).getSpec(), facts))
                .satisfiesExactly(
                        gpu -> assertThat(gpu).startsWith("The device v/gpu is not among permittedHostDevices"),
                        device -> assertThat(device).startsWith("The device v/other is not among permittedHostDevices"),
                        binding ->
                                assertThat(binding).startsWith("The network binding foo is not among network.binding"));
        assertThat(PodObstacle.of(
                        instance(guest.formatted("v/gpu", "v/other", "plug")).getSpec(),
                        facts("{network: {binding: {plug: {}}}}")))
                .isEmpty();
    }

    @Test
    void a_volume_of_sysprep_without_a_source_gets_no_pod() {
        String guest = "{spec: {domain: {devices: {}}, volumes: [{name: answers, sysprep: %s}]}}";
        assertThat(PodObstacle.of(instance(guest.formatted("{}")).getSpec(), facts("{}")))
                .singleElement()
                .asString()
                .startsWith("The volume answers is of sysprep and names neither a secret nor a configMap");
        assertThat(PodObstacle.of(
                        instance(guest.formatted("{secret: {name: s}}")).getSpec(), facts("{}")))
                .isEmpty();
        assertThat(PodObstacle.of(
                        instance(guest.formatted("{configMap: {name: c}}")).getSpec(), facts("{}")))
                .isEmpty();
    }

    // ---- Pods that guests move to

    @Test
    void a_guest_with_the_hosts_processor_moves_to_what_it_has_seen() {
        VirtualMachineInstance instance = instance("{spec: {domain: {devices: {}, cpu: {model: host-model}}}}");
        Map<String, String> node = Map.of(
                "host-model-cpu.node.kubevirt.io/Skylake", "true",
                "host-model-required-features.node.kubevirt.io/vmx", "true",
                "cpu-vendor.node.kubevirt.io/Intel", "true");
        Map<String, String> first = LauncherPod.target(instance, facts("{}"), move(Map.of("zone", "b"), node, Map.of()))
                .getSpec()
                .getNodeSelector();
        assertThat(first)
                .containsEntry("cpu-model-migration.node.kubevirt.io/Skylake", "true")
                .containsEntry("cpu-feature.node.kubevirt.io/vmx", "true")
                .containsEntry("cpu-vendor.node.kubevirt.io/Intel", "true")
                .containsEntry("zone", "b");
        Map<String, String> second = LauncherPod.target(
                        instance,
                        facts("{}"),
                        move(
                                Map.of(),
                                Map.of("host-model-cpu.node.kubevirt.io/Icelake", "true"),
                                Map.of("cpu-model-migration.node.kubevirt.io/Skylake", "true")))
                .getSpec()
                .getNodeSelector();
        assertThat(second)
                .containsEntry("cpu-model-migration.node.kubevirt.io/Skylake", "true")
                .doesNotContainKey("cpu-model-migration.node.kubevirt.io/Icelake");
    }

    @Test
    void a_migration_cannot_overrule_what_its_guest_asks_for() {
        Pod pod = LauncherPod.target(
                instance("{spec: {nodeSelector: {zone: a}, domain: {devices: {}}}}"),
                facts("{}"),
                move(Map.of("zone", "b", "rack", "2"), Map.of(), Map.of()));
        assertThat(pod.getSpec().getNodeSelector()).containsEntry("zone", "a").containsEntry("rack", "2");
        assertThat(pod.getMetadata().getLabels()).containsEntry("kubevirt.io/migrationJobUID", "m-uid");
        assertThat(pod.getMetadata().getAnnotations()).containsEntry("kubevirt.io/migrationJobName", "m");
    }

    @Test
    void files_that_two_pods_share_have_one_level_of_selinux() {
        VirtualMachineInstance instance =
                instance("{spec: {domain: {devices: {}}}, status: {selinuxContext: 'system_u:system_r:t:s0:c1,c2'}}");
        assertThat(LauncherPod.target(instance, facts("{}"), move(Map.of(), Map.of(), Map.of()))
                        .getSpec()
                        .getSecurityContext()
                        .getSeLinuxOptions()
                        .getLevel())
                .isEqualTo("s0:c1,c2");
        assertThat(LauncherPod.target(
                                instance,
                                facts("{migrations: {matchSELinuxLevelOnMigration: false}}"),
                                move(Map.of(), Map.of(), Map.of()))
                        .getSpec()
                        .getSecurityContext()
                        .getSeLinuxOptions())
                .isNull();
    }

    // ---- Pods that bring volumes

    @Test
    void a_volume_comes_to_a_node_in_trouble_too() {
        Toleration mine =
                new TolerationBuilder().withKey("mine").withOperator("Exists").build();
        Pod launcher = new PodBuilder(pod(PLAIN))
                .editMetadata()
                .withUid("pod-uid")
                .endMetadata()
                .editSpec()
                .withNodeName("n1")
                .addToTolerations(mine)
                .endSpec()
                .build();
        Volume volume = Objects.requireNonNull(instance(
                                "{spec: {domain: {devices: {}}, volumes: [{name: d, dataVolume: {name: c, hotpluggable: true}}]}}")
                        .getSpec()
                        .volumes())
                .getFirst();
        assertThat(AttachmentPod.of(launcher, volume, "c", facts("{}"))
                        .getSpec()
                        .getTolerations())
                .extracting(Toleration::getKey)
                .containsExactly(
                        "node.kubernetes.io/unschedulable",
                        "node.kubernetes.io/network-unavailable",
                        "node.kubernetes.io/disk-pressure",
                        "node.kubernetes.io/memory-pressure",
                        "node.kubernetes.io/pid-pressure",
                        "mine");
    }

    @Test
    void helpers_ask_for_what_the_installation_gives_them_and_zero_is_nothing() {
        PodFacts facts = new PodFacts(
                "slipway.dev/launcher:test",
                "IfNotPresent",
                false,
                DEVICES,
                true,
                Map.of(),
                10,
                100,
                false,
                MemoryOverhead.MEASURED,
                Set.of(),
                PodFacts.runtimeDefault(),
                "",
                Map.of("container-disk", read("{requests: {cpu: 5m, memory: 0, x/y: 1}}", ResourceRequirements.class)),
                configuration("{}"),
                OptionalDouble.empty(),
                Set.of());
        Pod pod = LauncherPod.of(
                instance("{spec: {domain: {devices: {}}, volumes: [{name: d, containerDisk: {image: i}}]}}"), facts);
        assertThat(text(container("volumed", pod).orElseThrow().getResources().getRequests()))
                .containsEntry("cpu", "5m")
                .containsEntry("memory", "1M")
                .doesNotContainKey("x/y");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "'', disableSerialConsoleLog: {}, false",
        "'logSerialConsole: true', disableSerialConsoleLog: {}, true",
        "'logSerialConsole: false', '', false",
        "'logSerialConsole: true, autoattachSerialConsole: false', '', false",
        "'autoattachSerialConsole: true', '', true"
    })
    void console_is_logged_unless_the_machine_or_else_the_installation_says_no(
            String devices, String options, boolean logged) {
        String instance = "{spec: {domain: {devices: {" + devices + "}}}}";
        PodFacts facts = facts("{virtualMachineOptions: {" + options + "}}");
        for (Pod pod : List.of(
                pod(instance, facts),
                LauncherPod.target(instance(instance), facts, move(Map.of(), Map.of(), Map.of())))) {
            assertThat(container("guest-console-log", pod).isPresent()).isEqualTo(logged);
            assertThat(compute(pod).getCommand().contains("--console-pipe")).isEqualTo(logged);
        }
    }

    @Test
    void container_of_the_console_log_asks_for_little_and_in_a_guaranteed_pod_for_its_limits() {
        ResourceRequirements little =
                container("guest-console-log", pod(PLAIN)).orElseThrow().getResources();
        assertThat(text(little.getRequests())).isEqualTo(Map.of("cpu", "5m", "memory", "2M"));
        assertThat(text(little.getLimits())).isEqualTo(Map.of("cpu", "100m", "memory", "40M"));
        ResourceRequirements guaranteed = container(
                        "guest-console-log",
                        pod("{spec: {domain: {cpu: {cores: 2, dedicatedCpuPlacement: true}, devices: {}}}}"))
                .orElseThrow()
                .getResources();
        assertThat(guaranteed.getRequests()).isEqualTo(little.getLimits()).isEqualTo(guaranteed.getLimits());
    }

    // ---- how it is asked

    private static final Quantity NONE = new Quantity("0");
    private static final String PLAIN = "{spec: {domain: {devices: {}}}}";

    private static Pod pod(String instance) {
        return pod(instance, facts("{}"));
    }

    private static Pod pod(String instance, PodFacts facts) {
        return LauncherPod.of(instance(instance), facts);
    }

    private static VirtualMachineInstance instance(String yaml) {
        VirtualMachineInstance instance = read(yaml, VirtualMachineInstance.class);
        instance.getMetadata().setNamespace("shop");
        instance.getMetadata().setUid("11111111-2222-3333-4444-555555555555");
        if (instance.getMetadata().getName() == null) {
            instance.getMetadata().setName("web");
        }
        return instance;
    }

    /** The reader of Kubernetes' objects takes what begins with a brace for JSON. */
    private static <T> T read(String yaml, Class<T> type) {
        try {
            return READER.unmarshal(YAML.readTree(yaml).toString(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Relocation move(Map<String, String> added, Map<String, String> node, Map<String, String> pod) {
        return new Relocation("m-uid", "m", added, node, pod);
    }

    private static KubeVirtConfiguration configuration(String yaml) {
        return read(yaml, KubeVirtConfiguration.class);
    }

    private static PodFacts facts(String configuration) {
        return facts(configuration, OptionalDouble.empty(), Set.of());
    }

    private static PodFacts offering(String yaml, String device) {
        return facts(yaml, OptionalDouble.empty(), Set.of(), Set.of("kvm", "tun", "vhost-net", device));
    }

    private static PodFacts facts(String yaml, OptionalDouble memoryLimit, Set<String> reserved) {
        return facts(yaml, memoryLimit, reserved, DEVICES);
    }

    private static PodFacts facts(String yaml, OptionalDouble memoryLimit, Set<String> reserved, Set<String> devices) {
        KubeVirtConfiguration configuration = configuration(yaml);
        var developer = configuration.developerConfiguration();
        return new PodFacts(
                "slipway.dev/launcher:test",
                "IfNotPresent",
                false,
                devices,
                true,
                developer == null || developer.nodeSelectors() == null ? Map.of() : developer.nodeSelectors(),
                developer == null || developer.cpuAllocationRatio() == null ? 10 : developer.cpuAllocationRatio(),
                developer == null || developer.memoryOvercommit() == null ? 100 : developer.memoryOvercommit(),
                false,
                MemoryOverhead.MEASURED,
                Set.of(),
                PodFacts.runtimeDefault(),
                "",
                Map.of(),
                configuration,
                memoryLimit,
                reserved);
    }

    private static Container compute(Pod pod) {
        return pod.getSpec().getContainers().getFirst();
    }

    private static Optional<Container> container(String name, Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> name.equals(container.getName()))
                .findFirst();
    }

    private static Map<String, String> selector(String instance, PodFacts facts) {
        return pod(instance, facts).getSpec().getNodeSelector();
    }

    private static Map<String, String> requests(Pod pod) {
        return text(compute(pod).getResources().getRequests());
    }

    private static Map<String, String> limits(Pod pod) {
        return text(compute(pod).getResources().getLimits());
    }

    private static Map<String, String> text(Map<String, Quantity> amounts) {
        return amounts.entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        Map.Entry::getKey, amount -> amount.getValue().toString()));
    }

    private static long memory(String instance) {
        return Bytes.of(compute(pod(instance)).getResources().getRequests().getOrDefault("memory", NONE));
    }

    private static long overhead(Pod pod) {
        return Long.parseLong(pod.getMetadata().getAnnotations().get("kubevirt.io/memory-overhead-bytes"));
    }

    private static long kubevirt(String instance) {
        var spec = instance(instance).getSpec();
        return MemoryOverhead.KUBEVIRT.bytes(spec, false) + NetworkOverhead.bytes(spec, Map.of());
    }

    private static String told(NodeSelectorRequirement requirement) {
        return requirement.getKey() + " " + requirement.getOperator();
    }
}
