/** Recognises what an image is by its first bytes, and finds the reader for it. */
@NullMarked
package dev.slipway.importer.format;

import org.jspecify.annotations.NullMarked;
