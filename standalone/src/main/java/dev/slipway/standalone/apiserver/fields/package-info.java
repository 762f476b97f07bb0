/** Who owns which field: sets of paths, server-side apply and {@code metadata.managedFields}. */
@NullMarked
package dev.slipway.standalone.apiserver.fields;

import org.jspecify.annotations.NullMarked;
