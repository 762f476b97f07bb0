/** Clones of disks: from a claim that is mounted here, or from the Pod that serves one of another namespace. */
@NullMarked
package dev.slipway.importer.clone;

import org.jspecify.annotations.NullMarked;
