/** Fills volumes from sources. */
@NullMarked
package dev.slipway.importer;

import org.jspecify.annotations.NullMarked;
