/** Start, stop, restart, run strategies, printable status: which change follows from which state. */
@NullMarked
package dev.slipway.machine.lifecycle;

import org.jspecify.annotations.NullMarked;
