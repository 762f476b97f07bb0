/** Carries consoles and serves subresources.kubevirt.io. */
@NullMarked
package dev.slipway.vncproxy;

import org.jspecify.annotations.NullMarked;
