/** Virtual machines: list, query, state, page of one machine, actions and its YAML. */
@NullMarked
package dev.slipway.portal.machines;

import org.jspecify.annotations.NullMarked;
