package dev.slipway.operator.vmi;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/**
 * What one look at an instance brought about.
 *
 * @param pod its Pod after it
 * @param progress the phase that it is in
 * @param problem why it does not get on
 */
record VmiPass(Optional<Pod> pod, VmiProgress progress, Optional<VmiProblem> problem) {}
