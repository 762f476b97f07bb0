package dev.slipway.standalone.kubelet;

/**
 * A container of a Pod with what became of it.
 *
 * @param name its name in the Pod
 * @param image its image
 * @param restarts how often it was started again
 */
record ContainerReport(String name, String image, int restarts, ContainerState state) {}
