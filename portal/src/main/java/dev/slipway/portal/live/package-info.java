/** One stream of changed page parts per browser tab. What a part looks like is decided by the package that owns it. */
@NullMarked
package dev.slipway.portal.live;

import org.jspecify.annotations.NullMarked;
