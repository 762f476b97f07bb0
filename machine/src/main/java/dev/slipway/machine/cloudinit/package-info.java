/** From cloud-init volumes to the seed image that the guest reads. */
@NullMarked
package dev.slipway.machine.cloudinit;

import org.jspecify.annotations.NullMarked;
