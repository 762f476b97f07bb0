package dev.slipway.vncproxy.subresource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.PowerDecision.Step;
import dev.slipway.machine.lifecycle.Refusal;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;

/** Carries the steps of a power decision out, as JSON patches that fail if something else changed meanwhile. */
final class PowerSteps {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Optional<VirtualMachineInstance> instance;
    private final boolean dryRun;

    PowerSteps(
            KubernetesClient client,
            VirtualMachine machine,
            Optional<VirtualMachineInstance> instance,
            boolean dryRun) {
        this.client = client;
        this.namespace = machine.getMetadata().getNamespace();
        this.name = machine.getMetadata().getName();
        this.instance = instance;
        this.dryRun = dryRun;
    }

    /** Returns why they could not be carried out, or nothing; blocks. */
    Optional<Refusal> carryOut(List<Step> steps) {
        try {
            steps.forEach(this::carryOut);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409 || e.getCode() == 422 && isFailedTest(e)) {
                return Optional.of(Refusal.conflict(
                        Refusal.MACHINE, name, "it has been changed by somebody else at the same time; try again"));
            }
            throw e;
        }
    }

    /** The API server says of a failed {@code test} only that the request is in error; a refusing webhook says more. */
    private static boolean isFailedTest(KubernetesClientException e) {
        return e.getStatus() == null
                || e.getStatus().getDetails() == null
                || e.getStatus().getDetails().getCauses() == null
                || e.getStatus().getDetails().getCauses().isEmpty();
    }

    private void carryOut(Step step) {
        switch (step) {
            case Step.SetRunStrategy set ->
                patchMachine(patch().test("/spec/runStrategy", set.from().text())
                        .replace("/spec/runStrategy", set.to().text()));
            case Step.SetRunning set ->
                patchMachine(patch().test("/spec/running", !set.running()).replace("/spec/running", set.running()));
            case Step.RequestStateChange change -> patchStatus(stateChange(change));
            case Step.SetGracePeriod set -> patchInstance(gracePeriod(set));
            case Step.DeleteLauncherPod ignored -> deleteLauncherPod();
        }
    }

    private static JsonPatch stateChange(Step.RequestStateChange change) {
        String path = "/status/stateChangeRequests";
        JsonPatch patch = patch();
        change.before().ifPresent(before -> patch.test(path, before.list()));
        patch.add(path, change.requests().list());
        return change.forgetStartFailure() ? patch.remove("/status/startFailure") : patch;
    }

    private static JsonPatch gracePeriod(Step.SetGracePeriod set) {
        String path = "/spec/terminationGracePeriodSeconds";
        JsonPatch patch = patch();
        set.before().ifPresent(before -> patch.test(path, before));
        return patch.add(path, set.seconds());
    }

    private void patchMachine(JsonPatch patch) {
        var machine =
                client.resources(VirtualMachine.class).inNamespace(namespace).withName(name);
        (dryRun ? machine.dryRun() : machine).patch(context(), patch.text());
    }

    private void patchStatus(JsonPatch patch) {
        var machine =
                client.resources(VirtualMachine.class).inNamespace(namespace).withName(name);
        (dryRun ? machine.dryRun() : machine).subresource("status").patch(context(), patch.text());
    }

    private void patchInstance(JsonPatch patch) {
        var stored = client.resources(VirtualMachineInstance.class)
                .inNamespace(namespace)
                .withName(name);
        (dryRun ? stored.dryRun() : stored).patch(context(), patch.text());
    }

    private void deleteLauncherPod() {
        String uid = instance.map(found -> found.getMetadata().getUid()).orElseThrow();
        var pods = client.pods().inNamespace(namespace).withLabel(KubeVirtNames.CREATED_BY, uid);
        if (!dryRun) {
            pods.withGracePeriod(1).delete();
        }
    }

    private static PatchContext context() {
        return PatchContext.of(PatchType.JSON);
    }

    private static JsonPatch patch() {
        return new JsonPatch();
    }

    /** A JSON patch (RFC 6902) in the making. */
    private static final class JsonPatch {
        private final ArrayNode operations = JSON.createArrayNode();

        JsonPatch test(String path, Object value) {
            return operation("test", path, value);
        }

        JsonPatch add(String path, Object value) {
            return operation("add", path, value);
        }

        JsonPatch replace(String path, Object value) {
            return operation("replace", path, value);
        }

        JsonPatch remove(String path) {
            operations.addObject().put("op", "remove").put("path", path);
            return this;
        }

        private JsonPatch operation(String operation, String path, Object value) {
            operations.addObject().put("op", operation).put("path", path).set("value", JSON.valueToTree(value));
            return this;
        }

        String text() {
            try {
                return JSON.writeValueAsString(operations);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree is always JSON", e);
            }
        }
    }
}
