/** How long admission keeps a write. */
@NullMarked
package dev.slipway.benchmarks.admission;

import org.jspecify.annotations.NullMarked;
