/** Whole-process and JMH benchmarks, each against an anchor. */
@NullMarked
package dev.slipway.benchmarks;

import org.jspecify.annotations.NullMarked;
