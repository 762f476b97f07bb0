/** Marks on record components that go into the generated CRDs, and the build step that writes them. */
@NullMarked
package dev.slipway.api.schema;

import org.jspecify.annotations.NullMarked;
