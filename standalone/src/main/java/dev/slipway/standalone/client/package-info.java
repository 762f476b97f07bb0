/** Commands of {@code ./slipway} that speak to a running standalone, as any Kubernetes client would. */
@NullMarked
package dev.slipway.standalone.client;

import org.jspecify.annotations.NullMarked;
