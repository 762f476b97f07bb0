package dev.slipway.standalone.kubelet;

import java.util.List;

/** The phase of a Pod and the rules that lead to it (Kubernetes: Pod Lifecycle). */
enum PodPhase {
    PENDING("Pending"),
    RUNNING("Running"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed");

    private final String text;

    PodPhase(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    boolean isFinal() {
        return this == SUCCEEDED || this == FAILED;
    }

    /** Returns the phase of a Pod with these containers and restart policy. */
    static PodPhase of(List<ContainerState> containers, String restartPolicy) {
        boolean allEnded = containers.stream().allMatch(ContainerState.Ended.class::isInstance);
        if (containers.isEmpty() || containers.stream().allMatch(ContainerState.Waiting.class::isInstance)) {
            return PENDING;
        }
        if (!allEnded || restartPolicy.equals("Always")) {
            return RUNNING;
        }
        boolean allWell = containers.stream()
                .allMatch(state -> state instanceof ContainerState.Ended ended && ended.exitCode() == 0);
        if (allWell) {
            return SUCCEEDED;
        }
        return restartPolicy.equals("Never") ? FAILED : RUNNING;
    }
}
