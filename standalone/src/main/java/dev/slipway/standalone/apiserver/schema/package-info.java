/** Structural schemas: pruning, defaults and checks of objects. */
@NullMarked
package dev.slipway.standalone.apiserver.schema;

import org.jspecify.annotations.NullMarked;
