/** libvirt's translation of a guest into QEMU's arguments beside Slipway's, property by property. Nothing that runs. */
package dev.slipway.machine.oracle;
