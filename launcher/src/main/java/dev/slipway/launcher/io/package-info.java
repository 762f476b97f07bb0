/** The run directory, its sockets, lines on them, and the threads that serve them. Knows nothing of QEMU. */
@NullMarked
package dev.slipway.launcher.io;

import org.jspecify.annotations.NullMarked;
