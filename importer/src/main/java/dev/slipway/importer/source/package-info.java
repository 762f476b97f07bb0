/** Where disk images come from, as an ordered stream of bytes and, where possible, with random access. */
@NullMarked
package dev.slipway.importer.source;

import org.jspecify.annotations.NullMarked;
