/** The web portal; each thing an admin knows has its own package below. */
@NullMarked
package dev.slipway.portal;

import org.jspecify.annotations.NullMarked;
