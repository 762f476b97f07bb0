/** Network block devices: the client's end of one connection. Who carries the bytes, and what they are for, is elsewhere. */
@NullMarked
package dev.slipway.importer.nbd;

import org.jspecify.annotations.NullMarked;
