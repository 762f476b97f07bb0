/** Streams of changes to clients that may be slow. */
@NullMarked
package dev.slipway.standalone.apiserver.watch;

import org.jspecify.annotations.NullMarked;
