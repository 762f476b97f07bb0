/** Consoles' data plane against websockify. */
@NullMarked
package dev.slipway.benchmarks.relay;

import org.jspecify.annotations.NullMarked;
