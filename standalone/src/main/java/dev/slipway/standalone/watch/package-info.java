/** How the parts of standalone that work through lists of objects wait for a change of one. */
@NullMarked
package dev.slipway.standalone.watch;

import org.jspecify.annotations.NullMarked;
