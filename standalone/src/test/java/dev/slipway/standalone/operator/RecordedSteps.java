package dev.slipway.standalone.operator;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.RestartOptions;
import dev.slipway.api.kubevirt.StartOptions;
import dev.slipway.api.kubevirt.StopOptions;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.lifecycle.PowerAction;
import dev.slipway.machine.lifecycle.PowerDecision;
import dev.slipway.machine.lifecycle.PowerDecision.Step;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does what the driver of a recorded scenario did, and sees what its poll saw. */
final class RecordedSteps implements AutoCloseable {
    private final OperatorCluster cluster;
    private final JsonNode scenario;
    private final List<String> statuses = new CopyOnWriteArrayList<>();
    private final Watch watch;
    private boolean made;

    RecordedSteps(OperatorCluster cluster, JsonNode scenario) {
        this.cluster = cluster;
        this.scenario = scenario;
        this.watch = cluster.client()
                .resources(VirtualMachine.class)
                .inNamespace(cluster.namespace())
                .watch(new Watcher<VirtualMachine>() {
                    @Override
                    public void eventReceived(Action action, VirtualMachine machine) {
                        note(machine);
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        // The test reads what has come until then.
                    }
                });
    }

    private void note(VirtualMachine machine) {
        String status = machine.getStatus() == null ? null : machine.getStatus().printableStatus();
        if (status != null && (statuses.isEmpty() || !statuses.getLast().equals(status))) {
            statuses.add(status);
        }
    }

    List<String> statuses() {
        return List.copyOf(statuses);
    }

    /** The last one stays: it holds until the next. */
    void forgetStatuses() {
        if (!statuses.isEmpty()) {
            String last = statuses.getLast();
            statuses.clear();
            statuses.add(last);
        }
    }

    JsonNode state() {
        JsonNode none = RecordedStatusTest.none();
        return RecordedStatusTest.state(
                cluster.machine(name())
                        .map(machine -> RecordedStatusTest.tree(cluster, machine))
                        .orElse(none),
                cluster.instance(name())
                        .map(instance -> RecordedStatusTest.tree(cluster, instance))
                        .orElse(none),
                RecordedStatusTest.pods(cluster),
                RecordedStatusTest.events(cluster));
    }

    private String name() {
        return first("VirtualMachine")
                .or(() -> first("VirtualMachineInstance"))
                .orElseThrow()
                .at("/metadata/name")
                .asText();
    }

    private String key() {
        return cluster.namespace() + "/" + name();
    }

    private Optional<JsonNode> first(String kind) {
        for (JsonNode entry : scenario.path("timeline")) {
            JsonNode object = entry.path("objects").path(kind).path(0);
            if (object.isObject()) {
                return Optional.of(object);
            }
        }
        return Optional.empty();
    }

    void carryOut(String step) {
        if (!made) {
            make();
            made = true;
            return;
        }
        String words = step.replaceFirst(" \\{\"httpCode.*", "").strip();
        // The driver of stop-graceperiod says so, too, but its agent reacted.
        if (words.contains("does not react")) {
            cluster.node().freeze(key());
        }
        if (words.startsWith("PUT start") || words.startsWith("start while")) {
            power("start");
        } else if (words.startsWith("PUT stop") || words.startsWith("stop")) {
            power("stop");
        } else if (words.startsWith("PUT restart") || words.startsWith("restart")) {
            power(words.contains("force") ? "restart force" : "restart");
        } else if (words.startsWith("agent reports")) {
            cluster.node().thaw(key());
        } else if (words.startsWith("spec.runStrategy edited to ")) {
            cluster.patchMachine(
                    name(), "{\"spec\":{\"runStrategy\":\"" + words.substring(words.lastIndexOf(' ') + 1) + "\"}}");
        } else if (words.startsWith("guest shut down")) {
            end("{\"end\":\"guest-shutdown\"}");
        } else if (words.startsWith("VMI phase set Failed")) {
            end("{\"end\":\"crashed\",\"message\":\"QEMU is gone\"}");
        } else if (words.startsWith("user deleted the VMI") || words.equals("deleted")) {
            cluster.deleteInstance(name());
        } else if (words.equals("VM deleted with Orphan")) {
            cluster.client()
                    .resources(VirtualMachine.class)
                    .inNamespace(cluster.namespace())
                    .withName(name())
                    .withPropagationPolicy(io.fabric8.kubernetes.api.model.DeletionPropagation.ORPHAN)
                    .delete();
        } else if (words.startsWith("deleted VM")) {
            cluster.deleteMachine(name());
        } else if (words.startsWith("launcher pod deleted by force")) {
            cluster.client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .withGracePeriod(0)
                    .delete();
        } else if (words.startsWith("VMI Paused")) {
            condition("Paused", "True", "PausedByUser");
            // The Pod of a guest that rests is not ready; where the scenarios were recorded no kubelet said so.
            await().atMost(Duration.ofSeconds(20)).until(() -> !isReady());
        } else if (words.startsWith("unpaused")) {
            conditions("[]");
        } else if (words.startsWith("VMI Ready False")) {
            condition("Ready", "False", "GuestNotRunning");
        } else if (words.startsWith("AgentConnected")) {
            condition("AgentConnected", "True", "");
        } else {
            throw new IllegalStateException("no driver for the step " + words);
        }
    }

    private void make() {
        JsonNode recorded = first("VirtualMachine")
                .or(() -> first("VirtualMachineInstance"))
                .orElseThrow();
        ObjectNode object = recorded.deepCopy();
        object.remove("status");
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        metadata.remove(List.of("finalizers", "generation", "annotations", "labels", "uid", "deletionTimestamp"));
        metadata.put("namespace", cluster.namespace());
        JsonNode selector = object.at("/spec/template/spec/nodeSelector");
        if (selector.isObject()) {
            // The word of the fake node for a place that does not exist.
            ((ObjectNode) selector).put("nowhere", "true");
        }
        cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal(object.toString(), GenericKubernetesResource.class))
                .create();
    }

    /** As the subresource does: the same decision, the same changes; a refusal changes nothing. */
    private void power(String verb) {
        VirtualMachine machine = cluster.machine(name()).orElseThrow();
        Optional<VirtualMachineInstance> instance = cluster.instance(name());
        PowerDecision decision = switch (verb) {
            case "start" -> PowerAction.start(machine, instance, new StartOptions(null, null, null, null, Map.of()));
            case "stop" -> PowerAction.stop(machine, instance, new StopOptions(null, null, null, null, Map.of()));
            case "restart force" ->
                PowerAction.restart(machine, instance, new RestartOptions(null, null, 0L, null, Map.of()));
            default -> PowerAction.restart(machine, instance, new RestartOptions(null, null, null, null, Map.of()));
        };
        if (decision instanceof PowerDecision.Accepted(List<Step> steps)) {
            steps.forEach(this::carryOut);
        }
    }

    private void carryOut(Step step) {
        switch (step) {
            case Step.SetRunStrategy set ->
                cluster.patchMachine(
                        name(), "{\"spec\":{\"runStrategy\":\"" + set.to().text() + "\"}}");
            case Step.SetRunning set -> cluster.patchMachine(name(), "{\"spec\":{\"running\":" + set.running() + "}}");
            case Step.RequestStateChange change ->
                cluster.requestChange(
                        name(),
                        cluster.client()
                                .getKubernetesSerialization()
                                .asJson(change.requests().list()));
            case Step.SetGracePeriod set ->
                cluster.client()
                        .resources(VirtualMachineInstance.class)
                        .inNamespace(cluster.namespace())
                        .withName(name())
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"spec\":{\"terminationGracePeriodSeconds\":" + set.seconds() + "}}");
            case Step.DeleteLauncherPod _ ->
                cluster.client()
                        .pods()
                        .inNamespace(cluster.namespace())
                        .withGracePeriod(1)
                        .delete();
        }
    }

    /** A guest that does not run, because an earlier step left none, cannot end. */
    private void end(String words) {
        if (cluster.runs(name())) {
            cluster.endGuest(name(), words);
        }
    }

    private boolean isReady() {
        VirtualMachine machine = cluster.client()
                .resources(VirtualMachine.class)
                .inNamespace(cluster.namespace())
                .withName(name())
                .get();
        return machine != null
                && machine.getStatus() != null
                && Boolean.TRUE.equals(machine.getStatus().ready());
    }

    private void condition(String type, String status, String reason) {
        conditions("[{\"type\":\"" + type + "\",\"status\":\"" + status + "\",\"reason\":\"" + reason + "\"}]");
    }

    private void conditions(String added) {
        // The operator may write at the same time; what it says of readiness comes again.
        for (int attempt = 0; attempt < 20; attempt++) {
            try {
                cluster.client()
                        .resources(VirtualMachineInstance.class)
                        .inNamespace(cluster.namespace())
                        .withName(name())
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"conditions\":" + added + "}}");
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != 409) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        cluster.node().thaw(key());
        watch.close();
    }
}
