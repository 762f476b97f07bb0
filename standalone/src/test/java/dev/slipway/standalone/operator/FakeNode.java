package dev.slipway.standalone.operator;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.migration.SourceStep;
import dev.slipway.machine.migration.TargetStep;
import dev.slipway.machine.migration.Way;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays scheduler, kubelet, storage and node-agent by looking at everything every few milliseconds. It keeps a ledger of
 * the guests that run, and notes when two of one virtual machine ever run at once.
 */
final class FakeNode implements AutoCloseable {
    static final String NAME = "node-a";

    /** Where guests migrate to, and back from. */
    static final String OTHER = "node-b";

    private static final Logger LOG = LoggerFactory.getLogger(FakeNode.class);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final long TURN_MILLIS = 10;
    private static final String RUNNING = "Running";

    private final KubernetesClient client;
    private final Thread thread;
    private volatile boolean closed;

    /** Running guests: uid of the Pod by name of the virtual machine. */
    private final Map<String, String> guests = new ConcurrentHashMap<>();

    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Map<String, String> ends = new ConcurrentHashMap<>();
    private final Set<String> brokenMachines = ConcurrentHashMap.newKeySet();
    private final Map<String, String> imports = new ConcurrentHashMap<>();
    private final Set<String> uploads = ConcurrentHashMap.newKeySet();
    private final Set<String> heldImports = ConcurrentHashMap.newKeySet();
    private final Map<String, String> unstartable = new ConcurrentHashMap<>();
    private final Set<String> frozen = ConcurrentHashMap.newKeySet();
    private volatile boolean moving = true;
    private volatile boolean scheduling = true;

    private FakeNode(KubernetesClient client) {
        this.client = client;
        this.thread = Thread.ofVirtual().name("fake-node").unstarted(this::run);
    }

    static FakeNode start(KubernetesClient client) {
        FakeNode node = new FakeNode(client);
        node.thread.start();
        return node;
    }

    /** The guest of this machine ends, with these last words of its launcher. */
    void endGuest(String machine, String end) {
        ends.put(machine, end);
    }

    /** Launchers of this machine fail before the guest runs. */
    void breakMachine(String machine) {
        brokenMachines.add(machine);
    }

    void repairMachine(String machine) {
        brokenMachines.remove(machine);
    }

    /** The guest of this machine does not react to a shutdown until it is thawed. */
    void freeze(String machine) {
        frozen.add(machine);
    }

    void thaw(String machine) {
        frozen.remove(machine);
    }

    /** Importers whose claim has this name end with these words; without, they succeed. */
    void failImport(String claim, String words) {
        imports.put(claim, words);
    }

    void repairImport(String claim) {
        imports.remove(claim);
    }

    /** Importers of this claim work until somebody lets them end. */
    void holdImport(String claim) {
        heldImports.add(claim);
    }

    void releaseImport(String claim) {
        heldImports.remove(claim);
    }

    /** Importers of this claim do not start, for this reason of the kubelet's. */
    void refuseImport(String claim, String reason) {
        unstartable.put(claim, reason);
    }

    /** The upload into this claim is complete. */
    void finishUpload(String claim) {
        uploads.add(claim);
    }

    /** Guests that migrate stay on their way until they may arrive again. */
    void holdMoves(boolean hold) {
        moving = !hold;
    }

    /** Nobody schedules Pods, starts them or binds claims until somebody may again. */
    void holdPods(boolean hold) {
        scheduling = !hold;
    }

    boolean runs(String machine) {
        return guests.containsKey(machine);
    }

    /** Returns what must never happen and did. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    private void run() {
        while (!closed) {
            try {
                turn();
                Thread.sleep(TURN_MILLIS);
            } catch (KubernetesClientException e) {
                // Somebody else wrote first, or the API server ends; the next turn looks again.
                LOG.debug("{}", e.getMessage());
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void turn() {
        if (!scheduling) {
            return;
        }
        bindClaims();
        Map<String, VirtualMachineInstance> byUid = new HashMap<>();
        client.resources(VirtualMachineInstance.class)
                .inAnyNamespace()
                .list()
                .getItems()
                .forEach(instance -> byUid.put(instance.getMetadata().getUid(), instance));
        List<Pod> pods = client.pods().inAnyNamespace().list().getItems();
        Set<String> seen = new HashSet<>();
        for (Pod pod : pods) {
            seen.add(pod.getMetadata().getUid());
            try {
                turn(pod, byUid);
            } catch (KubernetesClientException e) {
                // One Pod's conflict must not hold up the others.
                LOG.debug("{}: {}", pod.getMetadata().getName(), e.getMessage());
            }
        }
        guests.values().removeIf(uid -> !seen.contains(uid));
    }

    private void bindClaims() {
        Map<String, String> modes = new HashMap<>();
        client.storage()
                .v1()
                .storageClasses()
                .list()
                .getItems()
                .forEach(found ->
                        modes.put(found.getMetadata().getName(), String.valueOf(found.getVolumeBindingMode())));
        for (PersistentVolumeClaim claim :
                client.persistentVolumeClaims().inAnyNamespace().list().getItems()) {
            // Without a class it gets the usual one.
            String mode = Optional.ofNullable(claim.getSpec().getStorageClassName())
                    .map(name -> modes.getOrDefault(name, "none"))
                    .orElse("Immediate");
            boolean late = "WaitForFirstConsumer".equals(mode);
            boolean pending = claim.getStatus() == null
                    || !"Bound".equals(claim.getStatus().getPhase());
            if (pending && !"none".equals(mode) && (!late || isUsed(claim))) {
                client.resource(claim).subresource("status").patch(MERGE, "{\"status\":{\"phase\":\"Bound\"}}");
            }
        }
    }

    private boolean isUsed(PersistentVolumeClaim claim) {
        return client.pods().inNamespace(claim.getMetadata().getNamespace()).list().getItems().stream()
                .flatMap(pod -> pod.getSpec().getVolumes().stream())
                .anyMatch(volume -> volume.getPersistentVolumeClaim() != null
                        && claim.getMetadata()
                                .getName()
                                .equals(volume.getPersistentVolumeClaim().getClaimName()));
    }

    private void turn(Pod pod, Map<String, VirtualMachineInstance> instances) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            stop(pod);
        } else if (pod.getSpec().getNodeName() == null) {
            schedule(pod);
        } else if (labels(pod).containsKey("cdi.kubevirt.io")) {
            importing(pod);
        } else {
            launcher(pod, Optional.ofNullable(instances.get(labels(pod).get("kubevirt.io/created-by"))));
        }
    }

    private void stop(Pod pod) {
        String machine = machine(pod);
        if (machine != null
                && frozen.contains(machine)
                && guests.containsValue(pod.getMetadata().getUid())) {
            return;
        }
        guests.values().remove(pod.getMetadata().getUid());
        client.resource(pod).withGracePeriod(0).delete();
    }

    private void schedule(Pod pod) {
        if (Optional.ofNullable(pod.getSpec().getNodeSelector())
                .orElse(Map.of())
                .containsKey("nowhere")) {
            condition(pod, "PodScheduled", "False", "Unschedulable", "0/1 nodes are available");
            return;
        }
        client.raw(
                "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                        + pod.getMetadata().getName() + "/binding",
                "POST",
                Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Binding",
                        "metadata",
                        Map.of("name", pod.getMetadata().getName()),
                        "target",
                        Map.of("kind", "Node", "name", isTarget(pod) ? otherNode(pod) : NAME)));
    }

    private static boolean isTarget(Pod pod) {
        return labels(pod).containsKey(KubeVirtNames.MIGRATION_JOB);
    }

    /** A guest that moves goes where no other Pod of it is. */
    private String otherNode(Pod pod) {
        boolean taken = client.pods().inNamespace(pod.getMetadata().getNamespace()).list().getItems().stream()
                .filter(other -> phase(other).equals(RUNNING) && machine(other).equals(machine(pod)))
                .anyMatch(other -> OTHER.equals(other.getSpec().getNodeName()));
        return taken ? NAME : OTHER;
    }

    private void importing(Pod pod) {
        if (!phase(pod).equals("Pending") && !phase(pod).equals(RUNNING)) {
            return;
        }
        String claim = pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
                .findFirst()
                .orElseThrow();
        String key = pod.getMetadata().getNamespace() + "/" + claim;
        if (unstartable.containsKey(key)) {
            wait(pod, unstartable.get(key));
            return;
        }
        if (phase(pod).equals("Pending")) {
            status(
                    pod,
                    RUNNING,
                    container(pod)
                            .withNewState()
                            .withNewRunning()
                            .endRunning()
                            .endState()
                            .build());
            return;
        }
        boolean isReady = pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready") && "True".equals(condition.getStatus()));
        if (labels(pod).containsValue("cdi-upload-server") && !(isReady && uploads.contains(key))) {
            condition(pod, "Ready", "True", null, null);
            return;
        }
        if (heldImports.contains(key)) {
            return;
        }
        String words = imports.get(key);
        ended(pod, words == null ? "{\"result\":\"succeeded\"}" : words, words == null ? 0 : 1);
    }

    private void wait(Pod pod, String reason) {
        if (pod.getStatus().getContainerStatuses().isEmpty()) {
            status(
                    pod,
                    "Pending",
                    container(pod)
                            .withReady(false)
                            .withNewState()
                            .withNewWaiting(null, reason)
                            .endState()
                            .build());
        }
    }

    private void launcher(Pod pod, Optional<VirtualMachineInstance> instance) {
        String machine = machine(pod);
        switch (phase(pod)) {
            case "Pending" -> startLauncher(pod, machine);
            case RUNNING -> {
                ready(pod);
                instance.ifPresent(found -> play(pod, found, machine));
            }
            default -> {}
        }
    }

    private void startLauncher(Pod pod, String machine) {
        if (brokenMachines.contains(machine)) {
            ended(pod, "{\"end\":\"qemu-failed\",\"message\":\"QEMU does not start\"}", 1);
        } else {
            status(
                    pod,
                    RUNNING,
                    container(pod)
                            .withNewState()
                            .withNewRunning()
                            .endRunning()
                            .endState()
                            .build());
        }
    }

    private void play(Pod pod, VirtualMachineInstance instance, String machine) {
        switch (Carrier.role(instance, pod.getMetadata().getName())) {
            case CARRIER -> {
                guest(pod, instance, machine);
                if (guests.containsValue(pod.getMetadata().getUid())) {
                    leave(pod, instance, machine);
                }
            }
            case TARGET -> {
                VirtualMachineInstanceMigrationState move =
                        Carrier.state(instance).orElseThrow();
                if (move.targetNodeAddress() == null) {
                    migration(instance, TargetStep.listening(move, "10.0.0.2", false), Map.of());
                }
            }
            case FORMER -> ended(pod, "{\"end\":\"migrated\"}", 0);
            case NONE -> {}
        }
    }

    /** Does what a node-agent does by the same decisions; the guest moves at once, or when it may. */
    private void leave(Pod pod, VirtualMachineInstance instance, String machine) {
        Optional<String> id = Carrier.state(instance)
                .filter(move -> move.startTimestamp() != null)
                .map(VirtualMachineInstanceMigrationState::migrationUid);
        boolean unwanted = Carrier.state(instance)
                .filter(move -> Boolean.TRUE.equals(move.abortRequested()))
                .isPresent();
        Optional<Way> way =
                id.map(migration -> way(migration, unwanted ? "cancelled" : moving ? "completed" : "active"));
        SourceStep step = SourceStep.of(
                instance,
                new SourceStep.Facts(
                        pod.getMetadata().getName(),
                        true,
                        way,
                        Optional.empty(),
                        java.time.Duration.ZERO,
                        1,
                        java.time.Instant.now()));
        switch (step) {
            case SourceStep.Write(var next) -> migration(instance, next, Map.of());
            case SourceStep.Stay(var next, boolean _) -> migration(instance, next, Map.of());
            case SourceStep.HandOver(var next) -> {
                // It stands still here before anybody may let it run elsewhere.
                guests.remove(machine, pod.getMetadata().getUid());
                String node = String.valueOf(next.targetNode());
                migration(instance, next, Map.of("nodeName", node));
            }
            default -> {}
        }
    }

    private static Way way(String migration, String status) {
        return new Way(migration, false, "moving", status, "", 1, 1, 1, 0, 0, 0, 1, 0);
    }

    private void migration(
            VirtualMachineInstance instance, VirtualMachineInstanceMigrationState move, Map<String, String> more) {
        Map<String, Object> status = new HashMap<>(more);
        status.put("migrationState", move);
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("resourceVersion", instance.getMetadata().getResourceVersion());
        more.values().forEach(node -> metadata.put("labels", Map.of(KubeVirtNames.NODE_NAME, node)));
        client.resource(instance)
                .patch(
                        MERGE,
                        client.getKubernetesSerialization().asJson(Map.of("metadata", metadata, "status", status)));
    }

    private void guest(Pod pod, VirtualMachineInstance instance, String machine) {
        String uid = pod.getMetadata().getUid();
        String phase = Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::phase)
                .orElse("");
        if (!guests.containsValue(uid)) {
            boolean arrived = isTarget(pod)
                    && phase.equals(RUNNING)
                    && instance.getMetadata().getDeletionTimestamp() == null;
            if (arrived) {
                begin(machine, uid);
            }
            if (!isTarget(pod)
                    && phase.equals("Scheduled")
                    && instance.getMetadata().getDeletionTimestamp() == null) {
                begin(machine, uid);
                phase(instance, RUNNING);
            }
            return;
        }
        if (phase.equals("Scheduled")) {
            phase(instance, RUNNING);
        }
        plug(instance);
        String end = ends.remove(machine);
        if (end != null) {
            guests.remove(machine);
            boolean good = end.contains("guest-shutdown");
            ended(pod, end, good ? 0 : 1);
        }
    }

    private void begin(String machine, String pod) {
        String other = guests.put(machine, pod);
        if (other != null) {
            violations.add("guest of " + machine + " runs in Pods " + other + " and " + pod);
        }
    }

    /** As a node-agent does, whose guest takes each disk and lets each go at once. */
    private void plug(VirtualMachineInstance instance) {
        List<VolumeStatus> before = Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::volumeStatus)
                .orElse(List.of());
        List<VolumeStatus> after = before.stream()
                .map(status -> switch (String.valueOf(status.phase())) {
                    case "AttachedToNode" -> status.withPhase("Ready");
                    case "Detaching" -> status.withPhase("UnMountedFromPod");
                    default -> status;
                })
                .toList();
        if (!after.equals(before)) {
            Map<String, Object> patch = Map.of(
                    "metadata",
                    Map.of("resourceVersion", instance.getMetadata().getResourceVersion()),
                    "status",
                    Map.of("volumeStatus", after));
            client.resource(instance)
                    .patch(MERGE, client.getKubernetesSerialization().asJson(patch));
        }
    }

    private void phase(VirtualMachineInstance instance, String phase) {
        List<Object> transitions = new ArrayList<>(Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::phaseTransitionTimestamps)
                .orElse(List.of()));
        transitions.add(Map.of("phase", phase, "phaseTransitionTimestamp", "2026-11-24T12:00:00Z"));
        List<Object> conditions = new ArrayList<>(Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::conditions)
                .orElse(List.of()));
        conditions.add(Map.of("type", "LiveMigratable", "status", "True"));
        Map<String, Object> patch = Map.of(
                "metadata",
                Map.of("resourceVersion", instance.getMetadata().getResourceVersion()),
                "status",
                Map.of("phase", phase, "phaseTransitionTimestamps", transitions, "conditions", conditions));
        client.resource(instance)
                .patch(MERGE, client.getKubernetesSerialization().asJson(patch));
    }

    private void ready(Pod pod) {
        boolean open = pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("kubevirt.io/virtual-machine-unpaused")
                        && "True".equals(condition.getStatus()));
        condition(pod, "Ready", open ? "True" : "False", null, null);
    }

    private void condition(
            Pod pod,
            String type,
            String status,
            @org.jspecify.annotations.Nullable String reason,
            @org.jspecify.annotations.Nullable String message) {
        List<PodCondition> conditions = new ArrayList<>(
                pod.getStatus() == null ? List.of() : pod.getStatus().getConditions());
        boolean told = conditions.stream()
                .anyMatch(condition -> type.equals(condition.getType()) && status.equals(condition.getStatus()));
        if (told) {
            return;
        }
        conditions.removeIf(condition -> type.equals(condition.getType()));
        conditions.add(new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .build());
        write(
                pod,
                new PodStatusBuilder(pod.getStatus()).withConditions(conditions).build());
    }

    private void ended(Pod pod, String words, int exitCode) {
        status(
                pod,
                exitCode == 0 ? "Succeeded" : "Failed",
                container(pod)
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(exitCode)
                        .withMessage(words)
                        .withFinishedAt(java.time.Instant.now().toString())
                        .endTerminated()
                        .endState()
                        .build());
    }

    private static ContainerStatusBuilder container(Pod pod) {
        return new ContainerStatusBuilder()
                .withName(pod.getSpec().getContainers().getFirst().getName())
                .withImage("test")
                .withImageID("test")
                .withReady(true)
                .withRestartCount(0);
    }

    private void status(Pod pod, String phase, ContainerStatus container) {
        write(
                pod,
                new PodStatusBuilder(pod.getStatus())
                        .withPhase(phase)
                        .withContainerStatuses(container)
                        .build());
    }

    private void write(Pod pod, io.fabric8.kubernetes.api.model.PodStatus status) {
        Map<String, Object> patch =
                Map.of("metadata", Map.of("resourceVersion", pod.getMetadata().getResourceVersion()), "status", status);
        client.resource(pod)
                .subresource("status")
                .patch(MERGE, client.getKubernetesSerialization().asJson(patch));
    }

    private static String phase(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getPhase() == null
                ? "Pending"
                : pod.getStatus().getPhase();
    }

    private static String machine(Pod pod) {
        return pod.getMetadata().getNamespace() + "/"
                + pod.getMetadata().getAnnotations().getOrDefault(KubeVirtNames.DOMAIN, "");
    }

    private static Map<String, String> labels(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(java.time.Duration.ofSeconds(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
