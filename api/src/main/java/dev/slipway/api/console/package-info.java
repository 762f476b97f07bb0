/** The ticket that lets one browser open one console once. */
@NullMarked
package dev.slipway.api.console;

import org.jspecify.annotations.NullMarked;
