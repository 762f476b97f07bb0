/** The operator on the embedded API server, with a fake node that plays scheduler, kubelet, storage and node-agent. */
@NullMarked
package dev.slipway.standalone.operator;

import org.jspecify.annotations.NullMarked;
