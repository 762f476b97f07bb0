/** From cloud-init volumes to the seed image that the guest reads, and the writer of such small CD-ROM images. */
@NullMarked
package dev.slipway.machine.cloudinit;

import org.jspecify.annotations.NullMarked;
