/** The little JSON that the importer reads and writes, without data binding, since it starts in every import. */
@NullMarked
package dev.slipway.importer.json;

import org.jspecify.annotations.NullMarked;
