/** Reads and writes JSON (RFC 8259) within fixed bounds. Knows nothing of what the values mean. */
@NullMarked
package dev.slipway.launcher.json;

import org.jspecify.annotations.NullMarked;
