package dev.slipway.operator.pool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import dev.slipway.machine.lifecycle.ChangeRequests;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.lifecycle.RunStrategy;
import dev.slipway.machine.replicas.MaxUnavailable;
import dev.slipway.machine.replicas.PoolMachine;
import dev.slipway.machine.replicas.PoolSelection;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.reconcile.Outcome;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Brings machines to the pool's present template: their descriptions at once, what runs by restarts, no more of them at
 * once than the pool can miss.
 */
final class PoolUpdate {
    private static final Duration ROOM_AGAIN = Duration.ofSeconds(3);

    private final PoolRevisions revisions;
    private final ObjectWriter writer;
    private final Events events;
    private final Random random;

    PoolUpdate(PoolRevisions revisions, ObjectWriter writer, Events events, Random random) {
        this.revisions = revisions;
        this.writer = writer;
        this.events = events;
        this.random = random;
    }

    /**
     * How an update went.
     *
     * @param problem why it stopped
     * @param outcome when to go on
     * @param settled whether all machines follow the present template
     */
    record Result(Optional<PoolProblem> problem, Outcome outcome, boolean settled) {
        static Result failed(PoolProblem problem) {
            return new Result(Optional.of(problem), new Outcome.Done(), false);
        }
    }

    /** What becomes of what runs. */
    private enum Step {
        NONE,
        RELABEL,
        RESTART,
        REPLACE
    }

    Result proceed(PoolScope scope) {
        if (!scope.isUpdated()) {
            return new Result(Optional.empty(), new Outcome.Done(), true);
        }
        Templates templates = new Templates(scope);
        List<VirtualMachine> eligible = PoolSelection.of(scope.staying(), scope.updatePolicy(), random);
        List<VirtualMachine> current = new ArrayList<>();
        List<VirtualMachine> outdated = new ArrayList<>();
        eligible.forEach(machine -> (templates.isCurrent(machine) ? current : outdated).add(machine));
        Optional<PoolProblem> problem = describe(scope, outdated);
        if (problem.isPresent()) {
            return Result.failed(problem.get());
        }
        return scope.isRestartedForUpdates()
                ? restart(scope, templates, current, outdated.isEmpty())
                : new Result(Optional.empty(), new Outcome.Done(), outdated.isEmpty());
    }

    private Optional<PoolProblem> describe(PoolScope scope, List<VirtualMachine> outdated) {
        if (outdated.isEmpty()) {
            return Optional.empty();
        }
        String revision = revisions.keep(scope.pool());
        return outdated.stream()
                .flatMap(machine -> describe(scope, machine, revision).stream())
                .findFirst();
    }

    private Optional<PoolProblem> describe(PoolScope scope, VirtualMachine machine, String revision) {
        String name = machine.getMetadata().getName();
        int index = PoolMachine.index(name).orElse(0);
        return tried(scope, machine, () -> {
            writer.whole(machine, PoolMachine.updated(scope.pool(), machine, index, revision));
            events.normal(
                    scope.pool(),
                    "SuccessfulUpdate",
                    "Updated VM " + machine.getMetadata().getNamespace() + "/" + name);
        });
    }

    /** Does something to a machine, and tells of it if the API server refuses that. */
    private Optional<PoolProblem> tried(PoolScope scope, VirtualMachine machine, Runnable step) {
        try {
            step.run();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            PoolProblem problem =
                    new PoolProblem.UpdateRefused(machine.getMetadata().getName(), Refusals.sentence(e));
            problem.attempt().ifPresent(reason -> events.warning(scope.pool(), reason, problem.message()));
            return Optional.of(problem);
        }
    }

    private Result restart(PoolScope scope, Templates templates, List<VirtualMachine> current, boolean described) {
        // What does not serve is missed by nobody; it may even be the old template that keeps it from serving.
        List<VirtualMachine> serving = new ArrayList<>();
        for (VirtualMachine machine : current) {
            if (PoolStatus.isReady(machine)) {
                serving.add(machine);
                continue;
            }
            Optional<PoolProblem> problem = scope.instance(machine)
                    .filter(instance -> instance.getMetadata().getDeletionTimestamp() == null)
                    .flatMap(instance -> tried(
                            scope,
                            machine,
                            () -> carryOut(scope, machine, instance, templates.step(machine, instance))));
            if (problem.isPresent()) {
                return Result.failed(problem.get());
            }
        }
        long room = MaxUnavailable.of(scope.pool().getSpec())
                - current.stream().filter(machine -> !serves(scope, machine)).count();
        for (VirtualMachine machine : serving) {
            Optional<VirtualMachineInstance> instance = scope.instance(machine);
            Step step = instance.map(found -> templates.step(machine, found)).orElse(Step.NONE);
            if (step == Step.NONE) {
                continue;
            }
            if (room <= 0) {
                return new Result(Optional.empty(), new Outcome.Again(ROOM_AGAIN), described);
            }
            Optional<PoolProblem> problem =
                    tried(scope, machine, () -> carryOut(scope, machine, instance.orElseThrow(), step));
            if (problem.isPresent()) {
                return Result.failed(problem.get());
            }
            room -= step == Step.RELABEL ? 0 : 1;
        }
        return new Result(Optional.empty(), new Outcome.Done(), described);
    }

    private static boolean serves(PoolScope scope, VirtualMachine machine) {
        return scope.instance(machine)
                .map(InstanceState::of)
                .filter(state ->
                        !state.deleting() && InstanceState.RUNNING.equals(state.phase()) && state.has("Ready", "True"))
                .isPresent();
    }

    private void carryOut(PoolScope scope, VirtualMachine machine, VirtualMachineInstance instance, Step step) {
        switch (step) {
            case NONE -> {}
            case RELABEL ->
                writer.whole(
                        instance,
                        Copies.withLabel(
                                instance,
                                PoolMachine.REVISION,
                                Copies.labels(machine).getOrDefault(PoolMachine.REVISION, "")));
            case RESTART -> {
                restart(machine, instance);
                events.normal(
                        scope.pool(),
                        "SuccessfulDelete",
                        "Restarted VM " + machine.getMetadata().getName() + " for the pool's present template");
            }
            case REPLACE -> {
                // Its disks differ, so none of them is kept for the machine that takes its place.
                PoolDeparture.release(writer, machine);
                writer.delete(machine, Optional.empty());
                events.normal(
                        scope.pool(),
                        "SuccessfulDelete",
                        "Deleted VM " + machine.getMetadata().getName()
                                + ", because the pool's present template has other disks");
            }
        }
    }

    /** Without a request, these strategies leave down what is deleted. */
    private void restart(VirtualMachine machine, VirtualMachineInstance instance) {
        boolean needsRequest = RunStrategy.of(machine.getSpec())
                .filter(strategy -> strategy == RunStrategy.MANUAL || strategy == RunStrategy.RERUN_ON_FAILURE)
                .isPresent();
        if (needsRequest) {
            writer.status(machine, machine.getStatus(), requested(machine, instance));
        } else {
            writer.delete(instance, Optional.empty());
        }
    }

    private static VirtualMachineStatus requested(VirtualMachine machine, VirtualMachineInstance instance) {
        VirtualMachineStatusBuilder status = Optional.ofNullable(machine.getStatus())
                .map(VirtualMachineStatusBuilder::builder)
                .orElseGet(VirtualMachineStatusBuilder::builder);
        return status.stateChangeRequests(
                        ChangeRequests.restart(InstanceState.of(instance)).list())
                .build();
    }

    /** The templates that machines and instances follow; each is read once. */
    private final class Templates {
        private final PoolScope scope;
        private final JsonNode present;
        private final Map<String, Optional<JsonNode>> kept = new HashMap<>();

        Templates(PoolScope scope) {
            this.scope = scope;
            this.present = revisions.template(scope.pool());
        }

        private Optional<JsonNode> kept(String revision) {
            return kept.computeIfAbsent(revision, name -> revisions.template(scope.pool(), name));
        }

        boolean isCurrent(VirtualMachine machine) {
            String revision = Copies.labels(machine).getOrDefault(PoolMachine.REVISION, "");
            return !revision.isEmpty()
                    && (revision.equals(PoolRevisions.name(scope.pool()))
                            || kept(revision).filter(present::equals).isPresent());
        }

        Step step(VirtualMachine machine, VirtualMachineInstance instance) {
            String wanted = Copies.labels(machine).getOrDefault(PoolMachine.REVISION, "");
            String running = Copies.labels(instance).getOrDefault(PoolMachine.REVISION, "");
            if (wanted.equals(running)) {
                return Step.NONE;
            }
            Optional<JsonNode> before = kept(running);
            if (running.isEmpty() || before.isEmpty()) {
                return Step.RESTART;
            }
            JsonNode old = before.get().path("spec");
            JsonNode fresh = present.path("spec");
            if (!old.path("dataVolumeTemplates").equals(fresh.path("dataVolumeTemplates"))) {
                return Step.REPLACE;
            }
            return old.path("template").equals(fresh.path("template")) ? Step.RELABEL : Step.RESTART;
        }
    }
}
