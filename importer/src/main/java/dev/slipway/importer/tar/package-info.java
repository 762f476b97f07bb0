/** Tar archives, read from front to back: layers of container images, and archives for file systems. */
@NullMarked
package dev.slipway.importer.tar;

import org.jspecify.annotations.NullMarked;
