/** libvirt's description of a machine as a virtual machine, and an instance as libvirt's description. No client, no file. */
@NullMarked
package dev.slipway.machine.libvirt;

import org.jspecify.annotations.NullMarked;
