/** Exports: the Pod that gives claims out, the addresses under which it does, and the manifests that make a machine of them again. */
@NullMarked
package dev.slipway.machine.export;

import org.jspecify.annotations.NullMarked;
