/** What names and labels may look like. */
@NullMarked
package dev.slipway.standalone.apiserver.naming;

import org.jspecify.annotations.NullMarked;
