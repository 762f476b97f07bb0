/** Patches as functions from tree to tree: JSON patch, merge patch, strategic merge patch. */
@NullMarked
package dev.slipway.standalone.apiserver.patch;

import org.jspecify.annotations.NullMarked;
