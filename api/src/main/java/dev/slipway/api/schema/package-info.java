/** From records and their marks to schemas, CRDs and the table of fields; the build step that writes them. */
@NullMarked
package dev.slipway.api.schema;

import org.jspecify.annotations.NullMarked;
