/** How Slipway's parts read what the Kubernetes API sends them. */
@NullMarked
package dev.slipway.api.client;

import org.jspecify.annotations.NullMarked;
