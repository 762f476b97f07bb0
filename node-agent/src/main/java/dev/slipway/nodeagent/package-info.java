/** Drives the launchers of one node and reports what they say. */
@NullMarked
package dev.slipway.nodeagent;

import org.jspecify.annotations.NullMarked;
