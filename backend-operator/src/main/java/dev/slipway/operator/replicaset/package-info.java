/** Keeps replica sets at the number of instances that they ask for. */
@NullMarked
package dev.slipway.operator.replicaset;

import org.jspecify.annotations.NullMarked;
