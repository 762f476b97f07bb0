/** Keeps pools at the number of machines that they ask for, updates and heals them. */
@NullMarked
package dev.slipway.operator.pool;

import org.jspecify.annotations.NullMarked;
