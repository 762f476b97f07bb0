/** Instance types and preferences: finding them, inferring them from volumes, applying them to a machine. No client. */
@NullMarked
package dev.slipway.machine.expand;

import org.jspecify.annotations.NullMarked;
