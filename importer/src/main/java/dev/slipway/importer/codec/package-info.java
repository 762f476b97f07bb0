/** Compression around an image: recognised by content, expanded on the fly, bounded. */
@NullMarked
package dev.slipway.importer.codec;

import org.jspecify.annotations.NullMarked;
