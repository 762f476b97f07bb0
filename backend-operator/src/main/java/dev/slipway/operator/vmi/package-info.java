/** Carries instances: waits for their volumes, makes their launcher Pods, hands them to node-agents, ends them. */
@NullMarked
package dev.slipway.operator.vmi;

import org.jspecify.annotations.NullMarked;
