/** The control socket: requests and replies as lines of JSON ({@code docs/contracts.md} §2). */
@NullMarked
package dev.slipway.launcher.control;

import org.jspecify.annotations.NullMarked;
