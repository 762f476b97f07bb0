/** All parts in one process. */
@NullMarked
package dev.slipway.standalone.app;

import org.jspecify.annotations.NullMarked;
