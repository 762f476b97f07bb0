/** A single-node Kubernetes API with persistence. */
@NullMarked
package dev.slipway.standalone.apiserver;

import org.jspecify.annotations.NullMarked;
