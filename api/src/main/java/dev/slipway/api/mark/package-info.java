/** Marks on record components: what the generated CRDs say of a field beside its type. */
@NullMarked
package dev.slipway.api.mark;

import org.jspecify.annotations.NullMarked;
