package dev.slipway.machine.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds our launcher Pods against those that a real KubeVirt v1.9.0 made of the same instances. */
class RecordedPodsTest {
    private static final Path RECORDED = Path.of("../../shared/data/kubevirt/recorded/pods.jsonl");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final KubernetesSerialization READER = new KubernetesSerialization();

    /** Parts that differ on purpose: case and part, with the reason. */
    private static final Map<String, String> DELIBERATE = Map.of(
            "123-sidecar-pvc claims", "hook side-cars, which bring claims of their own, are not supported",
            "150-containerdisk-imagevol-off annotations", "the overhead is always shown, there is no gate to hide it");

    @TestFactory
    Stream<DynamicTest> clients_see_what_kubevirt_shows() throws IOException {
        Assumptions.assumeTrue(
                Files.exists(RECORDED),
                () -> "SKIPPED: no recordings at " + RECORDED.toAbsolutePath().normalize());
        List<JsonNode> cases;
        try (Stream<String> lines = Files.lines(RECORDED)) {
            cases = lines.map(RecordedPodsTest::parse)
                    .filter(one -> one.path("pod").isObject())
                    .toList();
        }
        assertThat(cases).hasSizeGreaterThan(60);
        return cases.stream()
                .map(one -> DynamicTest.dynamicTest(one.path("name").asText(), () -> compare(one)));
    }

    private static void compare(JsonNode one) {

        VirtualMachineInstance instance =
                READER.unmarshal(one.path("vmi_after").toString(), VirtualMachineInstance.class);
        Pod real = READER.unmarshal(one.path("pod").toString(), Pod.class);
        instance.getMetadata().setUid(real.getMetadata().getLabels().get("kubevirt.io/created-by"));
        Pod ours = LauncherPod.of(instance, facts(one.path("meta").path("kubevirtConfiguration")));

        assertThat(ours.getMetadata().getGenerateName())
                .isEqualTo(real.getMetadata().getGenerateName());
        assertThat(ours.getMetadata().getName())
                .hasSameSizeAs(real.getMetadata().getName());
        assertThat(ours.getMetadata().getOwnerReferences())
                .isEqualTo(real.getMetadata().getOwnerReferences());
        assertThat(ours.getMetadata().getLabels()).isEqualTo(real.getMetadata().getLabels());
        String name = one.path("name").asText();
        if (isMeantToMatch(name, "annotations")) {
            assertThat(ours.getMetadata().getAnnotations())
                    .isEqualTo(real.getMetadata().getAnnotations());
        }
        compareSpecs(ours.getSpec(), real.getSpec(), name);
    }

    private static void compareSpecs(PodSpec ours, PodSpec real, String name) {
        assertThat(ours.getNodeSelector()).isEqualTo(real.getNodeSelector());
        assertThat(ours.getAffinity()).isEqualTo(real.getAffinity());
        assertThat(ours.getTopologySpreadConstraints()).isEqualTo(real.getTopologySpreadConstraints());
        assertThat(ours.getHostname()).isEqualTo(real.getHostname());
        assertThat(ours.getSubdomain()).isEqualTo(real.getSubdomain());
        assertThat(ours.getPriorityClassName()).isEqualTo(real.getPriorityClassName());
        assertThat(Optional.ofNullable(ours.getServiceAccountName()).orElse("default"))
                .isEqualTo(real.getServiceAccountName());
        assertThat(Optional.ofNullable(ours.getSchedulerName()).orElse("default-scheduler"))
                .isEqualTo(real.getSchedulerName());
        assertThat(real.getTolerations()).containsAll(ours.getTolerations());
        assertThat(ours.getTerminationGracePeriodSeconds()).isEqualTo(real.getTerminationGracePeriodSeconds());
        assertThat(ours.getReadinessGates()).isEqualTo(real.getReadinessGates());
        assertThat(ours.getRestartPolicy()).isEqualTo(real.getRestartPolicy());
        assertThat(ours.getEnableServiceLinks()).isEqualTo(real.getEnableServiceLinks());
        assertThat(ours.getAutomountServiceAccountToken()).isEqualTo(real.getAutomountServiceAccountToken());
        assertThat(ours.getSecurityContext().getRunAsUser())
                .isEqualTo(real.getSecurityContext().getRunAsUser());
        assertThat(ours.getSecurityContext().getFsGroup())
                .isEqualTo(real.getSecurityContext().getFsGroup());
        assertThat(compute(ours).getPorts()).isEqualTo(compute(real).getPorts());
        assertThat(amounts(compute(ours).getResources().getRequests()))
                .isEqualTo(amounts(compute(real).getResources().getRequests()));
        assertThat(amounts(compute(ours).getResources().getLimits()))
                .isEqualTo(amounts(compute(real).getResources().getLimits()));
        assertThat(consoleLog(ours.getContainers())).isEqualTo(consoleLog(real.getInitContainers()));
        if (isMeantToMatch(name, "claims")) {
            assertThat(claims(ours)).isEqualTo(claims(real));
        }
    }

    private static boolean isMeantToMatch(String name, String part) {
        return !DELIBERATE.containsKey(name + " " + part);
    }

    private static Container compute(PodSpec spec) {
        return spec.getContainers().stream()
                .filter(container -> "compute".equals(container.getName()))
                .findFirst()
                .orElseThrow();
    }

    /** Who may do what in the container of the console's log, if there is one; how it comes and what it needs differs. */
    private static List<SecurityContext> consoleLog(List<Container> containers) {
        return containers.stream()
                .filter(container -> LauncherNames.CONSOLE_LOG.equals(container.getName()))
                .map(container -> new SecurityContextBuilder(container.getSecurityContext())
                        .withRunAsGroup(null)
                        .withReadOnlyRootFilesystem(null)
                        .build())
                .toList();
    }

    private static Map<String, BigDecimal> amounts(Map<String, Quantity> quantities) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        quantities.forEach((name, quantity) ->
                amounts.put(name, Quantity.getAmountInBytes(quantity).stripTrailingZeros()));
        return amounts;
    }

    private static Map<String, String> claims(PodSpec spec) {
        Map<String, String> claims = new TreeMap<>();
        spec.getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .forEach(volume -> claims.put(
                        volume.getName(), volume.getPersistentVolumeClaim().getClaimName()));
        return claims;
    }

    private static PodFacts facts(JsonNode configuration) {
        JsonNode developer = configuration.path("developerConfiguration");
        Map<String, String> selectors = new TreeMap<>();
        developer
                .path("nodeSelectors")
                .properties()
                .forEach(entry -> selectors.put(entry.getKey(), entry.getValue().asText()));
        return new PodFacts(
                "slipway.dev/launcher:test",
                configuration.path("imagePullPolicy").asText("IfNotPresent"),
                developer.path("useEmulation").asBoolean(),
                Set.of("kvm", "tun", "vhost-net", "sev"),
                true,
                selectors,
                developer.path("cpuAllocationRatio").asInt(PodFacts.CPU_ALLOCATION_RATIO),
                developer.path("memoryOvercommit").asInt(PodFacts.MEMORY_OVERCOMMIT),
                configuration.has("autoCPULimitNamespaceLabelSelector"),
                MemoryOverhead.KUBEVIRT.withRatio(
                        configuration.path("additionalGuestMemoryOverheadRatio").asDouble(1)),
                Set.of(),
                PodFacts.runtimeDefault(),
                "",
                Map.of(),
                READER.unmarshal(configuration.toString(), KubeVirtConfiguration.class),
                OptionalDouble.empty(),
                Set.of());
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new IllegalStateException("a recorded case is not JSON", e);
        }
    }
}
