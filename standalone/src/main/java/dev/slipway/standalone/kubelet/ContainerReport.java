package dev.slipway.standalone.kubelet;

/**
 * A container of a Pod with what became of it.
 *
 * @param name its name in the Pod
 * @param image its image
 * @param restarts how often it was started again
 * @param state what became of it
 * @param ready whether it takes traffic
 */
record ContainerReport(String name, String image, int restarts, ContainerState state, boolean ready) {
    /** A container that is ready while it runs. */
    ContainerReport(String name, String image, int restarts, ContainerState state) {
        this(name, image, restarts, state, state instanceof ContainerState.Running);
    }
}
