/** Consoles for browsers: one signed ticket opens one websocket. */
@NullMarked
package dev.slipway.vncproxy.stream;

import org.jspecify.annotations.NullMarked;
