/** The way to a guest: which node-agent serves it, calls to it over mutual TLS, and websockets joined to it. */
@NullMarked
package dev.slipway.vncproxy.relay;

import org.jspecify.annotations.NullMarked;
