/** The process of {@code vnc-proxy} on a cluster: its settings, its servers, and how it knows the API server. */
@NullMarked
package dev.slipway.vncproxy.front;

import org.jspecify.annotations.NullMarked;
