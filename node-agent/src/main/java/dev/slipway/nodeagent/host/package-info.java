/** What this node can do for guests: accelerator, QEMU, firmware, and the labels that say so to the scheduler. */
@NullMarked
package dev.slipway.nodeagent.host;

import org.jspecify.annotations.NullMarked;
