/** The nodes: how they are, what of them machines hold, and whether new machines may come. */
@NullMarked
package dev.slipway.portal.nodes;

import org.jspecify.annotations.NullMarked;
