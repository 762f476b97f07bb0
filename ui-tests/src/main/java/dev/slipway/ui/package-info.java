/** The portal in a real browser. */
@NullMarked
package dev.slipway.ui;

import org.jspecify.annotations.NullMarked;
