/** What programs in guests may ask of their node over virtio-vsock. */
@NullMarked
package dev.slipway.nodeagent.vsock;

import org.jspecify.annotations.NullMarked;
