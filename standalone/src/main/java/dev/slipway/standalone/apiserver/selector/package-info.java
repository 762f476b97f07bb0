/** Label and field selectors: parsing and matching. */
@NullMarked
package dev.slipway.standalone.apiserver.selector;

import org.jspecify.annotations.NullMarked;
