/** Completes virtual machines and instances as KubeVirt does. */
@NullMarked
package dev.slipway.machine.defaults;

import org.jspecify.annotations.NullMarked;
