/** Chooses nodes for Pods: a decision ({@link Placement}) and the loop that carries it out. */
@NullMarked
package dev.slipway.standalone.scheduler;

import org.jspecify.annotations.NullMarked;
