/** Talks to the guest agent: requests with deadlines, and facts of the guest gathered in the background. */
@NullMarked
package dev.slipway.launcher.agent;

import org.jspecify.annotations.NullMarked;
