/** Several viewers on one guest: of its screen (RFB, passed on as it is) and of its serial line. */
@NullMarked
package dev.slipway.launcher.viewers;

import org.jspecify.annotations.NullMarked;
