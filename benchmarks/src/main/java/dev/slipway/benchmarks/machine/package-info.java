/** What a machine costs beside its guest: time until it runs, memory of its launcher. */
@NullMarked
package dev.slipway.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
