/** Answers an API write: completes it or refuses it with every cause. No client, no clock. */
@NullMarked
package dev.slipway.machine.admission;

import org.jspecify.annotations.NullMarked;
