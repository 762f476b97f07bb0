/** QEMU's machine protocol (QMP): messages, their text form, and a client of one QEMU. */
@NullMarked
package dev.slipway.launcher.qmp;

import org.jspecify.annotations.NullMarked;
