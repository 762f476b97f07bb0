/** How figures reach a guest: read from the node, written to its disk, said on its port. */
@NullMarked
package dev.slipway.nodeagent.metrics;

import org.jspecify.annotations.NullMarked;
