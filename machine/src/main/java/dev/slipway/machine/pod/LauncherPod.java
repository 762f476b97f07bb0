package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.Port;
import dev.slipway.api.kubevirt.Probe;
import dev.slipway.api.kubevirt.ServiceAccountVolumeSource;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Pod that carries one instance; what it holds is agreed in {@code docs/contracts.md} §1. */
public final class LauncherPod {
    /** User, group and file group of launchers: {@code qemu} in KubeVirt's images. */
    public static final long USER = 107;

    private static final long DEFAULT_GRACE = 30;
    // KubeVirt adds 15 s for the guest's agent and 15 s for the launcher itself.
    private static final long GRACE_MARGIN = 30;
    private static final int PROBE_DELAY = 10;

    // About the object as it is stored or was applied, not about the virtual machine; all that begin so.
    private static final Set<String> NOT_COPIED = Set.of(
            "kubectl.kubernetes.io",
            "kubevirt.io/latest-observed-api-version",
            "kubevirt.io/storage-observed-api-version");

    private LauncherPod() {}

    /** Returns the annotations by which the Pod of a guest asks for its networks; they follow what is plugged in. */
    public static Map<String, String> networks(VirtualMachineInstance instance, PodFacts facts) {
        return NetworkSelection.annotations(
                instance.getSpec(), instance.getMetadata().getNamespace(), facts.bindings());
    }

    /** Returns the Pod for an instance that the API server has stored: it must have name, namespace and uid. */
    public static Pod of(VirtualMachineInstance instance, PodFacts facts) {
        return new PodBuilder()
                .withMetadata(metadata(instance, facts))
                .withSpec(spec(instance, facts))
                .build();
    }

    /** Returns the Pod that an instance moves to: on another node than the one that carries it. */
    public static Pod target(VirtualMachineInstance instance, PodFacts facts, Relocation move) {
        ObjectMeta meta = instance.getMetadata();
        Pod pod = of(instance, facts);
        PodSpec spec = pod.getSpec();
        return new PodBuilder(pod)
                .editMetadata()
                .withName(LauncherNames.pod(meta.getName(), move.migration()))
                .addToLabels(KubeVirtNames.MIGRATION_JOB, move.migration())
                .addToAnnotations("kubevirt.io/migrationJobName", move.name())
                .endMetadata()
                .editSpec()
                .withAffinity(LauncherPlacement.elsewhere(spec.getAffinity(), meta.getUid()))
                .withNodeSelector(move.nodeSelector(instance.getSpec(), spec.getNodeSelector()))
                .withSecurityContext(SelinuxLevel.of(instance, facts).shared(spec.getSecurityContext()))
                .endSpec()
                .build();
    }

    /** Returns the seconds from the wish to stop to the end by force, as the instance asks for them. */
    public static long guestGrace(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.terminationGracePeriodSeconds()).orElse(DEFAULT_GRACE);
    }

    /** Returns the seconds that a Pod gets to end: the guest's and some for the launcher. */
    public static long podGrace(VirtualMachineInstanceSpec spec) {
        return Math.max(0, guestGrace(spec)) + GRACE_MARGIN;
    }

    private static ObjectMeta metadata(VirtualMachineInstance instance, PodFacts facts) {
        ObjectMeta meta = instance.getMetadata();
        return new ObjectMetaBuilder()
                .withName(LauncherNames.pod(meta.getName(), meta.getUid()))
                .withGenerateName(LauncherNames.podPrefix(meta.getName()))
                .withNamespace(meta.getNamespace())
                .withLabels(labels(instance, facts))
                .withAnnotations(annotations(instance, facts))
                .withOwnerReferences(owner(meta))
                .build();
    }

    private static Map<String, String> labels(VirtualMachineInstance instance, PodFacts facts) {
        ObjectMeta meta = instance.getMetadata();
        Map<String, String> labels =
                new TreeMap<>(Optional.ofNullable(meta.getLabels()).orElse(Map.of()));
        labels.put(KubeVirtNames.APP, KubeVirtNames.LAUNCHER);
        labels.put(KubeVirtNames.CREATED_BY, meta.getUid());
        labels.put(KubeVirtNames.VM_NAME, hostname(instance));
        labels.put(KubeVirtNames.VMI_ID, LauncherNames.id(meta.getName()));
        ServiceMesh.inject(meta).ifPresent(wish -> labels.put(ServiceMesh.INJECT, wish));
        Reservations.labels(facts).forEach(label -> labels.put(label, ""));
        return labels;
    }

    private static Map<String, String> annotations(VirtualMachineInstance instance, PodFacts facts) {
        ObjectMeta meta = instance.getMetadata();
        VirtualMachineInstanceSpec spec = instance.getSpec();
        Map<String, String> annotations =
                new TreeMap<>(Optional.ofNullable(meta.getAnnotations()).orElse(Map.of()));
        annotations.keySet().removeIf(key -> NOT_COPIED.stream().anyMatch(key::startsWith));
        annotations.putIfAbsent(KubeVirtNames.DOMAIN, meta.getName());
        annotations.put("kubectl.kubernetes.io/default-container", LauncherNames.CONTAINER);
        annotations.put("descheduler.alpha.kubernetes.io/request-evict-only", "");
        annotations.put("kubevirt.io/migrationTransportUnix", "true");
        annotations.put("kubevirt.io/memory-overhead-bytes", Long.toString(facts.overheadBytes(spec)));
        annotations.putAll(networks(instance, facts));
        annotations.putAll(ServiceMesh.annotations(spec));
        annotations.putAll(BackupHooks.annotations(meta));
        return annotations;
    }

    private static OwnerReference owner(ObjectMeta meta) {
        return new OwnerReferenceBuilder()
                .withApiVersion("kubevirt.io/v1")
                .withKind("VirtualMachineInstance")
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    private static PodSpec spec(VirtualMachineInstance instance, PodFacts facts) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        LauncherVolumes volumes = LauncherVolumes.of(instance, facts);
        List<Container> containers = new ArrayList<>(List.of(compute(instance, facts, volumes)));
        containers.addAll(ContainerDisks.holders(spec, facts, security()));
        GuestConsoleLog.container(spec, facts, security()).ifPresent(containers::add);
        return new PodSpecBuilder()
                .withContainers(containers)
                .withRuntimeClassName(
                        Given.some(facts.configuration().defaultRuntimeClass()).orElse(null))
                .withResourceClaims(ResourceClaims.ofPod(spec))
                .withVolumes(volumes.volumes())
                .withImagePullSecrets(ContainerDisks.pullSecrets(spec))
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(podGrace(spec))
                .addNewReadinessGate(KubeVirtNames.UNPAUSED_GATE)
                .withAutomountServiceAccountToken(
                        mountedAccount(spec).isPresent() || ServiceMesh.injects(instance.getMetadata()))
                .withEnableServiceLinks(false)
                .withServiceAccountName(Given.some(spec.serviceAccountName())
                        .or(() -> mountedAccount(spec))
                        .orElse(null))
                .withHostname(hostname(instance))
                .withSubdomain(spec.subdomain())
                .withDnsPolicy(spec.dnsPolicy())
                .withDnsConfig(spec.dnsConfig())
                .withSchedulerName(spec.schedulerName())
                .withPriorityClassName(spec.priorityClassName())
                .withNodeSelector(LauncherPlacement.nodeSelector(instance, facts))
                .withAffinity(LauncherPlacement.affinity(spec, facts))
                .withTolerations(Optional.ofNullable(spec.tolerations()).orElse(List.of()))
                .withTopologySpreadConstraints(
                        Optional.ofNullable(spec.topologySpreadConstraints()).orElse(List.of()))
                .withSecurityContext(podSecurity(facts))
                .build();
    }

    private static String hostname(VirtualMachineInstance instance) {
        return Given.some(instance.getSpec().hostname())
                .orElseGet(() -> LauncherNames.hostname(instance.getMetadata().getName()));
    }

    private static PodSecurityContext podSecurity(PodFacts facts) {
        PodSecurityContextBuilder context = new PodSecurityContextBuilder(Restricted.pod(facts.seccompProfile()));
        if (!facts.seLinuxType().isEmpty()) {
            context.withNewSeLinuxOptions().withType(facts.seLinuxType()).endSeLinuxOptions();
        }
        return context.build();
    }

    /** Only an instance that shows a service account to its guest gets that account's token in its Pod. */
    private static Optional<String> mountedAccount(VirtualMachineInstanceSpec spec) {
        return Instance.volumes(spec).stream()
                .map(Volume::serviceAccount)
                .filter(Objects::nonNull)
                .findFirst()
                .map(ServiceAccountVolumeSource::serviceAccountName);
    }

    private static Container compute(VirtualMachineInstance instance, PodFacts facts, LauncherVolumes volumes) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        ObjectMeta meta = instance.getMetadata();
        return new ContainerBuilder()
                .withName(LauncherNames.CONTAINER)
                .withImage(facts.launcherImage())
                .withImagePullPolicy(facts.imagePullPolicy())
                .withCommand(
                        LauncherNames.PROGRAM,
                        "--run-dir",
                        LauncherNames.RUN_DIRECTORY,
                        "--name",
                        meta.getNamespace() + "/" + meta.getName(),
                        "--uid",
                        meta.getUid())
                .addAllToCommand(GuestConsoleLog.launcherOptions(spec, facts))
                .withWorkingDir(LauncherNames.RUN_DIRECTORY)
                .withPorts(ports(spec))
                .withResources(LauncherResources.of(instance, facts))
                .withVolumeMounts(volumes.mounts())
                .withVolumeDevices(volumes.devices())
                .withLifecycle(ContainerDisks.bring(spec))
                .withTerminationMessagePath(LauncherNames.TERMINATION_MESSAGE)
                .withTerminationMessagePolicy("File")
                .withLivenessProbe(probe(spec.livenessProbe()))
                .withReadinessProbe(probe(spec.readinessProbe()))
                .withSecurityContext(security())
                .build();
    }

    private static SecurityContext security() {
        return new SecurityContextBuilder(Restricted.container())
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .build();
    }

    private static List<ContainerPort> ports(VirtualMachineInstanceSpec spec) {
        return Instance.interfaces(spec).stream()
                .map(Interface::ports)
                .flatMap(ports -> ports == null ? Stream.<Port>empty() : ports.stream())
                .map(port -> new ContainerPortBuilder()
                        .withName(port.name())
                        .withContainerPort(port.port())
                        .withProtocol(Given.some(port.protocol()).orElse("TCP"))
                        .build())
                .toList();
    }

    /** A kubelet can ask the guest over the network; commands in the guest it cannot run, so those probes are not its. */
    private static io.fabric8.kubernetes.api.model.@Nullable Probe probe(@Nullable Probe probe) {
        if (probe == null || (probe.httpGet() == null && probe.tcpSocket() == null)) {
            return null;
        }
        return new ProbeBuilder()
                .withHttpGet(probe.httpGet())
                .withTcpSocket(probe.tcpSocket())
                .withInitialDelaySeconds(
                        Optional.ofNullable(probe.initialDelaySeconds()).orElse(0) + PROBE_DELAY)
                .withTimeoutSeconds(probe.timeoutSeconds())
                .withPeriodSeconds(probe.periodSeconds())
                .withSuccessThreshold(probe.successThreshold())
                .withFailureThreshold(probe.failureThreshold())
                .build();
    }
}
