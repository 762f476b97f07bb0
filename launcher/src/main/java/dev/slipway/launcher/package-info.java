/** One QEMU, faithfully run: its process, sockets, viewers and end. JDK only. */
@NullMarked
package dev.slipway.launcher;

import org.jspecify.annotations.NullMarked;
