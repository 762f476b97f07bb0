/** From a virtual machine instance and the facts of a host to what the launcher runs: the launch plan. */
@NullMarked
package dev.slipway.machine.qemu;

import org.jspecify.annotations.NullMarked;
