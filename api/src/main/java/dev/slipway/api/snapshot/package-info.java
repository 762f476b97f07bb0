/** The resources and values of snapshot.kubevirt.io/v1beta1: snapshots of machines, what they hold, and restores. No behaviour. */
@NullMarked
package dev.slipway.api.snapshot;

import org.jspecify.annotations.NullMarked;
