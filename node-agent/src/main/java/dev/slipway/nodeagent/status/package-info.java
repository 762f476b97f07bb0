/** From what a launcher says to what the status of its instance says. Decisions only: no client, no clock. */
@NullMarked
package dev.slipway.nodeagent.status;

import org.jspecify.annotations.NullMarked;
