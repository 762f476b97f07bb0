package dev.slipway.machine.lifecycle;

import dev.slipway.api.kubevirt.VirtualMachineStateChangeRequest;
import java.util.List;
import java.util.Optional;

/**
 * The requests to start or stop that wait in {@code status.stateChangeRequests}, in their order; only the first counts.
 *
 * @param list the requests
 */
public record ChangeRequests(List<VirtualMachineStateChangeRequest> list) {
    private static final String START = "Start";
    private static final String STOP = "Stop";
    private static final String PAUSED = "paused";

    public ChangeRequests {
        list = List.copyOf(list);
    }

    /** Returns the one request to start. */
    public static ChangeRequests start() {
        return new ChangeRequests(List.of(new VirtualMachineStateChangeRequest(START, null, null, null)));
    }

    /** Returns the requests to stop an instance and to start another. */
    public static ChangeRequests restart(InstanceState instance) {
        return new ChangeRequests(List.of(
                new VirtualMachineStateChangeRequest(STOP, null, instance.uid(), null),
                new VirtualMachineStateChangeRequest(START, null, null, null)));
    }

    /** Returns what is left when those at the front are done for this instance. */
    public ChangeRequests trimmed(Optional<InstanceState> instance) {
        ChangeRequests rest = this;
        while (rest.first().filter(request -> isDone(request, instance)).isPresent()) {
            rest = new ChangeRequests(rest.list.subList(1, rest.list.size()));
        }
        return rest;
    }

    private static boolean isDone(VirtualMachineStateChangeRequest request, Optional<InstanceState> instance) {
        if (STOP.equals(request.action())) {
            // Stop names the instance to stop; another instance means that it is gone.
            return request.uid() == null || !instance.map(InstanceState::uid).equals(Optional.of(request.uid()));
        }
        return !START.equals(request.action())
                || instance.filter(found -> !found.deleting() && !found.isFinal())
                        .isPresent();
    }

    /** Returns whether the next wish is to start. */
    public boolean wantsStart() {
        return first().filter(request -> START.equals(request.action())).isPresent();
    }

    /** Returns whether the next wish is to start with the guest's processors halted. */
    public boolean wantsPausedStart() {
        return wantsStart()
                && first().map(VirtualMachineStateChangeRequest::data)
                        .map(data -> Boolean.parseBoolean(data.get(PAUSED)))
                        .orElse(false);
    }

    /** Returns whether the next wish is to stop this instance. */
    public boolean wantsStop(InstanceState instance) {
        return first().filter(request ->
                        STOP.equals(request.action()) && instance.uid().equals(request.uid()))
                .isPresent();
    }

    private Optional<VirtualMachineStateChangeRequest> first() {
        return list.stream().findFirst();
    }
}
