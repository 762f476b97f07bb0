/** When something is to be done again and again. */
@NullMarked
package dev.slipway.machine.schedule;

import org.jspecify.annotations.NullMarked;
