package dev.slipway.machine.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a virtual machine's run strategy asks for now.
 *
 * @param step the one change to make
 * @param requests the requests that stay open
 */
public record RunStrategyDecision(Step step, ChangeRequests requests) {

    /** A change to the current instance, or to the virtual machine. */
    public sealed interface Step {}

    /** All is as it shall be. */
    public record Rest() implements Step {}

    /**
     * Make an instance.
     *
     * @param paused whether its guest waits before its first instruction
     */
    public record Start(boolean paused) implements Step {}

    /**
     * Delete the instance.
     *
     * @param uid which one; never another of the same name
     */
    public record Stop(String uid) implements Step {}

    /**
     * Make an instance later.
     *
     * @param left how long to wait
     */
    public record BackOff(Duration left) implements Step {}

    /** Write the strategy Always into the specification: a start request on a halted virtual machine. */
    public record Unhalt() implements Step {}

    /**
     * What the decision depends on.
     *
     * @param strategy the strategy that the specification asks for
     * @param lastStrategy the strategy that was last acted upon
     * @param instance the current instance
     * @param requests open requests, trimmed
     * @param backOff failures so far
     * @param now the time
     */
    public record Situation(
            RunStrategy strategy,
            Optional<RunStrategy> lastStrategy,
            Optional<InstanceState> instance,
            ChangeRequests requests,
            Optional<CrashLoopBackOff> backOff,
            Instant now) {}

    /** Returns what to do; the table is KubeVirt's ({@code vm.go}, {@code syncRunStrategy}). */
    public static RunStrategyDecision of(Situation situation) {
        return switch (situation.strategy()) {
            case ALWAYS -> always(situation);
            case RERUN_ON_FAILURE -> rerunOnFailure(situation);
            case MANUAL -> manual(situation);
            case HALTED -> halted(situation);
            case ONCE -> once(situation);
            case WAIT_AS_RECEIVER -> same(situation, new Rest());
        };
    }

    /** Returns whether a machine is to start, or its instance to go on ({@code vm.go}, {@code isSetToStart}). */
    public static boolean isToRun(RunStrategy strategy, Optional<InstanceState> instance, ChangeRequests requests) {
        return switch (strategy) {
            case ALWAYS -> true;
            case HALTED, WAIT_AS_RECEIVER -> false;
            case MANUAL -> instance.map(found -> !requests.wantsStop(found)).orElseGet(requests::wantsStart);
            case RERUN_ON_FAILURE ->
                instance.filter(found -> found.phase().equals(InstanceState.SUCCEEDED))
                        .isEmpty();
            case ONCE -> instance.isEmpty();
        };
    }

    private static RunStrategyDecision always(Situation situation) {
        return situation
                .instance()
                .map(instance -> same(
                        situation,
                        stopIf(
                                instance,
                                instance.isFinal() || situation.requests().wantsStop(instance))))
                .orElseGet(() -> same(situation, startWhenDue(situation)));
    }

    private static RunStrategyDecision rerunOnFailure(Situation situation) {
        ChangeRequests requests = situation.requests();
        if (situation.instance().isPresent()) {
            InstanceState instance = situation.instance().get();
            Step step = stopIf(instance, instance.isFinal() || requests.wantsStop(instance));
            // The wish to run again must outlive the instance that failed. One that was deleted first was not to run.
            boolean again = instance.hasFailed()
                    && !instance.deleting()
                    && requests.list().isEmpty();
            return new RunStrategyDecision(step, again ? ChangeRequests.start() : requests);
        }
        boolean firstTime = !situation.lastStrategy().equals(Optional.of(RunStrategy.RERUN_ON_FAILURE));
        return same(situation, requests.wantsStart() || firstTime ? startWhenDue(situation) : new Rest());
    }

    private static RunStrategyDecision manual(Situation situation) {
        ChangeRequests requests = situation.requests();
        return situation
                .instance()
                .map(instance -> same(situation, stopIf(instance, requests.wantsStop(instance))))
                .orElseGet(() ->
                        same(situation, requests.wantsStart() ? new Start(requests.wantsPausedStart()) : new Rest()));
    }

    private static RunStrategyDecision halted(Situation situation) {
        return situation
                .instance()
                .map(instance -> same(situation, stopIf(instance, true)))
                .orElseGet(() -> same(situation, situation.requests().wantsStart() ? new Unhalt() : new Rest()));
    }

    private static RunStrategyDecision once(Situation situation) {
        return situation
                .instance()
                .map(instance ->
                        same(situation, stopIf(instance, situation.requests().wantsStop(instance))))
                .orElseGet(() -> same(situation, new Start(situation.requests().wantsPausedStart())));
    }

    private static Step startWhenDue(Situation situation) {
        return situation
                .backOff()
                .flatMap(backOff -> backOff.left(situation.now()))
                .<Step>map(BackOff::new)
                .orElseGet(() -> new Start(situation.requests().wantsPausedStart()));
    }

    private static Step stopIf(InstanceState instance, boolean wanted) {
        return wanted && !instance.deleting() ? new Stop(instance.uid()) : new Rest();
    }

    private static RunStrategyDecision same(Situation situation, Step step) {
        return new RunStrategyDecision(step, situation.requests());
    }
}
