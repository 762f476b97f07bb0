/** Connections from this node to the exporter of a backup that is pulled. What QEMU offers over them is begun and ended elsewhere. */
@NullMarked
package dev.slipway.nodeagent.tunnel;

import org.jspecify.annotations.NullMarked;
