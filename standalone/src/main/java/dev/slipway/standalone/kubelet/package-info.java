/** Runs Pods as local processes. */
@NullMarked
package dev.slipway.standalone.kubelet;

import org.jspecify.annotations.NullMarked;
