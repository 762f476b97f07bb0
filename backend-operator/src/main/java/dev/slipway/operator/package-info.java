/** Starts the controllers; what each controls lives in the package named after its kind. */
@NullMarked
package dev.slipway.operator;

import org.jspecify.annotations.NullMarked;
