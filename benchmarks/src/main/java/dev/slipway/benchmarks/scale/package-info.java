/** The control plane at scale: many machines on fake nodes of a real Kubernetes, beside as many bare Pods. */
@NullMarked
package dev.slipway.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
