/** Bytes on their way through the importer: pooled segments, in order. Knows neither sources nor formats. */
@NullMarked
package dev.slipway.importer.stream;

import org.jspecify.annotations.NullMarked;
