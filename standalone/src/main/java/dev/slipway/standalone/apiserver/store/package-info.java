/** Durable objects under one global revision: SQLite below, an index and a bounded history in memory above. */
@NullMarked
package dev.slipway.standalone.apiserver.store;

import org.jspecify.annotations.NullMarked;
