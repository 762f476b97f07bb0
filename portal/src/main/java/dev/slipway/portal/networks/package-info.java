/** The networks that machines can be attached to, and which are. */
@NullMarked
package dev.slipway.portal.networks;

import org.jspecify.annotations.NullMarked;
