/** The guest as one thing: launches it, steers it, follows it to its end. Knows nothing of who asks. */
@NullMarked
package dev.slipway.launcher.machine;

import org.jspecify.annotations.NullMarked;
