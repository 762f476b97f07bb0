/** Processes of one launcher: QEMU, what runs beside it, and qemu-img; all die with the launcher. */
@NullMarked
package dev.slipway.launcher.process;

import org.jspecify.annotations.NullMarked;
