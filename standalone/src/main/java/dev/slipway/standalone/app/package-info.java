/** The embedded default: every part in one process, kept in one data directory. Wiring only; no part lives here. */
@NullMarked
package dev.slipway.standalone.app;

import org.jspecify.annotations.NullMarked;
