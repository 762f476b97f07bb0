/** The process that takes uploads on a cluster: their public way, and the API that gives tokens for them. */
@NullMarked
package dev.slipway.importer.front;

import org.jspecify.annotations.NullMarked;
